package import ColonnadeEngine
package import ColonnadeModel

extension PostgresEngine {
    /// Indexes are built and dropped concurrently, outside transactions, so the catalog is asked how far it got.
    package func reconcile(_ statement: Statement, on connection: any Connection) async throws -> Reconciliation {
        switch statement {
        case .createIndex(let index):
            guard let name = index.name else { return .absent }
            return try await reconcile(
                index: ObjectName(schema: index.table.schema, name), of: index.table, on: connection
            )
        case .dropIndex(let index, _, _):
            return try await exists(index, on: connection) ? .absent : .done
        default:
            return .absent
        }
    }

    private func reconcile(
        index: ObjectName, of table: ObjectName, on connection: any Connection
    ) async throws -> Reconciliation {
        let rows = try await connection.query(
            """
            SELECT i.indisvalid, i.indrelid = to_regclass(\(bind: .text(PostgresDialect.quoted(table)))) AS own
              FROM pg_index i WHERE i.indexrelid = to_regclass(\(bind: .text(PostgresDialect.quoted(index))))
            """
        )
        guard let row = rows.first else { return .absent }
        guard row["own"].bool == true else {
            throw EngineError(.refused, "the name \(index) belongs to an index of another table")
        }
        if row["indisvalid"].bool == true { return .done }
        return .broken(cleanup: [.dropIndex(index, table: table, concurrently: true)])
    }
}
