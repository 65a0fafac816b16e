import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal

/// What a migration leads to: the schema of a database without rows, in which the plain SQL was run.
struct PlainEnd: Sendable {
    let database: Database
    let catalog: CatalogSnapshot

    /// The statements that the server still understands there: code that was written for the schema before may go on with
    /// them.
    func understood(_ statements: [StatementWorkload.Client]) async throws -> [ClientOperation] {
        try await database.connected(as: "colonnade: rehearsal") { connection in
            var understood: [ClientOperation] = []
            for client in statements {
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
}
