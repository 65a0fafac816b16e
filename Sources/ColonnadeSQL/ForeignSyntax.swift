import ColonnadeModel

/// What looks like SQL to people but never reaches the database: a shell's own commands, the rows of a COPY, and
/// templates that nobody has rendered. Said by name, because the parser's `syntax error at or near "\"` helps nobody.
package struct ForeignSyntax: Sendable {
    package enum Kind: Sendable, Hashable {
        /// A command of psql or of the sqlite3 shell.
        case command
        /// The rows behind `COPY … FROM stdin`.
        case rows
        /// Where a template will have a value: a word takes its place, so that the rest can be read.
        case placeholder
        /// A template's `if` or `for`, which leaves nothing behind.
        case tag
    }

    package var kind: Kind
    package var bytes: Range<Int>
    package var message: String

    /// Throws at the first of them.
    static func refuse(in text: TokenizedText, _ source: SourceText) throws {
        if let first = all(in: text, text.tokens.indices).first {
            throw SourceError(first.message, in: source, atByte: first.bytes.lowerBound)
        }
    }

    /// All of them among some tokens.
    static func all(in text: TokenizedText, _ tokens: Range<Int>) -> [ForeignSyntax] {
        var found: [ForeignSyntax] = []
        var brackets = 0
        // A placeholder that is not closed is said once, and the next not looked for: the statement is not SQL anyway.
        var isUnclosed = false
        for index in tokens {
            let token = text.tokens[index]
            if let last = found.last, token.bytes.lowerBound < last.bytes.upperBound { continue }
            switch token.kind {
            case .command: found.append(command(text, token.bytes))
            case .rows:
                found.append(
                    ForeignSyntax(
                        kind: .rows, bytes: token.bytes,
                        message: "the rows behind COPY … FROM stdin are sent by psql alone"))
            case .symbol(UInt8(ascii: "[")): brackets += 1
            case .symbol(UInt8(ascii: "]")): brackets -= 1
            case .symbol(UInt8(ascii: ":")) where text.engine == .postgresql && brackets <= 0:
                found += variable(text, index).map { [$0] } ?? []
            case .symbol(UInt8(ascii: ".")) where text.engine == .sqlite:
                found += shellCommand(text, index).map { [$0] } ?? []
            case .symbol, .parameter:
                guard !isUnclosed, let template = template(text, index, tokens, &isUnclosed) else { continue }
                found.append(template)
            case .word, .quotedName, .string, .number: continue
            }
        }
        return found
    }

    private static func command(_ text: TokenizedText, _ bytes: Range<Int>) -> ForeignSyntax {
        let name = text.bytes[bytes].dropFirst().prefix { SQLTokenizer.continuesWord($0) }
        return ForeignSyntax(
            kind: .command, bytes: bytes,
            message:
                "`\\\(String(decoding: name, as: UTF8.self))` is a command of psql, not SQL: only the database's own statements can be planned"
        )
    }

    private static func shellCommand(_ text: TokenizedText, _ index: Int) -> ForeignSyntax? {
        guard index == 0 || text.isSymbol(index - 1, ";"), let next = text.token(index + 1),
            next.kind == .word
        else { return nil }
        return ForeignSyntax(
            kind: .command, bytes: text.tokens[index].bytes.lowerBound..<next.bytes.upperBound,
            message: "`.\(text.text(next.bytes))` is a command of the sqlite3 shell, not SQL")
    }

    /// `:name`, `:'name'`, `:"name"`: psql's variables, and the named parameters of many tools. Not `a::int`, `f(a := 1)`
    /// or `a[1:2]`.
    private static func variable(_ text: TokenizedText, _ index: Int) -> ForeignSyntax? {
        let colon = text.tokens[index].bytes
        guard let next = text.token(index + 1), next.bytes.lowerBound == colon.upperBound,
            [.word, .string, .quotedName].contains(next.kind), next.isTerminated
        else { return nil }
        if let before = text.token(index - 1), before.isSymbol(":"),
            before.bytes.upperBound == colon.lowerBound
        {
            return nil
        }
        let whole = colon.lowerBound..<next.bytes.upperBound
        return ForeignSyntax(
            kind: .placeholder, bytes: whole,
            message:
                "`\(text.text(whole))` is a variable that psql or another tool fills in: read the SQL that it gives"
        )
    }

    private static let templates: [(open: [UInt8], close: [UInt8], kind: Kind)] = [
        (Array("{{".utf8), Array("}}".utf8), .placeholder), (Array("${".utf8), Array("}".utf8), .placeholder),
        (Array("#{".utf8), Array("}".utf8), .placeholder), (Array("{%".utf8), Array("%}".utf8), .tag),
        (Array("<%=".utf8), Array("%>".utf8), .placeholder),
    ]

    private static func template(
        _ text: TokenizedText, _ index: Int, _ tokens: Range<Int>, _ isUnclosed: inout Bool
    ) -> ForeignSyntax? {
        let start = text.tokens[index].bytes.lowerBound
        guard "{$#<".utf8.contains(text.bytes[start]) else { return nil }
        guard let template = templates.first(where: { text.bytes[start...].starts(with: $0.open) }) else {
            return nil
        }
        let inner = start + template.open.count
        let end = text.end(of: template.close, from: inner, tokens)
        isUnclosed = end == nil
        let mark = String(decoding: template.open, as: UTF8.self)
        return ForeignSyntax(
            kind: template.kind, bytes: start..<(end ?? inner),
            message:
                "`\(mark)` starts a placeholder of a template: render the file first, then read the SQL it gives"
        )
    }
}

extension TokenizedText {
    /// One past the first occurrence of some bytes behind a byte, in the stretch of some tokens.
    fileprivate func end(of bytes: [UInt8], from start: Int, _ tokens: Range<Int>) -> Int? {
        let end = byteRange(tokens: tokens).upperBound
        var at = start
        while at + bytes.count <= end {
            if self.bytes[at] == bytes[0], self.bytes[at...].starts(with: bytes) { return at + bytes.count }
            at += 1
        }
        return nil
    }
}
