import ColonnadeEngine
import ColonnadeModel

extension PostgresEngine {
    /// Carries a statement about an index out.
    ///
    /// - Throws: ``EngineError`` of kind `.data` where an index should be valid and is not, naming the partitions
    ///   without one.
    func perform(_ statement: IndexStatement, on connection: any Connection) async throws {
        guard case .expectValid(let index, let table) = statement else {
            for sql in PostgresDialect.render(statement) { try await connection.execute(sql) }
            return
        }
        let isValid = try await connection.scalar(PostgresDialect.render(statement)[0]).bool ?? false
        if isValid { return }
        let partitions = try await connection.query(
            """
            SELECT c.oid::regclass::text FROM pg_partition_tree(to_regclass(\(bind: .text(PostgresDialect.quoted(table))))) t
              JOIN pg_class c ON c.oid = t.relid WHERE t.isleaf AND NOT EXISTS (
                SELECT FROM pg_partition_tree(to_regclass(\(bind: .text(PostgresDialect.quoted(index))))) x
                  JOIN pg_index i ON i.indexrelid = x.relid WHERE i.indrelid = c.oid AND i.indisvalid)
            """
        ).compactMap { $0[0].text }
        throw EngineError(
            .data,
            "index \(index) is not valid: partitions without it: \(partitions.joined(separator: ", "))",
            hint: "they came while the rollout was under way; roll it back and apply it again"
        )
    }

    /// What a REINDEX CONCURRENTLY that was broken off left: copies that are not valid (manual, REINDEX: "suffixed with
    /// _ccnew" or "_ccold").
    func reconcile(
        rebuildOf table: ObjectName, on connection: any Connection
    ) async throws -> Reconciliation {
        let name = Value.text(PostgresDialect.quoted(table))
        let rows = try await connection.query(
            """
            SELECT n.nspname::text, c.relname::text, tn.nspname::text, t.relname::text
              FROM pg_partition_tree(to_regclass(\(bind: name))) p JOIN pg_index i ON i.indrelid = p.relid
              JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
             WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relname ~ '_cc(new|old)[0-9]*$'
            """
        )
        var cleanup: [Statement] = []
        for row in rows {
            guard let index = Self.name(row, at: 0), let own = Self.name(row, at: 2) else { continue }
            if let builder = try await builder(of: index, on: connection) { return .running(builder) }
            cleanup.append(.dropIndex(index, table: own, concurrently: true))
        }
        return cleanup.isEmpty ? .absent : .broken(cleanup: cleanup)
    }
}
