package import ColonnadeEngine
package import ColonnadeModel
package import ColonnadeRehearsal
import Foundation
import PostgresEngine
import SQLiteEngine
import Synchronization

/// A database of a test's own, on a real server.
package struct TestDatabase: Sendable {
    /// What `--database` takes.
    package let url: String
    package let engine: any Engine
    package let connection: any Connection
    private let kind: Kind

    private enum Kind: Sendable {
        case postgres(PrivatePostgres, name: String)
        /// Somebody else's, who ends it.
        case foreign
        case sqlite(folder: String)
    }

    private static let counter = Mutex(0)

    private static func uniqueName() -> String {
        counter.withLock {
            $0 += 1
            return "test_\(getpid())_\($0)"
        }
    }

    /// An empty database on the private server of a major version.
    package static func postgres(_ major: Int = 15) async throws -> TestDatabase {
        try await on(TestServers.postgres(major))
    }

    /// An empty database on a server of the test's own.
    package static func on(_ server: PrivatePostgres) async throws -> TestDatabase {
        let name = uniqueName()
        let admin = try await PostgresConnection.open(server.url(), application: "test")
        try await admin.execute("CREATE DATABASE \(Identifier(name)) TEMPLATE template0")
        await admin.close()
        let engine = try await PostgresEngine.open(server.url(name))
        return TestDatabase(
            url: server.url(name), engine: engine,
            connection: try await PostgresConnection.open(server.url(name), application: "test"),
            kind: .postgres(server, name: name)
        )
    }

    /// A PostgreSQL database that is there, such as the copy in a sandbox.
    package static func reached(_ url: String) async throws -> TestDatabase {
        TestDatabase(
            url: url, engine: try await PostgresEngine.open(url),
            connection: try await PostgresConnection.open(url, application: "test"), kind: .foreign)
    }

    /// The same database on another server, such as a standby.
    package static func existing(_ database: TestDatabase, on server: PrivatePostgres) async throws
        -> TestDatabase
    {
        guard case .postgres(_, let name) = database.kind else { return database }
        // A standby has the database a moment after its primary.
        for attempt in 0... {
            do {
                let url = server.url(name)
                return TestDatabase(
                    url: url, engine: try await PostgresEngine.open(url),
                    connection: try await PostgresConnection.open(url, application: "test"),
                    kind: .postgres(server, name: name)
                )
            } catch  where attempt < 100 {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        return database
    }

    /// An empty SQLite file in a temporary folder.
    package static func sqlite() async throws -> TestDatabase {
        let folder = "\(NSTemporaryDirectory())/colonnade-\(uniqueName())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = "\(folder)/test.db"
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let engine = try await SQLiteEngine.open(path: path)
        return TestDatabase(
            url: "sqlite:\(path)", engine: engine, connection: try await engine.connect(as: "test"),
            kind: .sqlite(folder: folder)
        )
    }

    /// Runs SQL as a user's program would: written out, several statements at once.
    package func run(_ sql: String) async throws {
        try await connection.execute(SQL(verbatim: sql))
    }

    package func scalar(_ sql: String) async throws -> Value {
        try await connection.scalar(SQL(verbatim: sql))
    }

    package func rows(_ sql: String) async throws -> [Row] { try await connection.query(SQL(verbatim: sql)) }

    /// A further session, for a concurrent client.
    ///
    /// - Parameter role: who it is, where the engine has roles.
    package func session(as role: String = "postgres") async throws -> any Connection {
        switch kind {
        case .postgres, .foreign:
            try await PostgresConnection.open(
                url.replacing("postgres://postgres@", with: "postgres://\(role)@"), application: "test client"
            )
        case .sqlite: try await engine.connect(as: "test client")
        }
    }

    /// The schema as the engine's own tool prints it, without Colonnade's journal and without what differs between
    /// two runs of the tool.
    package func schema() async throws -> String {
        switch kind {
        case .postgres(let server, _): return try await schema(printedBy: server.binaries)
        case .foreign: return try await schema(printedBy: PostgresBinaries.find())
        case .sqlite:
            return try await rows(
                """
                SELECT sql FROM sqlite_master WHERE name NOT LIKE 'colonnade%' AND name NOT LIKE 'sqlite_%'
                ORDER BY type, name
                """
            ).compactMap { $0[0].text }.joined(separator: ";\n")
        }
    }

    private func schema(printedBy binaries: PostgresBinaries) async throws -> String {
        let dump = try await Subprocess.run(
            binaries.program("pg_dump"), ["--schema-only", "--no-owner", "-N", "colonnade", "--dbname", url])
        guard dump.status == 0 else { throw EngineError(.refused, dump.stderr) }
        return dump.stdout.split(separator: "\n").filter { line in
            !line.hasPrefix("--") && !line.hasPrefix("\\restrict") && !line.hasPrefix("\\unrestrict")
        }.joined(separator: "\n")
    }

    /// Removes the database, unless it is somebody else's.
    package func drop() async {
        await connection.close()
        switch kind {
        case .foreign: break
        case .postgres(let server, let name):
            guard let admin = try? await PostgresConnection.open(server.url(), application: "test") else {
                return
            }
            _ = try? await admin.execute("DROP DATABASE \(Identifier(name)) WITH (FORCE)")
            await admin.close()
        case .sqlite(let folder):
            try? FileManager.default.removeItem(atPath: folder)
        }
    }
}
