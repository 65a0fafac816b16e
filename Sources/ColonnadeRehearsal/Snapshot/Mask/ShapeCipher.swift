import ColonnadeModel

/// Exchanges strings of one shape among each other: digits for digits, small letters for small letters, everything else
/// stays. No two strings become the same one, whatever their length: a Feistel network whose halves are digits of any
/// radix, as in format-preserving encryption (NIST SP 800-38G), with HMAC as the round function.
struct ShapeCipher: Sendable {
    private static let rounds: UInt8 = 6
    let key: MaskKey

    /// - Parameter keeping: whether the character at a place stays as it is.
    func encipher(_ text: String, hex: HexCase? = nil, keeping: (Int) -> Bool = { _ in false }) -> String {
        var scalars = Array(text.unicodeScalars)
        var (places, digits, alphabets): ([Int], [Int], [Alphabet]) = ([], [], [])
        // What does not change, and with it the shape, takes part in the round function.
        var shape: [UInt8] = []
        for (place, scalar) in scalars.enumerated() {
            if !keeping(place), let alphabet = Alphabet.of(scalar, hex) {
                places.append(place)
                digits.append(alphabet.digit(scalar))
                alphabets.append(alphabet)
                shape.append(alphabet.name)
            } else {
                shape += Array(String(scalar).utf8)
            }
        }
        permute(&digits, alphabets.map(\.count), shape)
        for (place, (digit, alphabet)) in zip(places, zip(digits, alphabets)) {
            scalars[place] = alphabet.scalar(digit)
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Exchanges numbers of mixed radix among each other.
    func permute(_ digits: inout [Int], _ radices: [Int], _ shape: [UInt8]) {
        let half = digits.count / 2
        for round in 0..<Self.rounds {
            // One half shifts the other; a single digit is shifted by its shape alone.
            let (fixed, moved) =
                round % 2 == 0 ? (0..<half, half..<digits.count) : (half..<digits.count, 0..<half)
            if moved.isEmpty { continue }
            var input = shape
            for digit in digits[fixed] {
                input += [0xFF, UInt8(truncatingIfNeeded: digit), UInt8(truncatingIfNeeded: digit >> 8)]
            }
            var numbers = key.numbers(round, input)
            for place in moved {
                digits[place] = (digits[place] + numbers.next(below: radices[place])) % radices[place]
            }
        }
    }
}

/// How hexadecimal letters are written.
enum HexCase: Sendable {
    case small, large

    /// That of text whose letters and digits are all hexadecimal, and so many that this is no chance.
    init?(of text: String) {
        let letters = text.utf8.filter { $0.isASCIILetterOrDigit }
        guard letters.count >= 16,
            letters.count == text.utf8.filter({ $0 >= 0x80 || $0.isASCIILetterOrDigit }).count
        else { return nil }
        if letters.allSatisfy({ $0.isDigit || (0x61...0x66).contains($0) }) {
            self = .small
        } else if letters.allSatisfy({ $0.isDigit || (0x41...0x46).contains($0) }) {
            self = .large
        } else {
            return nil
        }
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isASCIILetterOrDigit: Bool {
        isDigit || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}

/// Characters of which one stands for another.
struct Alphabet: Sendable {
    private let first: UInt32
    let count: Int
    /// Hexadecimal digits are no range of Unicode.
    private let hex: HexCase?
    /// Tells alphabets apart in a shape, by the place of their first character. Capital letters are exchanged as the
    /// small ones are, so that what is equal to lower() or citext stays so, and what is not, too.
    var name: UInt8 {
        let place = UInt8(truncatingIfNeeded: (first == 0x41 ? 0x61 : first) >> 4)
        return hex == nil ? place : place ^ 0x80
    }

    private static let ranges: [(first: UInt32, last: UInt32)] = [
        (0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A),
        // Latin-1, Latin Extended-A, Greek, Cyrillic
        (0xC0, 0xD6), (0xD8, 0xDE), (0xDF, 0xF6), (0xF8, 0xFF), (0x100, 0x17F), (0x391, 0x3A1),
        (0x3A3, 0x3A9), (0x3B1, 0x3C9), (0x410, 0x42F), (0x430, 0x44F),
        // Hebrew, Arabic, Devanagari, Thai, Hiragana, Katakana, CJK, Hangul
        (0x5D0, 0x5EA), (0x621, 0x63A), (0x641, 0x64A), (0x915, 0x939), (0xE01, 0xE2E), (0x3041, 0x3096),
        (0x30A1, 0x30FA), (0x4E00, 0x9FA5), (0xAC00, 0xD7A3),
    ]

    /// The alphabet of a letter or digit; nil for punctuation, space and what is in no alphabet here.
    static func of(_ scalar: Unicode.Scalar, _ hex: HexCase? = nil) -> Alphabet? {
        if let hex, scalar.properties.isASCIIHexDigit { return Alphabet(first: 0, count: 16, hex: hex) }
        return ranges.first { $0.first <= scalar.value && scalar.value <= $0.last }.map {
            Alphabet(first: $0.first, count: Int($0.last - $0.first) + 1, hex: nil)
        }
    }

    func digit(_ scalar: Unicode.Scalar) -> Int {
        hex == nil ? Int(scalar.value - first) : Int(String(scalar), radix: 16) ?? 0
    }

    func scalar(_ digit: Int) -> Unicode.Scalar {
        guard let hex else { return Unicode.Scalar(first + UInt32(digit)) ?? "?" }
        return String(digit, radix: 16, uppercase: hex == .large).unicodeScalars.first ?? "0"
    }
}
