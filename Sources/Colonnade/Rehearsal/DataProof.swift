import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal

/// Holds the rows of tables against a twin: another copy, to which the same was written by the same clients, and on which the
/// plain SQL was run where the rollout was. Rows that code has written which depends on the change are left out: such code
/// knows nothing of the plain SQL.
struct DataProof: Sendable {
    let ours: Database
    let twin: Database
    let tables: [Table]
    let record: WriteRecord

    /// Writes to the twin what it has not got yet, changes it, and compares.
    ///
    /// - Parameter migration: nil where it is to stay as it was.
    func make(_ migration: PlainMigration?) async throws -> RowsProof {
        var proof = RowsProof(migration == nil ? .untouched : .changed)
        proof.notCompared = record.gap
        if proof.notCompared != nil { return proof }
        do {
            try await write(record.takeWrites())
        } catch let error as ColonnadeError {
            // Such as a key that code which depends on the change has set free. The twin has only a part of them now.
            record.spoil("on a twin the same writes fail: \(error.explanation)")
            proof.notCompared = record.gap
            return proof
        }
        do {
            try await migration?.run(on: twin.engine)
        } catch let error as EngineError {
            proof.notCompared = "on a twin the plain SQL fails: \(error.message)"
            return proof
        }
        proof.writes = record.writes.count
        proof.leftOut = record.unsureRows
        let names = Set(tables.map(\.name))
        // The rows of a partition are rows of the whole.
        for table in tables where names.isDisjoint(with: table.parents) {
            let (count, wrong) = try await compare(table)
            proof.rows += count
            if !wrong.isEmpty {
                proof.difference = RowsProof.Difference(
                    table: table.name.description, rows: wrong.count, keys: Array(wrong.prefix(3)))
                break
            }
        }
        return proof
    }

    // MARK: - The twin

    private func write(_ writes: [WriteRecord.Write]) async throws {
        try await twin.connected(as: "colonnade: rehearsal") { connection in
            var rest = writes[...]
            while !rest.isEmpty {
                let batch = rest.prefix(500)
                rest = rest.dropFirst(batch.count)
                do {
                    _ = try await connection.pipeline(["BEGIN"] + batch.map(Self.sql) + ["COMMIT"])
                } catch let error as EngineError where error.code == Self.foreignKey {
                    await connection.rollback()
                    let early = try await writeSingly(batch, on: connection)
                    if early.count == batch.count { throw error }
                    rest = (early + rest)[...]
                }
            }
        }
    }

    /// SQLSTATE foreign_key_violation.
    private static let foreignKey = "23503"

    /// A foreign key is looked at when a statement is at its end, a moment behind the place that the record has of it: the
    /// row that it refers to may have come or gone in between, and stand behind it. So it is tried again behind each of the
    /// next; it is in time, since whoever writes the same row later had to wait for its commit.
    ///
    /// - Returns: those that are still too early.
    private func writeSingly(
        _ writes: ArraySlice<WriteRecord.Write>, on connection: any Connection
    ) async throws -> [WriteRecord.Write] {
        func isWritten(_ write: WriteRecord.Write) async throws -> Bool {
            do {
                _ = try await connection.execute(Self.sql(write))
                return true
            } catch let error as EngineError where error.code == Self.foreignKey {
                return false
            }
        }
        var early: [WriteRecord.Write] = []
        for write in writes {
            guard try await isWritten(write) else {
                early.append(write)
                continue
            }
            var still: [WriteRecord.Write] = []
            for other in early where try await !isWritten(other) { still.append(other) }
            early = still
        }
        return early
    }

    private static func sql(_ write: WriteRecord.Write) -> SQL {
        func equals(_ values: [(column: Identifier, value: Value)], _ separator: SQL) -> SQL {
            values.map { "\($0.column) = \(bind: $0.value)" as SQL }.joined(separator: separator)
        }
        let values = write.row.map { "\(bind: $0.value)" as SQL }.joined(separator: ", ")
        let insert: SQL = """
            INSERT INTO \(write.table) (\(write.row.map(\.column))) OVERRIDING SYSTEM VALUE VALUES (\(values))
            """
        let key = write.key.map(\.column)
        switch write.verb {
        case .insert: return insert
        case .put:
            let others = write.row.map(\.column).filter { !key.contains($0) }
            let given = others.map { "\($0) = excluded.\($0)" as SQL }.joined(separator: ", ")
            return "\(insert) ON CONFLICT (\(key)) DO \(others.isEmpty ? "NOTHING" : "UPDATE SET \(given)")"
        case .update:
            return "UPDATE \(write.table) SET \(equals(write.row, ", ")) WHERE \(equals(write.key, " AND "))"
        case .delete: return "DELETE FROM \(write.table) WHERE \(equals(write.key, " AND "))"
        }
    }

    // MARK: - Row for row

    /// Sums of hashes in a thousand buckets by key; only where they differ are rows looked at.
    private func compare(_ table: Table) async throws -> (rows: Int64, wrong: [String]) {
        let (a, b) = (try await buckets(of: table, in: ours), try await buckets(of: table, in: twin))
        let differing = Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }
        let rows = a.values.map(\.rows).reduce(0, +)
        guard !differing.isEmpty else { return (rows, []) }
        let (c, d) = (
            try await self.rows(of: table, in: ours, differing),
            try await self.rows(of: table, in: twin, differing)
        )
        return (rows, Set(c.keys).union(d.keys).filter { c[$0] != d[$0] }.sorted())
    }

    private struct Bucket: Hashable {
        var rows: Int64
        var sum: String
    }

    private func key(of table: Table) -> SQL { "ROW(\(table.primaryKey))::text" }

    private func row(of table: Table) -> SQL { "ROW(\(table.columns.map(\.name).sorted()))::text" }

    /// Without the rows that new code has written.
    private func others(_ table: Table) -> SQL {
        let written = record.rows.filter { $0.table == table.name }
        // As text: a key may have got another type.
        return written.isEmpty
            ? "true"
            : "NOT (\(key(of: table)) = ANY (CAST(\(bind: .text(ArrayText.of(written.map(\.key)))) AS text[])))"
    }

    private func buckets(of table: Table, in database: Database) async throws -> [Int64: Bucket] {
        try await database.connected(as: "colonnade: rehearsal") { connection in
            let rows = try await connection.query(
                """
                SELECT hashtext(\(key(of: table))) & 1023, count(*), sum(hashtextextended(\(row(of: table)), 0))::text
                  FROM \(table.name) WHERE \(others(table)) GROUP BY 1
                """)
            return Dictionary(
                rows.map { ($0[0].integer ?? 0, Bucket(rows: $0[1].integer ?? 0, sum: $0[2].text ?? "")) },
                uniquingKeysWith: { first, _ in first })
        }
    }

    private func rows(
        of table: Table, in database: Database, _ buckets: Set<Int64>
    ) async throws -> [String: String] {
        let list = buckets.sorted().map { "\(number: $0)" as SQL }.joined(separator: ", ")
        return try await database.connected(as: "colonnade: rehearsal") { connection in
            let rows = try await connection.query(
                """
                SELECT \(key(of: table)), md5(\(row(of: table))) FROM \(table.name)
                 WHERE hashtext(\(key(of: table))) & 1023 IN (\(list)) AND \(others(table))
                """)
            return Dictionary(
                rows.map { ($0[0].text ?? "", $0[1].text ?? "") }, uniquingKeysWith: { first, _ in first })
        }
    }
}
