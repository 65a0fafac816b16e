package import ColonnadeModel

/// A text cut into tokens; positions are UTF-8 bytes of the whole text, so that errors and ranges need no mapping.
package struct TokenizedText: Sendable {
    /// The text.
    package let bytes: [UInt8]
    /// Its tokens in order.
    package let tokens: [Token]
    /// Its comments in order.
    package let comments: [Comment]
    /// Whose rules it was read by.
    package let engine: EngineKind

    /// The text of a stretch of bytes.
    package func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }

    /// The text from the first to the last of some tokens, with the comments and white space between them.
    package func text(tokens range: Range<Int>) -> String { text(byteRange(tokens: range)) }

    /// The bytes from the first to the last of some tokens; empty, before the next token, for no tokens.
    package func byteRange(tokens range: Range<Int>) -> Range<Int> {
        guard let first = token(range.lowerBound) else { return bytes.count..<bytes.count }
        guard !range.isEmpty, let last = token(range.upperBound - 1) else {
            return first.bytes.lowerBound..<first.bytes.lowerBound
        }
        return first.bytes.lowerBound..<last.bytes.upperBound
    }

    /// A token, or nil outside the text.
    package func token(_ index: Int) -> Token? { tokens.indices.contains(index) ? tokens[index] : nil }

    /// The first token that starts at or after a byte.
    package func index(atByte offset: Int) -> Int {
        var low = 0
        var high = tokens.count
        while low < high {
            let middle = (low + high) / 2
            if tokens[middle].bytes.lowerBound < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether a token is the given keyword, written in capitals here.
    package func isKeyword(_ index: Int, _ keyword: StaticString) -> Bool {
        guard let token = token(index), token.kind == .word, token.bytes.count == keyword.utf8CodeUnitCount
        else {
            return false
        }
        return keyword.withUTF8Buffer { expected in
            zip(bytes[token.bytes], expected).allSatisfy { byte, letter in
                byte == letter || (byte ^ 0x20 == letter && UInt8(ascii: "A")...UInt8(ascii: "Z") ~= letter)
            }
        }
    }

    /// Whether a token is the given ASCII character.
    package func isSymbol(_ index: Int, _ character: Unicode.Scalar) -> Bool {
        token(index)?.isSymbol(character) == true
    }

    /// Whether a token can be a name.
    package func isName(_ index: Int) -> Bool {
        guard let token = token(index) else { return false }
        return token.kind == .word || token.kind == .quotedName
    }

    /// The name a token stands for: unquoted, and folded as the database folds it.
    package func name(_ index: Int) -> Identifier? {
        guard let token = token(index) else { return nil }
        switch token.kind {
        case .word:
            // PostgreSQL folds ASCII letters and no others; SQLite keeps the spelling and compares without
            // regard to case.
            guard engine == .postgresql else { return Identifier(text(token.bytes)) }
            let folded = bytes[token.bytes].map {
                UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0
            }
            return Identifier(String(decoding: folded, as: UTF8.self))
        case .quotedName:
            guard let first = bytes[token.bytes].first, token.isTerminated, token.bytes.count >= 2 else {
                return nil
            }
            let inner = text((token.bytes.lowerBound + 1)..<(token.bytes.upperBound - 1))
            if first == UInt8(ascii: "[") { return Identifier(inner) }
            // U&"…" is read by the parse tree, never here.
            guard first == UInt8(ascii: "\"") || first == UInt8(ascii: "`") else { return nil }
            let quote = String(UnicodeScalar(first))
            return Identifier(
                inner.split(separator: quote + quote, omittingEmptySubsequences: false).joined(
                    separator: quote))
        case .string, .number, .parameter, .symbol, .command, .rows:
            return nil
        }
    }

    /// The tokens of a range that stand outside all parentheses and brackets in it.
    package func topLevel(_ range: Range<Int>) -> [Int] {
        var depth = 0
        var found: [Int] = []
        for index in range {
            guard let token = token(index) else { break }
            if token.isSymbol(")") || token.isSymbol("]") { depth -= 1 }
            if depth == 0 { found.append(index) }
            if token.isSymbol("(") || token.isSymbol("[") { depth += 1 }
        }
        return found
    }

    /// A range cut at the commas that stand outside all parentheses and brackets.
    package func splitAtCommas(_ range: Range<Int>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        for index in topLevel(range) where isSymbol(index, ",") {
            parts.append(start..<index)
            start = index + 1
        }
        return parts + [start..<range.upperBound]
    }

    /// The token that closes the parenthesis opened at an index, or nil.
    package func closing(_ open: Int, before end: Int) -> Int? {
        var depth = 0
        for index in open..<max(open, end) {
            if isSymbol(index, "(") { depth += 1 }
            if isSymbol(index, ")") {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return nil
    }

    /// Past a possibly qualified name that starts at an index.
    package func endOfName(_ start: Int) -> Int {
        var end = start + 1
        while isSymbol(end, "."), isName(end + 1) { end += 2 }
        return end
    }

    /// A possibly qualified name of one or two parts that starts at an index, and where it ends.
    package func objectName(_ start: Int) -> (name: ObjectName, end: Int)? {
        guard let first = name(start) else { return nil }
        guard isSymbol(start + 1, ".") else { return (ObjectName(first), start + 1) }
        guard let second = name(start + 2) else { return nil }
        return (ObjectName(schema: first, second), start + 3)
    }
}
