import ColonnadeModel

/// Reads `table.column = expression` of a directive by the dialect's own reader.
///
/// The directive is made an UPDATE in which the expression stands at the very byte where it stands in the file,
/// with spaces before it: so whatever goes wrong is reported at the right place without any mapping. There is
/// always room for `UPDATE … SET … =`, since `-- colonnade:fill ` is longer.
struct FillDirectiveReader {
    let text: TokenizedText
    let source: SourceText
    let reader: any DialectReader

    /// The fill that a directive states.
    func read(_ directive: Directive) throws -> Fill {
        let name = if case .reverse = directive.kind { "reverse" } else { "fill" }
        let form = "`colonnade:\(name)` has the form `table.column = expression`"
        let start = directive.body.first?.lowerBound ?? directive.bytes.lowerBound
        var bytes = [UInt8](repeating: UInt8(ascii: " "), count: directive.bytes.upperBound)
        for stretch in directive.body { bytes.replaceSubrange(stretch, with: text.bytes[stretch]) }

        let body = tokenize(bytes)
        var end = body.tokens.count
        while body.isSymbol(end - 1, ";") { end -= 1 }
        if let semicolon = (0..<end).first(where: { body.isSymbol($0, ";") }) {
            throw error("\(form): one statement only", body, semicolon)
        }
        guard body.isName(0) else { throw SourceError(form, in: source, atByte: start) }
        let equals = body.endOfName(0)
        let parts = stride(from: 0, to: equals, by: 2).map { body.text(tokens: $0..<($0 + 1)) }
        guard parts.count == 2 || parts.count == 3 else {
            throw error("\(form); a column is named with its table", body, 0)
        }
        guard body.isSymbol(equals, "=") else { throw error("\(form): `=` expected", body, equals) }
        guard equals + 1 < end, let first = body.token(equals + 1) else {
            throw error("\(form): expression expected", body, equals + 1)
        }

        let table = parts.dropLast().joined(separator: ".")
        let prefix = Array("UPDATE \(table) SET \(parts[parts.count - 1])=".utf8)
        let value = first.bytes.lowerBound
        bytes.replaceSubrange(0..<value, with: repeatElement(UInt8(ascii: " "), count: value))
        guard prefix.count <= value else { throw SourceError(form, in: source, atByte: start) }
        bytes.replaceSubrange((value - prefix.count)..<value, with: prefix)

        let statements = try reader.statements(tokenize(bytes), reportingIn: source)
        guard statements.count == 1, let parts = statements[0].parts, parts.count == 1,
            case .fill(let fill) = parts[0].kind
        else { throw error("\(form): this cannot be read as the value of one column", body, equals + 1) }
        return fill
    }

    private func tokenize(_ bytes: [UInt8]) -> TokenizedText {
        SQLTokenizer.tokenize(String(decoding: bytes, as: UTF8.self), for: text.engine)
    }

    private func error(_ message: String, _ body: TokenizedText, _ token: Int) -> SourceError {
        let last = body.tokens.last?.bytes.upperBound ?? body.bytes.count
        return SourceError(message, in: source, atByte: body.token(token)?.bytes.lowerBound ?? last)
    }
}
