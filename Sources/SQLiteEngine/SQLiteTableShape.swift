import ColonnadeEngine
import ColonnadeModel

/// A table as `sqlite_master` holds it, with what goes when it is dropped.
struct SQLiteTableShape {
    /// Spelled as it was created.
    let table: Identifier
    let text: TableText
    /// Generated ones included: sqlite.org/pragma.html#pragma_table_xinfo
    private let columns: [Identifier]
    /// CREATE INDEX and CREATE TRIGGER, as written, in the order they were made. Step 3 of the procedure.
    let dependents: [String]

    static func read(_ table: Identifier, on connection: SQLiteConnection) async throws -> SQLiteTableShape {
        let name = Value.text(table.text)
        let rows = try await connection.query(
            """
            SELECT type, name, sql FROM sqlite_master
             WHERE tbl_name = \(bind: name) COLLATE NOCASE AND sql IS NOT NULL ORDER BY rowid
            """)
        let own = rows.first { $0["type"].text == "table" || $0["type"].text == "view" }
        guard let sql = own?["sql"].text else { throw EngineError(.refused, "there is no table \(table)") }
        let words = SQLToken.all(in: sql).significant
        guard words.dropFirst().first?.is("TABLE") ?? false else {
            throw EngineError(.refused, "\(table) is a view or virtual table, which cannot be rebuilt")
        }
        let columns = try await connection.query("SELECT name FROM pragma_table_xinfo(\(bind: name))")
        func definitions(_ type: String) -> [String] {
            rows.filter { $0["type"].text == type }.compactMap { $0["sql"].text }
        }
        return SQLiteTableShape(
            table: own?["name"].text.map { Identifier($0) } ?? table,
            text: try TableText(sql),
            columns: columns.map { Identifier($0[0].text ?? "") },
            dependents: definitions("index") + definitions("trigger")
        )
    }

    /// The definition of the new table, and the columns whose content is copied, the rowid first where there is
    /// one of its own.
    func altered(by rebuild: TableRebuild, on connection: SQLiteConnection) async throws -> (
        String, copied: [SQL]
    ) {
        var altered = text
        for alteration in rebuild.alterations {
            try altered.apply(alteration)
            if case .dropColumn(let column) = alteration {
                try await SQLiteColumnUsers(table: table, column: column, connection: connection).refuse()
            }
        }
        altered.dropOwnQualifiers()
        altered.rename(to: SQLiteRebuild.newName(of: table).schemaText)
        let after = altered.columns
        let copied = columns.filter { column in
            // A column that is computed, or not there any more, takes no values.
            after.contains { SQLToken.isSame($0.name, column.text) && !$0.has(.generated) }
        }
        return (altered.text, (rowid.map { [$0] } ?? []) + copied.map { "\($0)" })
    }

    /// Whether rows can be addressed by `_rowid_`.
    var hasPositions: Bool {
        !text.isWithoutRowid && !columns.contains { SQLToken.isSame($0.text, "_rowid_") }
    }

    /// A way to say rowid that no column hides: sqlite.org/lang_createtable.html#rowid. Nil where there is none.
    private var rowid: SQL? {
        if text.isWithoutRowid { return nil }
        let names: [(String, SQL)] = [("_rowid_", "_rowid_"), ("rowid", "rowid"), ("oid", "oid")]
        return names.first { name, _ in !columns.contains { SQLToken.isSame($0.text, name) } }?.1
    }
}
