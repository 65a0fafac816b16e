/// What a column holds, by its name and by some of its values.
package enum MaskJudge {
    /// Words that make a name a statement about the thing and not the thing itself: `email_verified`, `card_brand`.
    private static let aspects: Set<String> = [
        "id", "type", "kind", "status", "count", "verified", "confirmed", "enabled", "disabled", "at",
        "format",
        "brand", "network", "country", "currency", "template", "sent", "opt", "in", "valid", "version",
        "state",
        "last4", "index", "order", "position", "length", "size", "total", "amount", "hash_algorithm",
        "expiry",
        "month", "year", "flag", "required", "provider", "attempts", "notifications", "subject", "limit",
    ]
    /// Tables whose `name` is a person's.
    private static let people: Set<String> = [
        "user", "users", "customer", "customers", "person", "persons", "people", "employee", "employees",
        "patient",
        "patients", "contact", "contacts", "member", "members", "author", "authors", "student", "students",
        "teacher",
        "teachers", "client", "clients", "guest", "guests", "driver", "drivers", "doctor", "doctors", "staff",
        "subscriber", "subscribers", "owner", "owners", "applicant", "applicants", "candidate", "candidates",
        "recipient", "recipients", "visitor", "visitors", "tenant", "tenants", "passenger", "passengers",
        "profile",
        "profiles", "borrower", "beneficiary", "lead", "leads",
    ]
    /// The first whose words all stand side by side in a name decides.
    private static let names: [(MaskKind, [String])] = [
        (.email, ["email", "e mail", "mail address", "mailaddress", "emailaddress"]),
        (.ip, ["ip", "ip address", "ipaddress", "ip addr", "remote addr", "client addr", "ipv4", "ipv6"]),
        (
            .firstName,
            [
                "first name", "firstname", "given name", "forename", "middle name", "nick name", "nickname",
                "fname",
            ]
        ),
        (.lastName, ["last name", "lastname", "surname", "family name", "maiden name", "lname"]),
        (
            .token,
            [
                "mac address", "device id", "imei", "user name", "username", "login", "screen name", "handle",
                "password", "passwd", "passphrase", "pwd",
                "secret", "token", "api key", "apikey", "access key", "private key", "secret key",
                "session key",
                "session", "salt", "otp", "pin", "cvv", "cvc", "ssn", "social security", "tax number",
                "tax id",
                "vat number", "passport", "national id", "id number", "identity number", "license number",
                "licence number", "driver license", "iban", "bic", "swift", "account number",
                "routing number",
                "insurance number", "mrn", "credential", "credentials", "fingerprint", "cookie",
            ]
        ),
        (.card, ["card number", "cardnumber", "credit card", "creditcard", "card no", "pan", "cc number"]),
        (
            .phone,
            ["phone", "telephone", "mobile", "cell", "fax", "tel", "msisdn", "phone number", "whatsapp"]
        ),
        (.birthdate, ["birth", "birthday", "birthdate", "dob", "date of birth", "born", "born on"]),
        (.postcode, ["zip", "zipcode", "zip code", "postcode", "postal code", "postal", "postcode"]),
        (.city, ["city", "town"]),
        (
            .address,
            [
                "address", "street", "addr", "address line", "address1", "address2", "line1", "line2",
                "address line1",
            ]
        ),
        (
            .name,
            [
                "full name", "fullname", "real name", "display name", "contact name", "customer name",
                "user full name",
                "recipient name", "cardholder", "card holder", "holder name", "author name", "owner name",
                "patient name", "employee name", "person name", "client name", "billing name",
                "shipping name",
                "guest name", "student name", "signatory", "recipient",
            ]
        ),
        (
            .text,
            [
                "note", "notes", "comment", "comments", "bio", "biography", "message", "body", "remark",
                "remarks",
                "feedback", "diagnosis", "complaint", "about me", "review", "transcript", "free text",
            ]
        ),
    ]

    /// - Parameter table: its name; the name alone says nothing of whom a `name` is.
    package static func kind(ofName column: String, in table: String) -> MaskKind? {
        let words = words(column)
        guard let last = words.last else { return nil }
        let text = " \(words.joined(separator: " ")) "
        for (kind, phrases) in names {
            for phrase in phrases where text.contains(" \(phrase) ") || text.contains(" \(phrase)s ") {
                // `email_verified_at` is none, but `id_number` or `tax_id` say themselves what they are.
                if aspects.contains(last), !phrase.hasSuffix(last) { return nil }
                return kind
            }
        }
        if words == ["name"], !people.isDisjoint(with: Self.words(table)) { return .name }
        return nil
    }

    /// `customerEMail_2` in words: customer, e, mail, 2.
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        var (word, wasSmall) = ("", false)
        for letter in name {
            let isBreak = !letter.isLetter && !letter.isNumber
            if isBreak || (letter.isUppercase && wasSmall) {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if !isBreak { word += letter.lowercased() }
            wasSmall = letter.isLowercase || letter.isNumber
        }
        return word.isEmpty ? words : words + [word]
    }
}
