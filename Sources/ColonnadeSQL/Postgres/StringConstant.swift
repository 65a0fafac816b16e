/// What a string constant says, and where each of its bytes stands.
struct StringConstant {
    var bytes: [UInt8]
    var places: Places

    /// Reads `'…'`, `E'…'` or `$tag$…$tag$`; nil for anything else.
    ///
    /// - Parameter places: where the text that the token is of stands.
    init?(_ token: Token, of text: [UInt8], places: Places) {
        guard token.kind == .string, token.isTerminated else { return nil }
        let written = text[token.bytes]
        switch written[written.startIndex] {
        case UInt8(ascii: "$"):
            guard let tag = written.dropFirst().firstIndex(of: UInt8(ascii: "$")) else { return nil }
            let inner = (tag + 1)..<(written.endIndex - (tag + 1 - written.startIndex))
            self.init(bytes: Array(text[inner]), places: places.from(inner.lowerBound))
        case UInt8(ascii: "'"):
            self.init(quoted: text, (written.startIndex + 1)..<(written.endIndex - 1), places, escapes: false)
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
            self.init(quoted: text, (written.startIndex + 2)..<(written.endIndex - 1), places, escapes: true)
        default: return nil
        }
    }

    private init?(quoted text: [UInt8], _ inner: Range<Int>, _ places: Places, escapes: Bool) {
        var bytes: [UInt8] = []
        var offsets: [Int] = []
        var at = inner.lowerBound
        while at < inner.upperBound {
            offsets.append(places[at])
            let byte = text[at]
            if byte == UInt8(ascii: "'") {
                at += 1
            } else if escapes, byte == UInt8(ascii: "\\") {
                at += 1
                guard at < inner.upperBound, let escaped = Self.escaped[text[at]] else { return nil }
                bytes.append(escaped)
                at += 1
                continue
            }
            bytes.append(byte)
            at += 1
        }
        self.init(bytes: bytes, places: .listed(offsets + [places[inner.upperBound]]))
    }

    /// Numeric escapes are left out: SQL text has no use for them.
    private static let escaped: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09, UInt8(ascii: "b"): 0x08,
        UInt8(ascii: "f"): 0x0C, UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "'"): UInt8(ascii: "'"),
        UInt8(ascii: "\""): UInt8(ascii: "\""),
    ]

    init(bytes: [UInt8], places: Places) {
        self.bytes = bytes
        self.places = places
    }

    /// One behind the other.
    init(joining pieces: [StringConstant]) {
        var offsets: [Int] = []
        for piece in pieces { offsets += piece.bytes.indices.map { piece.places[$0] } }
        let end = pieces.last.map { $0.places[$0.bytes.count] } ?? 0
        self.init(bytes: pieces.flatMap(\.bytes), places: .listed(offsets + [end]))
    }
}
