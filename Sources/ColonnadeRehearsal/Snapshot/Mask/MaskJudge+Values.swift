extension MaskJudge {
    /// First names that are common somewhere, by which a column of people's names is known.
    private static let commonNames: Set<String> = Set(
        """
        aaron adam adrian ahmed alan alejandro alex alexander alexandra ali alice alicia amanda amy ana andrea andreas \
        andrew angela anita ann anna anne anthony antonio arthur barbara ben benjamin brian bruno carl carla carlos carol \
        caroline catherine charles charlotte chris christian christina christine christopher claire clara claudia daniel \
        daniela david deborah denis diana diego donna dorothy edward elena eleanor elias elizabeth ella emil emily emma \
        eric erik eva evelyn fatima felix fernando francesco francis frank gabriel george gerald giulia grace hannah hans \
        harry heather helen henry ibrahim igor ines irene isabel ivan jack jacob james jan jane janet jason jean jennifer \
        jessica joan joao john jonas jonathan jorge jose joseph joshua juan judith julia julian karen karl katarina kate \
        katherine keith kevin kim laura lars lea leo leon linda lisa louis louise lucas lucia lucy luis lukas luke magda \
        manuel marc marcel marco margaret maria marie mark marta martin martina mary matthew max melissa michael michelle \
        miguel mohamed mohammed monica nancy natalia nathan nicholas nicole nina noah olivia oliver oscar pablo pamela \
        patricia patrick paul paula pedro peter philip rachel ralph raymond rebecca ricardo richard robert roberto roger \
        ronald rose ruth ryan samuel sandra sara sarah scott sean sebastian sergio simon sofia sophia sophie stefan \
        stephanie stephen steven susan teresa thomas tim timothy tom tomas vanessa victor victoria vincent walter wei \
        william xavier yan yusuf zhang
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// What most values of a column are; some of them are enough.
    ///
    /// - Returns: the kind, and how many of the values speak for it.
    package static func kind(ofValues values: [String]) -> (kind: MaskKind, share: Double)? {
        let values = values.filter { !$0.isEmpty }
        guard !values.isEmpty else { return nil }
        var counts: [MaskKind: Int] = [:]
        for value in values { if let kind = kind(ofValue: value) { counts[kind, default: 0] += 1 } }
        // A few addresses among other things are people's as well.
        if let emails = counts[.email], emails * 10 >= values.count {
            return (.email, Double(emails) / Double(values.count))
        }
        let isVaried = Set(values).count * 2 > values.count
        if isVaried {
            counts[.name] = values.count { value in
                let words = value.split(separator: " ")
                guard (1...4).contains(words.count), let first = words.first else { return false }
                return first.first?.isUppercase == true && commonNames.contains(first.lowercased())
            }
            // Names are what few lists know all of.
            if let names = counts[.name], names * 4 >= values.count { counts[.name] = values.count }
            counts[.text] = values.count { $0.count { $0 == " " } >= 4 }
        }
        guard let most = counts.max(by: { $0.value < $1.value }), most.value * 2 >= values.count else {
            return nil
        }
        return (most.key, Double(most.value) / Double(values.count))
    }

    /// What one value is, where it can be nothing else.
    static func kind(ofValue value: String) -> MaskKind? {
        let letters = value.utf8
        guard letters.count >= 6, letters.count <= 4_096 else { return nil }
        if letters.contains(UInt8(ascii: "@")), value.contains(/\S@[\w-]+\.\w/) { return .email }
        let digits = letters.filter(\.isDigit)
        let isNumber = letters.allSatisfy { $0.isDigit || " -".utf8.contains($0) }
        if isNumber, (13...19).contains(digits.count), (0x33...0x36).contains(digits[0]),
            Luhn.sum(digits.map { Int($0) - 0x30 }) % 10 == 0
        {
            return .card
        }
        if (7...15).contains(digits.count), let first = letters.first, "+(0".utf8.contains(first),
            letters.allSatisfy({ $0.isDigit || "+-() ./".utf8.contains($0) }),
            value.wholeMatch(of: /\d{4}-\d\d-\d\d.*/) == nil
        {
            return .phone
        }
        let octets = value.split(separator: ".", omittingEmptySubsequences: false)
        if octets.count == 4, octets.allSatisfy({ UInt8($0) != nil }) { return .ip }
        return isSecret(value) ? .token : nil
    }

    /// A hash of a password, a signed token, or so many letters and digits that nobody could have thought of them.
    private static func isSecret(_ value: String) -> Bool {
        if value.hasPrefix("$2") || value.hasPrefix("$argon2") || value.hasPrefix("eyJ") { return true }
        let letters = value.utf8
        guard letters.count >= 24, !letters.contains(UInt8(ascii: " ")), !letters.contains(UInt8(ascii: "/"))
        else {
            return false
        }
        // A UUID names a row.
        if letters.count == 36, letters.count(where: { $0 == 0x2D }) == 4 { return false }
        let digits = letters.count(where: \.isDigit)
        return letters.count(where: \.isASCIILetterOrDigit) * 10 >= letters.count * 9
            && digits * 8 >= letters.count
            && digits < letters.count
    }
}
