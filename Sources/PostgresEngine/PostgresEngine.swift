import CLibPQ
package import ColonnadeEngine
package import ColonnadeModel

/// PostgreSQL through libpq.
package struct PostgresEngine: Engine {
    package let dialect: any Dialect
    package let address: String
    private let conninfo: String
    let version: ServerVersion

    /// Asks the server for its version.
    ///
    /// - Parameter url: a libpq URI or connection string.
    /// - Throws: ``EngineError`` of kind `.unreachable`.
    package static func open(_ url: String) async throws -> PostgresEngine {
        let connection = try await PostgresConnection.open(url, application: "colonnade")
        let number = try await connection.scalar("SELECT current_setting('server_version_num')")
        await connection.close()
        let version = ServerVersion(postgresNumber: Int(number.integer ?? 0))
        return PostgresEngine(
            dialect: PostgresDialect(version: version), address: PostgresAddress.withoutSecrets(url),
            conninfo: url,
            version: version
        )
    }

    package func journalTable(_ name: Identifier) -> ObjectName { ObjectName(schema: "colonnade", name) }

    package var journalPreamble: [SQL] { ["CREATE SCHEMA IF NOT EXISTS colonnade"] }

    package func connect(as application: String) async throws -> any Connection {
        let connection = try await PostgresConnection.open(conninfo, application: application)
        try await connection.execute(sessionSettings)
        return connection
    }

    /// Whatever the role or database presets is overridden, so that a rollout behaves the same everywhere.
    private var sessionSettings: SQL {
        var settings: SQL = """
            SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = '60s';
            SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off;
            SET standard_conforming_strings = on; SET row_security = off
            """
        // So that the backend of a runner that was killed ends with it, even in the middle of an index build.
        if version >= ServerVersion(14) {
            settings = settings + "; SET client_connection_check_interval = '2s'"
        }
        return settings
    }

    package func exists(_ name: ObjectName, on connection: any Connection) async throws -> Bool {
        try await connection.scalar(
            "SELECT to_regclass(\(bind: .text(PostgresDialect.quoted(name)))) IS NOT NULL"
        ).bool
            ?? false
    }

    package func perform(_ statement: Statement, on connection: any Connection) async throws {
        switch statement {
        case .index(let statement): try await perform(statement, on: connection)
        case .partition(let statement): try await perform(statement, on: connection)
        default: for sql in dialect.render(statement) { try await connection.execute(sql) }
        }
    }
}
