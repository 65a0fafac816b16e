import ColonnadeModel
import ColonnadeSQL

/// A condition, an order or a list of columns in a string, whose table is named elsewhere: `Where("status = ?", …)`.
struct SQLFragment {
    let subject: CodeSubject

    /// Whether the string at a token is one that uses the column.
    func uses(at index: Int, _ file: ScannedFile) -> Bool {
        guard let column = subject.subject.column, case .string(let string) = file.tokens[index].kind,
            string.bytes.count > column.text.utf8.count, string.bytes.count < 2000,
            SQLInPrograms.has(column.text, string.text), !SQLLooks.begins(string.text),
            let language = file.language,
            let text = EmbeddedText.all(in: [file.tokens[index]], language).first
        else { return false }
        let table = "\"\(subject.table.replacing("\"", with: "\"\""))\""
        let frames = [
            ("SELECT FROM \(table) WHERE (", ")"), ("SELECT FROM \(table) ORDER BY ", ""),
            ("SELECT ", " FROM \(table)"),
        ]
        for (prefix, suffix) in frames {
            guard let sql = EmbeddedSQL(fragment: text, prefix: prefix, suffix: suffix),
                case .read(let statements) = sql.outcome, statements.count == 1
            else { continue }
            let use = StatementUse(of: statements[0], in: subject.relations)
            // Prose has words that are no columns.
            return use.unresolved.allSatisfy { $0.name == EmbeddedSQL.placeholder.text }
                && use.uses.contains { $0.column == column && subject.family.contains($0.table) }
        }
        return false
    }
}
