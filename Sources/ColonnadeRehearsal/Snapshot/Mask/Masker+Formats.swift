import ColonnadeModel

/// Values that are only right in their own format.
extension Masker {
    /// Another address under a domain that nobody can have (RFC 2606). What differs only in case goes on doing so: two
    /// addresses that are equal to lower() or citext stay equal to them.
    func email(_ value: String) -> String {
        let lower = value.lowercased()
        guard lower.contains("@") else { return token(value) }
        var numbers = key.numbers(MaskPurpose.email, Array(lower.utf8))
        let domain = numbers.pick(["example.com", "example.net", "example.org"])
        // 60 bits: among ten million addresses two are the same with a chance of one in twenty thousand.
        var code = numbers.code(12)
        if lower != value {
            var cases = key.numbers(MaskPurpose.emailCase, Array(value.utf8))
            let pattern = cases.next()
            code = String(
                code.enumerated().map { place, letter in
                    pattern >> UInt64(place) & 1 == 1 ? Character(letter.uppercased()) : letter
                })
        }
        let people = "\(numbers.pick(MaskWords.firstNames)).\(numbers.pick(MaskWords.lastNames))".lowercased()
        let start = lower == value ? people : people.prefix(1).uppercased() + people.dropFirst()
        let long = "\(start).\(code)@\(domain)"
        guard let limit, long.utf8.count > limit else { return long }
        let short = "\(lower == value ? "m" : "M")\(code)@\(domain)"
        return short.utf8.count > limit ? cipher.encipher(value) : short
    }

    /// Other digits behind the prefix of the country or of the trunk line.
    func phone(_ value: String) -> String {
        let letters = Array(value.utf8)
        guard letters.count(where: \.isDigit) > 6 else { return cipher.encipher(value) }
        let prefix = value.hasPrefix("+") ? 3 : value.hasPrefix("00") ? 4 : value.hasPrefix("0") ? 1 : 0
        return cipher.encipher(value) { $0 < prefix }
    }

    /// Another number of the same brand; its check digit (ISO/IEC 7812-1, Luhn) is as right or as wrong as it was.
    func card(_ value: String) -> String {
        var letters = Array(value.utf8)
        let places = letters.indices.filter { letters[$0].isDigit }
        guard places.count >= 12, letters.allSatisfy({ $0 < 0x80 }), let last = places.last else {
            return cipher.encipher(value)
        }
        func digits() -> [Int] { places.map { Int(letters[$0]) - 0x30 } }
        let error = Luhn.sum(digits()) % 10
        letters = Array(cipher.encipher(value) { $0 == places[0] || $0 == last }.utf8)
        letters[last] = 0x30
        let check = (error + 10 - Luhn.sum(digits()) % 10) % 10
        letters[last] = 0x30 + UInt8(check)
        return String(decoding: letters, as: UTF8.self)
    }

    /// Other letters and digits. The name of a hash's method stays (`$2b$12$`, PHC string format), and so does what
    /// says the version of a UUID (RFC 9562, section 4).
    func token(_ value: String) -> String {
        if value.utf8.count == 36, value.utf8.count(where: { $0 == 0x2D }) == 4 {
            return cipher.encipher(value, hex: HexCase(of: value)) { $0 == 14 || $0 == 19 }
        }
        var method = 0
        if value.hasPrefix("$") {
            let signs = value.unicodeScalars.enumerated().filter { $0.element == "$" }.map(\.offset)
            method = signs.count > 2 ? signs[2] : 0
        }
        return cipher.encipher(value, hex: method == 0 ? HexCase(of: value) : nil) { $0 < method }
    }

    /// A number of as many digits that its type can hold.
    func number(_ value: String, _ maximum: UInt64) -> String {
        // The exponent of `1e+20` stays.
        let places = value.utf8.enumerated().prefix { $0.element != 0x65 }.filter { $0.element.isDigit }
        guard let first = places.first else { return value }
        // What leads must not become 0, or the number would be shorter: that digit goes through nine values only.
        var digits = places.map { Int($0.element) - 0x30 }
        var radices = Array(repeating: 10, count: digits.count)
        if digits[0] == 0, digits.count == 1 { return value }
        let leads = digits[0] > 0
        if leads { (digits[0], radices[0]) = (digits[0] - 1, 9) } else { radices[0] = 1 }
        let shape = Array(value.utf8.map { $0.isDigit ? 0x30 : $0 })
        // Walking on until it fits keeps the exchange one to one.
        for _ in 0..<1_000 {
            cipher.permute(&digits, radices, shape)
            var result = Array(value.utf8)
            for (place, digit) in zip(places, digits) { result[place.offset] = UInt8(0x30 + digit) }
            if leads { result[first.offset] += 1 }
            let text = String(decoding: result, as: UTF8.self)
            guard let size = UInt64(text.drop { $0 == "-" }) else { return text }
            if size <= maximum { return text }
        }
        return value
    }

    /// Another address: of four octets, or private to a site (RFC 4193).
    func networkAddress(_ value: String) -> String {
        let parts = value.split(separator: "/", maxSplits: 1)
        let mask = parts.count > 1 ? "/\(parts[1])" : ""
        var octets = parts[0].split(separator: ".").compactMap { UInt8($0).map(Int.init) }
        if octets.count == 4 {
            cipher.permute(&octets, [256, 256, 256, 256], Array(mask.utf8) + [MaskPurpose.address])
            return octets.map(String.init).joined(separator: ".") + mask
        }
        guard value.contains(":") else { return cipher.encipher(value) }
        var numbers = key.numbers(MaskPurpose.address, Array(value.utf8))
        let groups = (0..<7).map { _ in String(numbers.next(below: 0x8000) + 0x8000, radix: 16) }
        return (["fd\(String(numbers.next(below: 0x80) + 0x80, radix: 16))"] + groups).joined(separator: ":")
            + mask
    }
}

/// The check of card numbers.
enum Luhn {
    /// Divisible by ten where the number is right.
    static func sum(_ digits: [Int]) -> Int {
        digits.reversed().enumerated().reduce(0) { sum, item in
            let (place, digit) = item
            guard place % 2 == 1 else { return sum + digit }
            return sum + (digit > 4 ? digit * 2 - 9 : digit * 2)
        }
    }
}

/// A day in the same year, in ISO order (`DateStyle` is set so where values are read), with another time of the day.
struct MaskedDate: Sendable {
    let cipher: ShapeCipher

    func mask(_ value: String) -> String {
        guard let match = value.firstMatch(of: /^(\d{4})-(\d\d)-(\d\d)(?:([ T])(\d\d):(\d\d):(\d\d))?/),
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
            (1...12).contains(month)
        else { return value.contains("infinity") ? value : cipher.encipher(value) }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var numbers = [lengths[..<(month - 1)].reduce(0, +) + day - 1]
        var radices = [isLeap ? 366 : 365]
        let hasTime = match.4 != nil
        if hasTime {
            let time = [match.5, match.6, match.7].map { $0.flatMap { Int($0) } ?? 0 }
            numbers.append(min(time[0] * 3_600 + time[1] * 60 + time[2], 86_399))
            radices.append(86_400)
        }
        cipher.permute(&numbers, radices, Array(match.1.utf8))
        var (rest, place) = (numbers[0], 0)
        while rest >= lengths[place] { (rest, place) = (rest - lengths[place], place + 1) }
        var result = "\(match.1)-\(Self.two(place + 1))-\(Self.two(rest + 1))"
        if hasTime {
            let time = numbers[1]
            result +=
                "\(match.4 ?? " ")\([time / 3_600, time / 60 % 60, time % 60].map(Self.two).joined(separator: ":"))"
        }
        return result + value[match.range.upperBound...]
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
