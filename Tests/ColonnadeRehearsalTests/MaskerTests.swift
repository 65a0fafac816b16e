import ColonnadeRehearsal
import Foundation
import Testing

/// What masked values promise, for many values each.
@Suite struct MaskerTests {
    private static let key = MaskKey("a key")

    /// Values as databases have them, from numbers.
    private static let makers: [(kind: MaskKind, type: ValueType, make: @Sendable (Int) -> String)] = [
        (.email, .text(limit: nil), { "person.\($0)@corp\($0 % 7).example.de" }),
        (.email, .text(limit: 20), { "p\($0)@corp.de" }),
        (.email, .text(limit: 30), { "P\($0)@Corp.de" }),
        (.phone, .text(limit: nil), { "+49 (30) \(1_000_000 + $0 * 37)" }),
        (.phone, .text(limit: 12), { "0\(170_000_0000 + $0 * 11)" }),
        (.phone, .integer(maximum: UInt64(Int64.max)), { "\(49_170_000_0000 + $0 * 13)" }),
        (.card, .text(limit: 19), { card($0) }),
        (.token, .text(limit: nil), { "sk_live_\(UInt64($0 + 1) &* 0x9E37_79B9_7F4A_7C15)" }),
        (.token, .uuid, { uuid($0) }),
        (.token, .bytes, { "\\x" + hex($0) + hex($0 + 7) }),
        (
            .token, .hardwareAddress,
            { "08:00:2b:\(hex($0).suffix(2)):\(hex($0).prefix(2)):\(hex($0).dropFirst(2).prefix(2))" }
        ),
        (.token, .integer(maximum: UInt64(Int32.max)), { "\(2_100_000_000 + $0 * 3)" }),
        (.name, .text(limit: nil), { "Anna\($0) Müller\($0 / 3)" }),
        (.lastName, .text(limit: 12), { "Łukasz\($0)" }),
        (.text, .text(limit: nil), { "Called \($0) times.\nThen she left, and \($0 + 1) others with her." }),
        (.address, .text(limit: nil), { "\($0) Rue de l'Église" }),
        (.city, .text(limit: nil), { "Stadt \($0)" }),
        (.postcode, .text(limit: 8), { "SW\($0 % 90 + 10)\($0 % 7)AB" }),
        (.ip, .inet, { "10.\($0 / 65536 % 256).\($0 / 256 % 256).\($0 % 256)/24" }),
        (.ip, .text(limit: nil), { "2001:db8::\(String($0 + 1, radix: 16))" }),
        (.birthdate, .date, { "19\(50 + $0 % 50)-\(two($0 % 12 + 1))-\(two($0 % 28 + 1))" }),
        (.birthdate, .timestamp, { "2000-02-\(two($0 % 29 + 1)) 0\($0 % 10):30:15.25+02" }),
    ]

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    private static func hex(_ number: Int) -> String {
        let text = String(UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
    private static func uuid(_ number: Int) -> String {
        let text = hex(number) + hex(number + 5)
        let parts = [8, 4, 4, 4, 12]
        var rest = Substring(text)
        let groups = parts.map { length -> String in
            defer { rest = rest.dropFirst(length) }
            return String(rest.prefix(length))
        }
        return [groups[0], groups[1], "4" + groups[2].dropFirst(), "a" + groups[3].dropFirst(), groups[4]]
            .joined(
                separator: "-")
    }
    private static func card(_ number: Int) -> String {
        let start = "4\(100_000_000_000_00 + number * 7919)"
        let check = (0...9).first { luhn("\(start)\($0)") } ?? 0
        return "\(start)\(check)"
    }
    private static func luhn(_ text: String) -> Bool {
        let digits = text.compactMap(\.wholeNumberValue)
        let sum = digits.reversed().enumerated().reduce(0) { sum, item in
            let doubled = item.offset % 2 == 1 ? item.element * 2 : item.element
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }
        return sum % 10 == 0
    }

    @Test(arguments: makers.indices)
    func theSameValueBecomesTheSameAndNeverItself(_ index: Int) throws {
        let (kind, type, make) = Self.makers[index]
        let masker = Masker(kind, type: type, key: Self.key)
        let again = Masker(kind, type: type, key: MaskKey("a key"))
        let other = Masker(kind, type: type, key: MaskKey("another key"))
        var (kept, alike) = (0, 0)
        for number in 0..<500 {
            let value = make(number)
            let masked = try #require(masker.mask(value))
            #expect(again.mask(value) == masked)
            if masked == value { kept += 1 }
            if other.mask(value) == masked { alike += 1 }
            #expect(!masked.isEmpty)
            if let limit = type.limit { #expect(masked.unicodeScalars.count <= limit, "\(masked)") }
        }
        // By chance: a day of the year is its own mask once in 365 times, a city's name one of twenty others.
        #expect(kept <= 8, "\(kind) \(kept)")
        #expect(alike < 100, "\(kind) \(alike)")
    }

    @Test(arguments: makers.indices)
    func uniqueValuesStayUnique(_ index: Int) throws {
        let (kind, type, make) = Self.makers[index]
        let masker = Masker(kind, type: type, isUnique: true, key: Self.key)
        let values = Set((0..<20_000).map(make))
        #expect(Set(values.compactMap { masker.mask($0) }).count == values.count)
    }

    /// The smallest spaces there are: every value of them, none twice.
    @Test func numbersOfFewDigitsAreExchangedOneToOne() {
        for (maximum, range) in [
            (UInt64(Int16.max), 0...32_767), (UInt64(Int32.max), 2_147_480_000...2_147_483_647),
        ] {
            let masker = Masker(.token, type: .integer(maximum: maximum), key: Self.key)
            let masked = Set(range.compactMap { masker.mask("\($0)") })
            #expect(masked.count == range.count)
            #expect(masked.allSatisfy { UInt64($0).map { $0 <= maximum } == true })
            if range.lowerBound == 0 { #expect(masked == Set(range.map(String.init))) }
        }
        let signed = Masker(.token, type: .decimal, key: Self.key)
        #expect(signed.mask("-12.50")?.wholeMatch(of: /-[1-9]\d\.\d\d/) != nil)
    }

    @Test func formatsStayWhatTheyAre() throws {
        func mask(_ kind: MaskKind, _ value: String, _ type: ValueType = .text(limit: nil)) throws -> String {
            try #require(Masker(kind, type: type, key: Self.key).mask(value))
        }
        for number in 0..<200 {
            #expect(
                try mask(.email, "a\(number)@b.de").wholeMatch(
                    of: /[a-z]+\.[a-z]+\.[a-z2-9]{12}@example\.(com|net|org)/) != nil)
            #expect(
                try mask(.phone, "+49 30 12345\(number)").wholeMatch(
                    of: /\+49 \d\d 12345\d*|\+49 \d\d \d{6,8}/) != nil)
            let card = try mask(.card, Self.card(number))
            #expect(Self.luhn(card) && card.count == 16 && card.hasPrefix("4"), "\(card)")
            #expect(
                !Self.luhn(
                    try mask(
                        .card,
                        String(Self.card(number).dropLast()) + (Self.card(number).hasSuffix("0") ? "1" : "0"))
                ))
            let uuid = try mask(.token, Self.uuid(number), .uuid)
            #expect(
                uuid.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}/) != nil,
                "\(uuid)")
            #expect(
                try mask(.ip, "2001:db8::\(number)", .inet).wholeMatch(of: /fd[0-9a-f]{2}(:[0-9a-f]{4}){7}/)
                    != nil)
        }
        let hash = "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"
        #expect(try mask(.token, hash).hasPrefix("$2b$12$") && mask(.token, hash).count == hash.count)
        #expect(try mask(.birthdate, "1984-02-29", .date).hasPrefix("1984-"))
        #expect(try mask(.birthdate, "infinity", .date) == "infinity")
        #expect(try mask(.text, "Grüße\nan alle").split(separator: "\n").map(\.count) == [5, 7])
        #expect(
            try mask(.token, "Ключ-東京-7").wholeMatch(of: /[А-Я][а-я]{3}-[\u{4E00}-\u{9FA5}]{2}-\d/) != nil)
        #expect(Masker(.null, type: .text(limit: nil), key: Self.key).mask("x") == nil)
        #expect(try mask(.email, "") == "")
    }

    @Test func addressesThatDifferInCaseOnlyGoOnDoingSo() throws {
        let masker = Masker(.email, type: .text(limit: nil), isUnique: true, key: Self.key)
        for number in 0..<300 {
            let values = ["ann\(number)@b.de", "Ann\(number)@b.de", "ANN\(number)@B.DE"]
            let masked = values.compactMap { masker.mask($0) }
            #expect(Set(masked).count == 3 && Set(masked.map { $0.lowercased() }).count == 1, "\(masked)")
        }
    }

    /// As a unique index over lower() needs it.
    @Test func shortNamesThatDifferToLowerGoOnDoingSo() {
        let masker = Masker(.token, type: .text(limit: nil), isUnique: true, key: Self.key)
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        var values: Set<String> = []
        for number in 0..<17_576 {
            let name = String([letters[number / 676], letters[number / 26 % 26], letters[number % 26]])
            values.insert([name, name.capitalized, name.uppercased()][number % 3])
        }
        #expect(Set(values.compactMap { masker.mask($0)?.lowercased() }).count == 17_576)
        #expect(masker.mask("Anna")?.lowercased() == masker.mask("anna"))
        #expect(Masker(.token, type: .decimal, key: Self.key).mask("1.25e+20")?.hasSuffix("e+20") == true)
    }

    @Test func documentsAndListsKeepTheirForm() throws {
        let json = Masker(.json, type: .json, key: Self.key)
        let text =
            #"{"status": "paid", "email": "ann@b.de", "customer": {"name": "Ann \"A\" Lee", "tags": ["vip", "bob@c.de"]}, "phone": 491701234567, "n": 7}"#
        let masked = try #require(json.mask(text))
        #expect(
            masked.hasPrefix(#"{"status": "paid", "email": ""#) && masked.hasSuffix(#", "n": 7}"#),
            "\(masked)")
        for part in ["ann@b.de", "Ann", "Lee", "bob@c.de", "491701234567"] { #expect(!masked.contains(part)) }
        #expect(masked.contains(#""tags": ["vip", ""#))
        let email = try #require(Masker(.email, type: .text(limit: nil), key: Self.key).mask("ann@b.de"))
        #expect(masked.contains(email), "joins with columns survive")
        let list = Masker(.email, type: ValueType("text[]"), key: Self.key)
        #expect(list.mask("{ann@b.de,NULL,\"a\\\"b@c.de\"}")?.hasPrefix("{\"\(email)\",NULL,\"") == true)
        #expect(list.mask("{}") == "{}")
    }
}
