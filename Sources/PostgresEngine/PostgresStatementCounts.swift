package import ColonnadeEngine
package import ColonnadeModel
import Foundation

/// The statements that pg_stat_statements (manual F.32) has counted in a database: the traffic of production.
package struct PostgresStatementCounts: Sendable {
    /// The most frequent first.
    package var statements: [ObservedStatement]
    /// Since when they were counted; nil where the server does not say (before PostgreSQL 14).
    package var window: Duration?

    package init(statements: [ObservedStatement], window: Duration?) {
        self.statements = statements
        self.window = window
    }

    /// More than a report can show, and so many that what is left out is rare.
    private static let most = 300
    /// What Colonnade itself sends, and what looks at the server and not at data.
    private static let ownWords = ["colonnade", "pg_catalog.", "pg_stat_", "<insufficient privilege>"]

    /// Reads them.
    ///
    /// - Returns: nil where the extension is not in the database, is not loaded, or shows nothing to this role.
    package static func read(
        on connection: any Connection, _ version: ServerVersion
    ) async throws -> PostgresStatementCounts? {
        guard let schema = try await PostgresSurroundings.statisticsSchema(on: connection) else { return nil }
        do {
            let counted = try await PostgresSurroundings.counted(
                schema, "ARRAY['%']", version, on: connection)
            let statements = counted.filter { statement in
                !Self.ownWords.contains { statement.text.localizedCaseInsensitiveContains($0) }
            }.sorted { $0.calls > $1.calls }.prefix(most)
            var window: Duration?
            if version >= ServerVersion(14) {
                let info = ObjectName(schema: schema, "pg_stat_statements_info")
                let seconds = try await connection.scalar(
                    "SELECT extract(epoch FROM clock_timestamp() - stats_reset)::float8 FROM \(info)")
                window = seconds.double.map { Duration.seconds($0) }
            }
            return statements.isEmpty
                ? nil : PostgresStatementCounts(statements: Array(statements), window: window)
        } catch let error as EngineError where error.kind == .refused || error.kind == .insufficientPrivilege
        {
            // The extension without its library (55000), or not for this role.
            return nil
        }
    }
}
