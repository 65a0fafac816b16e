import ColonnadeModel

/// Cuts SQLite's SQL into statements and refuses what cannot be cut.
enum SQLiteStatements {
    /// The tokens of each statement, without the semicolon.
    static func split(_ text: TokenizedText, _ source: SourceText) throws -> [Range<Int>] {
        var statements: [Range<Int>] = []
        var start = 0
        for index in text.tokens.indices where text.isSymbol(index, ";") {
            if isTrigger(text, start) && !endsTrigger(text, index, start) { continue }
            if start < index { statements.append(start..<index) }
            start = index + 1
        }
        if start < text.tokens.count { statements.append(start..<text.tokens.count) }
        for statement in statements { try check(statement, text, source) }
        return statements
    }

    /// A trigger's body has semicolons of its own; the statement ends with the one behind `; END`, which is the
    /// rule of sqlite3_complete().
    private static func isTrigger(_ text: TokenizedText, _ start: Int) -> Bool {
        guard text.isKeyword(start, "CREATE") else { return false }
        let isTemporary = text.isKeyword(start + 1, "TEMP") || text.isKeyword(start + 1, "TEMPORARY")
        return text.isKeyword(isTemporary ? start + 2 : start + 1, "TRIGGER")
    }

    private static func endsTrigger(_ text: TokenizedText, _ semicolon: Int, _ start: Int) -> Bool {
        semicolon - 2 > start && text.isKeyword(semicolon - 1, "END") && text.isSymbol(semicolon - 2, ";")
    }

    /// Quotations that end and parentheses that match are all that can be demanded of a statement nobody parses.
    private static func check(_ statement: Range<Int>, _ text: TokenizedText, _ source: SourceText) throws {
        var open: [Int] = []
        for index in statement {
            let token = text.tokens[index]
            if !token.isTerminated {
                throw SourceError(
                    "this quotation is never closed", in: source, atByte: token.bytes.lowerBound)
            }
            if token.isSymbol("(") { open.append(index) }
            if token.isSymbol(")"), open.popLast() == nil {
                throw SourceError("this `)` closes nothing", in: source, atByte: token.bytes.lowerBound)
            }
        }
        if let unclosed = open.last {
            throw SourceError(
                "this `(` is never closed", in: source, atByte: text.tokens[unclosed].bytes.lowerBound
            )
        }
    }
}
