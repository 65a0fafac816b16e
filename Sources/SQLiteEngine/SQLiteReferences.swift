import ColonnadeEngine
import ColonnadeModel

/// The foreign keys from and to a table: sqlite.org/pragma.html#pragma_foreign_key_check
struct SQLiteReferences {
    let table: Identifier
    let connection: SQLiteConnection

    /// Rows without their parent, by the table they are in and the one they refer to. Only tables that have to
    /// do with the rebuilt one are looked at.
    func violations() async throws -> [[String]: Int64] {
        let rows = try await connection.query(
            """
            SELECT v."table", v.parent, count(*)
              FROM (SELECT m.name FROM sqlite_master AS m
                     WHERE m.type = 'table'
                       AND (m.name = \(bind: .text(table.text)) COLLATE NOCASE
                            OR EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) AS f
                                        WHERE f."table" = \(bind: .text(table.text)) COLLATE NOCASE))) AS t
              JOIN pragma_foreign_key_check(t.name) AS v
             GROUP BY v."table", v.parent
            """)
        return Dictionary(
            rows.map { ([$0[0].text ?? "", $0[1].text ?? ""], $0[2].integer ?? 0) }, uniquingKeysWith: { $1 })
    }

    /// Compares with what was wrong before: a rebuild answers for what it did, not for what it found.
    func check(against before: [[String]: Int64]) async throws {
        for (pair, count) in try await violations().sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
        where count > before[pair] ?? 0 {
            throw EngineError(
                .data,
                "\(count - (before[pair] ?? 0)) rows of \(pair[0]) refer to rows that \(pair[1]) does not have",
                detail: "PRAGMA foreign_key_check", code: "SQLITE_CONSTRAINT")
        }
    }
}
