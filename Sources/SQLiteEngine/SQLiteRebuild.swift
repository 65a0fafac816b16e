import ColonnadeEngine
import ColonnadeModel

/// The procedure of sqlite.org/lang_altertable.html, section 7, for changes that ALTER TABLE cannot make. The
/// numbers in the comments are its steps. Everything happens in one transaction.
struct SQLiteRebuild {
    let rebuild: TableRebuild
    let connection: SQLiteConnection

    private var table: Identifier { rebuild.table.name }
    /// "new_X" of the manual.
    private var new: Identifier { SQLiteRebuild.newName(of: table) }

    /// The same however the table's name was spelled.
    static func newName(of table: Identifier) -> Identifier {
        Identifier("colonnade_new_\(table.text.asciiLowercased)")
    }

    /// Carries the rebuild out; where it fails, nothing of it remains.
    func perform() async throws {
        // 1 and 2. Colonnade's session never enforces foreign keys, and the caller's transaction is open, or
        // this savepoint opens one.
        guard try await connection.scalar("PRAGMA foreign_keys") == .integer(0) else {
            throw EngineError(.refused, "a table cannot be rebuilt while PRAGMA foreign_keys is on")
        }
        _ = try await connection.execute("SAVEPOINT colonnade_rebuild")
        do {
            try await replaceTable()
            _ = try await connection.execute("RELEASE colonnade_rebuild")
        } catch {
            // Either may find the transaction gone already, which is as good.
            _ = try? await connection.execute("ROLLBACK TO colonnade_rebuild")
            _ = try? await connection.execute("RELEASE colonnade_rebuild")
            throw plain(error)
        }
    }

    private func replaceTable() async throws {
        let shape = try await SQLiteTableShape.read(table, on: connection)
        let (definition, copied) = try await shape.altered(by: rebuild, on: connection)
        let references = SQLiteReferences(table: table, connection: connection)
        let violatedBefore = try await references.violations()

        // 4. The new table under its own name: the old one is never renamed, because every reference to it would
        // follow (since 3.26).
        _ = try await connection.execute(SQL(verbatim: definition))
        // 5. The rows, their rowids included: a backfill may have remembered them.
        let into = copied.joined(separator: ", ")
        _ = try await connection.execute("INSERT INTO \(new) (\(into)) SELECT \(into) FROM \(table)")
        try await keepCounter()
        try await saveStatistics()
        // 6. With it go its indexes and triggers.
        _ = try await connection.execute("DROP TABLE \(table)")
        // 7. Triggers and views elsewhere speak of a table that is not there at this moment. The modern rename
        // would stumble over them; the old one leaves them alone.
        _ = try await connection.execute("PRAGMA legacy_alter_table = ON")
        do {
            _ = try await connection.execute("ALTER TABLE \(new) RENAME TO \(shape.table)")
        } catch {
            _ = try? await connection.execute("PRAGMA legacy_alter_table = OFF")
            throw error
        }
        _ = try await connection.execute("PRAGMA legacy_alter_table = OFF")
        try await keepStatistics(of: shape.table)
        // 8. Indexes and triggers, word for word.
        for sql in shape.dependents { _ = try await connection.execute(SQL(verbatim: sql)) }
        // 9. Views were left standing; that they and all triggers still make sense is checked.
        try await checkSchema()
        // 10.
        try await references.check(against: violatedBefore)
    }

    /// AUTOINCREMENT goes on where the old table stopped, deleted rows included: sqlite.org/autoinc.html. The
    /// rename takes the entry along.
    private func keepCounter() async throws {
        let counts = "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_sequence'" as SQL
        guard try await connection.scalar(counts) == .integer(1) else { return }
        _ = try await connection.execute("DELETE FROM sqlite_sequence WHERE name = \(bind: .text(new.text))")
        _ = try await connection.execute(
            """
            INSERT INTO sqlite_sequence (name, seq)
            SELECT \(bind: .text(new.text)), seq FROM sqlite_sequence WHERE name = \(bind: .text(table.text)) COLLATE NOCASE
            """)
    }

    /// What ANALYZE found is as true of the new table: sqlite.org/fileformat2.html#stat1tab
    private func saveStatistics() async throws {
        guard try await hasStatistics() else { return }
        _ = try await connection.execute(
            """
            INSERT INTO sqlite_stat1 (tbl, idx, stat)
            SELECT \(bind: .text(new.text)), idx, stat FROM sqlite_stat1 WHERE tbl = \(bind: .text(table.text)) COLLATE NOCASE
            """)
    }

    private func keepStatistics(of table: Identifier) async throws {
        guard try await hasStatistics() else { return }
        _ = try await connection.execute(
            "UPDATE sqlite_stat1 SET tbl = \(bind: .text(table.text)) WHERE tbl = \(bind: .text(new.text))")
    }

    private func hasStatistics() async throws -> Bool {
        try await connection.scalar("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
            == .integer(1)
    }

    /// DROP COLUMN makes SQLite resolve every name in every view and trigger; one on a table made for the purpose
    /// changes nothing that stays.
    private func checkSchema() async throws {
        _ = try await connection.execute("SAVEPOINT colonnade_check")
        _ = try await connection.execute("CREATE TABLE colonnade_check (kept, dropped)")
        _ = try await connection.execute("ALTER TABLE colonnade_check DROP COLUMN dropped")
        _ = try await connection.execute("ROLLBACK TO colonnade_check")
        _ = try await connection.execute("RELEASE colonnade_check")
    }

    /// The error in terms of the table that the user knows.
    private func plain(_ error: any Error) -> any Error {
        guard var error = error as? EngineError else { return error }
        error.message = error.message.replacing(new.text, with: table.text)
        if error.kind == .refused, error.message.hasPrefix("error in ") {
            error.message = "table \(table) cannot be changed: \(error.message)"
        }
        return error
    }
}

extension SQLiteRebuild {
    /// The procedure for people to read; the definition itself is only known to the database.
    static func outline(_ rebuild: TableRebuild) -> [SQL] {
        let table = rebuild.table.name
        let new = newName(of: table)
        let changes = rebuild.alterations.map(describe).joined(separator: "; ")
        return [
            SQL(verbatim: "-- CREATE TABLE \(new.schemaText), as \(table.schemaText) is, but: \(changes)"),
            "INSERT INTO \(new) SELECT … FROM \(table)",
            "DROP TABLE \(table)",
            "ALTER TABLE \(new) RENAME TO \(table)",
            SQL(
                verbatim:
                    "-- the indexes and triggers of \(table.schemaText) again, then PRAGMA foreign_key_check"),
        ]
    }

    private static func describe(_ alteration: TableRebuild.Alteration) -> String {
        switch alteration {
        case .setNotNull(let column): "\(column.schemaText) NOT NULL"
        case .dropNotNull(let column): "\(column.schemaText) without NOT NULL"
        case .setDefault(let column, let value):
            "\(column.schemaText) DEFAULT \(SQLiteDefault.text(value.display(.sqlite)))"
        case .dropDefault(let column): "\(column.schemaText) without DEFAULT"
        case .dropColumn(let column): "without \(column.schemaText)"
        case .redefine(let definition): definition.schemaText
        }
    }
}
