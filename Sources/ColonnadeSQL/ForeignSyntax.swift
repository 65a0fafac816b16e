import ColonnadeModel

/// What looks like SQL to people but never reaches the database: a shell's own commands and unrendered templates.
/// Said by name, because the parser's `syntax error at or near "\"` helps nobody.
enum ForeignSyntax {
    /// Throws at the first of them.
    static func refuse(in text: TokenizedText, _ source: SourceText) throws {
        for (index, token) in text.tokens.enumerated() {
            guard let message = message(text, index) else { continue }
            throw SourceError(message, in: source, atByte: token.bytes.lowerBound)
        }
    }

    private static func message(_ text: TokenizedText, _ index: Int) -> String? {
        let token = text.tokens[index]
        let next = text.token(index + 1)
        let adjoins = next?.bytes.lowerBound == token.bytes.upperBound
        if token.isSymbol("\\"), text.engine == .postgresql {
            let command = adjoins && next?.kind == .word ? next.map { text.text($0.bytes) } ?? "" : ""
            return
                "`\\\(command)` is a command of psql, not SQL: only the database's own statements can be planned"
        }
        if token.isSymbol("."), text.engine == .sqlite, index == 0 || text.isSymbol(index - 1, ";"),
            let next, next.kind == .word
        {
            return "`.\(text.text(next.bytes))` is a command of the sqlite3 shell, not SQL"
        }
        let opensBrace = next?.isSymbol("{") == true && adjoins
        let isDollar = token.isSymbol("$") || (token.kind == .parameter && token.bytes.count == 1)
        let opensTag = token.isSymbol("{") && adjoins && (opensBrace || next?.isSymbol("%") == true)
        if opensTag || (isDollar && opensBrace) {
            let mark = text.text(token.bytes.lowerBound..<min(token.bytes.upperBound + 1, text.bytes.count))
            return
                "`\(mark)` starts a placeholder of a template: render the file first, then read the SQL it gives"
        }
        return nil
    }
}
