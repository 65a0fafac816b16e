/// A token of SQLite's SQL: sqlite.org/syntaxdiagrams.html and src/tokenize.c. White space and comments are
/// tokens too, so that the tokens of a text joined together are the text again.
struct SQLToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case space, comment
        /// A keyword or a name without quotes.
        case word
        /// A name in `"…"`, `` `…` `` or `[…]`.
        case quoted
        case string, number, symbol
        /// Text put in by an edit.
        case inserted
    }

    var kind: Kind
    var text: String

    /// White space or a comment.
    var isTrivia: Bool { kind == .space || kind == .comment }

    /// The name a word or quoted token stands for.
    var name: String? {
        switch kind {
        case .word: return text
        case .quoted:
            let body = text.dropFirst().dropLast()
            guard let quote = text.first, quote != "[" else { return String(body) }
            var name = ""
            var skip = false
            for character in body {
                if character == quote, !skip { skip = true; continue }
                skip = false
                name.append(character)
            }
            return name
        case .space, .comment, .string, .number, .symbol, .inserted: return nil
        }
    }

    /// Whether it is this keyword, given in upper case.
    func `is`(_ keyword: String) -> Bool { kind == .word && text.uppercased() == keyword }

    /// Whether it is this punctuation mark.
    func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }

    /// Whether it is a name, compared as SQLite does: without regard to the case of ASCII letters.
    func names(_ other: String) -> Bool { name.map { SQLToken.isSame($0, other) } ?? false }

    static func isSame(_ left: String, _ right: String) -> Bool {
        left.asciiLowercased == right.asciiLowercased
    }
}

extension String {
    /// Only ASCII letters are folded: sqlite.org/c3ref/stricmp.html.
    var asciiLowercased: String {
        guard utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return self }
        return String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}

extension Sequence where Element == SQLToken {
    var text: String { map(\.text).joined() }
    var significant: [SQLToken] { filter { !$0.isTrivia } }
}

extension SQLToken {
    /// Splits a text into tokens. An unclosed string or comment reaches to the end, as in SQLite.
    static func all(in text: String) -> [SQLToken] {
        let bytes = Array(text.utf8)
        var tokens: [SQLToken] = []
        var start = 0
        while start < bytes.count {
            let (kind, end) = next(bytes, start)
            tokens.append(SQLToken(kind: kind, text: String(decoding: bytes[start..<end], as: UTF8.self)))
            start = end
        }
        return tokens
    }

    private static func next(_ bytes: [UInt8], _ start: Int) -> (Kind, Int) {
        func at(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }
        func end(from index: Int, while condition: (UInt8) -> Bool) -> Int {
            var index = index
            while index < bytes.count, condition(bytes[index]) { index += 1 }
            return index
        }
        let byte = bytes[start]
        switch byte {
        case UInt8(ascii: " "), 9, 10, 12, 13:
            return (.space, end(from: start) { [9, 10, 12, 13, 32].contains($0) })
        case UInt8(ascii: "-") where at(start + 1) == byte:
            return (.comment, end(from: start) { $0 != 10 })
        case UInt8(ascii: "/") where at(start + 1) == UInt8(ascii: "*"):
            var index = start + 2
            while index < bytes.count,
                !(bytes[index] == UInt8(ascii: "*") && at(index + 1) == UInt8(ascii: "/"))
            {
                index += 1
            }
            return (.comment, min(index + 2, bytes.count))
        case UInt8(ascii: "'"): return (.string, closing(bytes, start, byte))
        case UInt8(ascii: "\""), UInt8(ascii: "`"): return (.quoted, closing(bytes, start, byte))
        case UInt8(ascii: "["):
            return (.quoted, min(end(from: start) { $0 != UInt8(ascii: "]") } + 1, bytes.count))
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            if at(start + 1) == UInt8(ascii: "'") {
                return (.string, closing(bytes, start + 1, at(start + 1)))
            }
            return (.word, end(from: start, while: isWord))
        case _ where isDigit(byte) || byte == UInt8(ascii: ".") && isDigit(at(start + 1)):
            return (.number, number(bytes, start))
        case _ where isWord(byte): return (.word, end(from: start, while: isWord))
        default: return (.symbol, start + 1)
        }
    }

    /// One past the quote that closes; a doubled quote does not.
    private static func closing(_ bytes: [UInt8], _ start: Int, _ quote: UInt8) -> Int {
        var index = start + 1
        while index < bytes.count {
            if bytes[index] == quote {
                guard index + 1 < bytes.count, bytes[index + 1] == quote else { return index + 1 }
                index += 1
            }
            index += 1
        }
        return bytes.count
    }

    private static func number(_ bytes: [UInt8], _ start: Int) -> Int {
        var index = start
        while index < bytes.count {
            let isSign = bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-")
            let followsExponent = index > start && bytes[index - 1] | 0x20 == UInt8(ascii: "e")
            let isHexadecimal = index > start + 1 && bytes[start + 1] | 0x20 == UInt8(ascii: "x")
            guard
                isWord(bytes[index]) || bytes[index] == UInt8(ascii: ".")
                    || isSign && followsExponent && !isHexadecimal
            else { break }
            index += 1
        }
        return index
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Letters, digits, `_`, `$` and everything beyond ASCII.
    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte >= 0x80
    }
}
