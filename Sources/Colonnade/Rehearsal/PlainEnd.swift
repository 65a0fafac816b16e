import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal

/// What a migration leads to: the schema of a database without rows, in which the plain SQL was run.
struct PlainEnd: Sendable {
    let database: Database
    let catalog: CatalogSnapshot

    /// The statements that the server still understands there, and that leave out no column which has to have a value: code
    /// that was written for the schema before may go on with them.
    func understood(_ statements: [StatementWorkload.Client]) async throws -> [ClientOperation] {
        try await database.connected(as: "colonnade: rehearsal") { connection in
            var understood: [ClientOperation] = []
            for client in statements where !leavesOut(client) {
                do {
                    try await connection.execute("PREPARE trial AS \(verbatim: client.statement.text)")
                    try await connection.execute("DEALLOCATE trial")
                    understood.append(client.operation)
                } catch let error as EngineError {
                    if error.kind == .connectionLost || error.kind == .cancelled { throw error }
                }
            }
            return understood
        }
    }

    private func leavesOut(_ client: StatementWorkload.Client) -> Bool {
        client.given.contains { table, columns in
            catalog.tables[table]?.columns.contains { column in
                column.notNull && column.defaultExpression == nil && !column.isIdentity && !column.isGenerated
                    && !columns.contains(column.name)
            } ?? false
        }
    }
}
