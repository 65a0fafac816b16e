import Synchronization

/// JSON whose strings and numbers are masked where their keys or they themselves look personal; everything else, white
/// space included, is as it was.
struct MaskedJSON: Sendable {
    let key: MaskKey

    /// An object or array that is open: what its last key says of the value behind it.
    private struct Level {
        var key = ""
        var kind: MaskKind?
    }

    func mask(_ text: String) -> String {
        var scanner = JSONScanner(text)
        var result = ""
        var levels = [Level()]
        while let token = scanner.next() {
            let kind = levels[levels.count - 1].kind
            switch token {
            case .key(let name, let raw):
                result += raw
                // Inside `address: {…}` everything is an address that does not say otherwise; the `name` of a
                // `customer: {…}` is a person's.
                let outer = levels[max(levels.count - 2, 0)]
                levels[levels.count - 1] = Level(
                    key: name, kind: Self.judge(name, in: outer.key) ?? outer.kind)
            case .begin(let raw):
                result += raw
                levels.append(levels[levels.count - 1])
            case .end(let raw):
                result += raw
                if levels.count > 1 { levels.removeLast() }
            case .string(let value, let raw):
                let judged = kind ?? MaskJudge.kind(ofValue: value)
                result += judged.map { mask(value, $0) } ?? raw
            case .number(let raw):
                let isMasked = kind?.applies(to: .decimal) == true
                result += isMasked ? Masker(kind ?? .token, type: .decimal, key: key).mask(raw) ?? raw : raw
            case .other(let raw): result += raw
            }
        }
        return result
    }

    private func mask(_ value: String, _ kind: MaskKind) -> String {
        JSONScanner.quoted(Masker(kind, type: .text(limit: nil), key: key).mask(value) ?? "")
    }

    /// The keys of documents repeat themselves.
    private static let judged = Mutex<[[String]: MaskKind?]>([:])

    private static func judge(_ name: String, in outer: String) -> MaskKind? {
        judged.withLock { judged in
            if let known = judged[[outer, name]] { return known }
            let kind = MaskJudge.kind(ofName: name, in: outer)
            if judged.count < 10_000 { judged[[outer, name]] = .some(kind) }
            return kind
        }
    }
}

/// The parts of a JSON text as PostgreSQL prints it, which is valid JSON.
struct JSONScanner {
    enum Token {
        case key(String, raw: String)
        case string(String, raw: String)
        case number(String)
        case begin(String), end(String)
        /// White space, commas, colons, true, false, null.
        case other(String)
    }

    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func next() -> Token? {
        guard place < bytes.count else { return nil }
        let start = place
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""):
            while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
                place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
            }
            place = min(place + 1, bytes.count)
            let raw = raw(from: start)
            return isKey ? .key(Self.unquoted(raw), raw: raw) : .string(Self.unquoted(raw), raw: raw)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return .begin(raw(from: start))
        case UInt8(ascii: "}"), UInt8(ascii: "]"): return .end(raw(from: start))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            while place < bytes.count, bytes[place].isDigit || "+-.eE".utf8.contains(bytes[place]) {
                place += 1
            }
            return .number(raw(from: start))
        default: return .other(raw(from: start))
        }
    }

    private func raw(from start: Int) -> String { String(decoding: bytes[start..<place], as: UTF8.self) }

    /// A string before a colon.
    private var isKey: Bool {
        let next = bytes[place...].first { !" \n\r\t".utf8.contains($0) }
        return next == UInt8(ascii: ":")
    }

    /// What a string literal says (RFC 8259, section 7).
    static func unquoted(_ raw: String) -> String {
        guard raw.utf8.contains(UInt8(ascii: "\\")) else { return String(raw.dropFirst().dropLast()) }
        var units: [UInt16] = []
        var rest = Substring(raw.dropFirst().dropLast()).utf16
        while let unit = rest.popFirst() {
            guard unit == 0x5C, let sign = rest.popFirst() else {
                units.append(unit)
                continue
            }
            switch sign {
            case 0x62: units.append(8)
            case 0x66: units.append(12)
            case 0x6E: units.append(10)
            case 0x72: units.append(13)
            case 0x74: units.append(9)
            case 0x75:
                let digits = String(rest.prefix(4)) ?? ""
                units.append(UInt16(digits, radix: 16) ?? 0xFFFD)
                rest = rest.dropFirst(4)
            default: units.append(sign)
            }
        }
        return String(decoding: units, as: UTF16.self)
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
