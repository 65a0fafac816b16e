package import ColonnadeModel

/// Cuts SQL into tokens. It accepts anything: whether the text makes sense is for a parser to say. Needed because
/// PostgreSQL's parse tree knows where an expression starts but not where it ends, because comments carry
/// directives, and because SQLite offers no parser at all.
package struct SQLTokenizer {
    private let text: [UInt8]
    private let engine: EngineKind
    private var at = 0
    private var tokens: [Token] = []
    private var comments: [Comment] = []
    /// The first token of the statement that is being read.
    private var statement = 0
    /// Whether no `\.` follows: looking for one again and again would take for ever.
    private var hasNoMoreRows = false

    private init(_ text: [UInt8], _ engine: EngineKind) {
        self.text = text
        self.engine = engine
    }

    /// The tokens and comments of a text.
    package static func tokenize(_ text: String, for engine: EngineKind) -> TokenizedText {
        tokenize(Array(text.utf8), for: engine)
    }

    /// The tokens and comments of a text from a byte on.
    package static func tokenize(_ bytes: [UInt8], from start: Int = 0, for engine: EngineKind)
        -> TokenizedText
    {
        var tokenizer = SQLTokenizer(bytes, engine)
        tokenizer.at = start
        tokenizer.tokens.reserveCapacity((bytes.count - start) / 6)
        tokenizer.run()
        return TokenizedText(
            bytes: bytes, tokens: tokenizer.tokens, comments: tokenizer.comments, engine: engine)
    }

    private mutating func run() {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0B, 0x0C:
                at += 1
            case UInt8(ascii: "-") where peek(1) == byte:
                lineComment()
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
                blockComment()
            case UInt8(ascii: "'"):
                quoted(.string, by: byte, from: at, backslash: false)
            case UInt8(ascii: "\""):
                quoted(.quotedName, by: byte, from: at, backslash: false)
            case UInt8(ascii: "`") where engine == .sqlite:
                quoted(.quotedName, by: byte, from: at, backslash: false)
            case UInt8(ascii: "[") where engine == .sqlite:
                bracketed()
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                number()
            case UInt8(ascii: ".") where peek(1).map(Self.isDigit) == true && !followsName:
                number()
            case UInt8(ascii: "$"):
                dollar()
            case UInt8(ascii: "\\") where engine == .postgresql:
                command()
            case UInt8(ascii: ";") where engine == .postgresql:
                symbol()
                rows()
                statement = tokens.count
            case UInt8(ascii: "?") where engine == .sqlite:
                run(.parameter, from: at, past: 1)
            case UInt8(ascii: ":"), UInt8(ascii: "@"):
                if engine == .sqlite, peek(1).map(Self.continuesWord) == true {
                    run(.parameter, from: at, past: 1)
                } else {
                    symbol()
                }
            case let start where Self.startsWord(start):
                word()
            default:
                symbol()
            }
        }
    }

    private func peek(_ distance: Int = 0) -> UInt8? {
        at + distance < text.count ? text[at + distance] : nil
    }

    /// `t.1` is not a number after a name: only SQLite accepts either, and neither has a meaning.
    private var followsName: Bool {
        guard let last = tokens.last else { return false }
        return last.bytes.upperBound == at && (last.kind == .word || last.kind == .quotedName)
    }

    private mutating func append(_ kind: Token.Kind, from start: Int, isTerminated: Bool = true) {
        tokens.append(Token(kind: kind, bytes: start..<at, isTerminated: isTerminated))
    }

    private mutating func symbol() {
        let start = at
        at += 1
        append(.symbol(text[start]), from: start)
    }

    /// A command of psql: no quote in it, closed or not, reaches beyond its line. `\\` ends it earlier, and `\;` is
    /// psql's semicolon that sends nothing yet.
    private mutating func command() {
        let start = at
        at += 1
        if peek() == UInt8(ascii: ";") {
            at += 1
        } else {
            while let byte = peek(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
                at += 1
                if byte == UInt8(ascii: "\\"), peek() == byte, at > start + 2 {
                    at += 1
                    break
                }
            }
        }
        append(.command, from: start)
        statement = tokens.count
    }

    /// The rows that follow a COPY … FROM stdin in its script: from the next line up to `\.` on a line of its own.
    /// Without that end they are none: whatever follows is read as SQL, so that nothing is taken for a row in silence.
    private mutating func rows() {
        guard !hasNoMoreRows, isCopyFromStdin else { return }
        var line = at
        while line < text.count {
            guard let end = text[line...].firstIndex(of: UInt8(ascii: "\n")) else { break }
            line = end + 1
            let next = text[line...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            let content = text[line..<next]
            if content.elementsEqual("\\.".utf8) || content.elementsEqual("\\.\r".utf8) {
                let start = (text[at...].firstIndex(of: UInt8(ascii: "\n")) ?? at) + 1
                at = next
                return append(.rows, from: start)
            }
        }
        hasNoMoreRows = true
    }

    private var isCopyFromStdin: Bool {
        guard tokens.count > statement + 3, isWord(statement, "copy") else { return false }
        return ((statement + 2)..<tokens.count).contains { isWord($0, "stdin") && isWord($0 - 1, "from") }
    }

    private func isWord(_ index: Int, _ word: StaticString) -> Bool {
        let token = tokens[index]
        guard token.kind == .word, token.bytes.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            zip(text[token.bytes], letters).allSatisfy { $0 | 0x20 == $1 }
        }
    }

    private mutating func run(_ kind: Token.Kind, from start: Int, past first: Int) {
        at += first
        while let byte = peek(), Self.continuesWord(byte) { at += 1 }
        append(kind, from: start)
    }

    private mutating func word() {
        let start = at
        at += 1
        while let byte = peek(), Self.continuesWord(byte) { at += 1 }
        // A string may have a prefix that changes how it is read: E'\'', U&'\0041', U&"\0041".
        let isOneLetter = at - start == 1
        let letter = text[start] | 0x20
        if isOneLetter, let quote = peek() {
            let isEscape = engine == .postgresql && letter == UInt8(ascii: "e")
            let isPlain =
                letter == UInt8(ascii: "x") || letter == UInt8(ascii: "b") || letter == UInt8(ascii: "n")
            if quote == UInt8(ascii: "'"), isEscape || isPlain {
                return quoted(.string, by: quote, from: start, backslash: isEscape)
            }
            if engine == .postgresql, letter == UInt8(ascii: "u"), quote == UInt8(ascii: "&"),
                let inner = peek(1),
                inner == UInt8(ascii: "'") || inner == UInt8(ascii: "\"")
            {
                at += 1
                let kind: Token.Kind = inner == UInt8(ascii: "'") ? .string : .quotedName
                return quoted(kind, by: inner, from: start, backslash: false)
            }
        }
        append(.word, from: start)
    }

    /// Reads from an opening quote at the current place; a doubled quote stands for itself.
    private mutating func quoted(_ kind: Token.Kind, by quote: UInt8, from start: Int, backslash: Bool) {
        at += 1
        while let byte = peek() {
            if byte == quote {
                at += 1
                guard peek() == quote else { return append(kind, from: start) }
                at += 1
            } else if backslash, byte == UInt8(ascii: "\\") {
                at = min(at + 2, text.count)
            } else {
                at += 1
            }
        }
        append(kind, from: start, isTerminated: false)
    }

    private mutating func bracketed() {
        let start = at
        while let byte = peek() {
            at += 1
            if byte == UInt8(ascii: "]") { return append(.quotedName, from: start) }
        }
        append(.quotedName, from: start, isTerminated: false)
    }

    private mutating func number() {
        let start = at
        while let byte = peek() {
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            let afterExponent = at > start && text[at - 1] | 0x20 == UInt8(ascii: "e")
            let isHexadecimal = at > start + 1 && text[start + 1] | 0x20 == UInt8(ascii: "x")
            // `1..10` is two numbers around a range operator, not one number.
            let isPoint = byte == UInt8(ascii: ".") && peek(1) != UInt8(ascii: ".")
            guard Self.continuesWord(byte) || isPoint || (isSign && afterExponent && !isHexadecimal) else {
                break
            }
            at += 1
        }
        if at == start { at += 1 }
        append(.number, from: start)
    }

    private mutating func dollar() {
        let start = at
        if engine == .sqlite { return run(.parameter, from: start, past: 1) }
        if peek(1).map(Self.isDigit) == true { return run(.parameter, from: start, past: 1) }
        var end = at + 1
        while end < text.count, Self.continuesWord(text[end]), text[end] != UInt8(ascii: "$") { end += 1 }
        guard end < text.count, text[end] == UInt8(ascii: "$") else { return symbol() }
        let tag = text[start...end]
        at = end + 1
        while at + tag.count <= text.count {
            if text[at] == UInt8(ascii: "$"), text[at..<(at + tag.count)].elementsEqual(tag) {
                at += tag.count
                return append(.string, from: start)
            }
            at += 1
        }
        at = text.count
        append(.string, from: start, isTerminated: false)
    }

    private mutating func lineComment() {
        let start = at
        while let byte = peek(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { at += 1 }
        comments.append(Comment(bytes: start..<at, isLine: true, tokensBefore: tokens.count))
    }

    /// PostgreSQL's block comments nest, SQLite's do not.
    private mutating func blockComment() {
        let start = at
        var depth = 0
        while let byte = peek() {
            if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*"), depth == 0 || engine == .postgresql {
                depth += 1
                at += 2
            } else if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                depth -= 1
                at += 2
                if depth == 0 { break }
            } else {
                at += 1
            }
        }
        comments.append(Comment(bytes: start..<at, isLine: false, tokensBefore: tokens.count))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    /// Bytes of characters outside ASCII are letters to both databases.
    package static func startsWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "_") || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    package static func continuesWord(_ byte: UInt8) -> Bool {
        startsWord(byte) || isDigit(byte) || byte == UInt8(ascii: "$")
    }
}
