import ColonnadeEngine
import ColonnadeModel

/// Looks for what still uses a column that is to be dropped, as far as SQLite would not notice or would say it
/// less clearly. Names that views and triggers read are left to SQLite, which resolves them after the rebuild.
struct SQLiteColumnUsers {
    let table: Identifier
    let column: Identifier
    let connection: SQLiteConnection

    /// - Throws: ``EngineError`` of kind `.refused` that names the user.
    func refuse() async throws {
        let rows = try await connection.query(
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL ORDER BY rowid"
        )
        for row in rows {
            let tokens = SQLToken.all(in: row["sql"].text ?? "").significant
            let isOwn = SQLToken.isSame(row["tbl_name"].text ?? "", table.text)
            let uses =
                switch row["type"].text {
                case "index": isOwn && isIndexed(by: tokens)
                case "trigger": isNamed(byTrigger: tokens, isOwn: isOwn)
                default: isQuoted(in: tokens)
                }
            if uses { throw error("\(row["type"].text ?? "") \(row["name"].text ?? "")") }
        }
        let children = try await connection.query(
            """
            SELECT m.name FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f
             WHERE m.type = 'table' AND f."table" = \(bind: .text(table.text)) COLLATE NOCASE
               AND f."to" = \(bind: .text(column.text)) COLLATE NOCASE
            """)
        if let child = children.first?[0].text { throw error("a foreign key of \(child)") }
    }

    private func error(_ user: String) -> EngineError {
        EngineError(.refused, "column \(table).\(column) cannot be dropped: \(user) uses it")
    }

    /// What follows `ON table`: the index's own name may be the column's.
    private func isIndexed(by tokens: [SQLToken]) -> Bool {
        SQLToken.speaks(of: column.text, in: Array(tokens.drop { !$0.isSymbol("(") }))
    }

    /// `UPDATE OF column`, `SET column =` and `INSERT INTO table (column)` are resolved only when the trigger
    /// fires, or never.
    private func isNamed(byTrigger tokens: [SQLToken], isOwn: Bool) -> Bool {
        let body = tokens.drop { !$0.is("BEGIN") }
        let events = tokens.prefix { !$0.is("ON") }.drop { !$0.is("OF") }
        if isOwn, events.contains(where: { $0.names(column.text) }) { return true }
        return body.contains { $0.names(table.text) } && hasUnqualified(Array(body)) { _ in true }
    }

    /// A name in double quotes that means nothing any more turns into a string without a word:
    /// sqlite.org/quirks.html#dblquote
    private func isQuoted(in tokens: [SQLToken]) -> Bool {
        tokens.contains { $0.names(table.text) } && hasUnqualified(tokens) { $0.text.hasPrefix("\"") }
    }

    private func hasUnqualified(_ tokens: [SQLToken], _ condition: (SQLToken) -> Bool) -> Bool {
        tokens.indices.contains { index in
            tokens[index].names(column.text) && condition(tokens[index])
                && !(index > 0 && tokens[index - 1].isSymbol("."))
        }
    }
}
