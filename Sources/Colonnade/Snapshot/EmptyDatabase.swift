import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import PostgresEngine

/// A database with nothing in it, into which a copy comes: all of it, or nothing.
struct EmptyDatabase: Sendable {
    private let url: String
    private let engine: PostgresEngine

    /// Without a password.
    var address: String { engine.address }

    /// - Parameter version: that of the copy's server.
    /// - Throws: ``ColonnadeError`` or ``SandboxError`` where it has something in it, or is of an older version.
    static func open(_ url: String, for version: ServerVersion) async throws -> EmptyDatabase {
        guard case .postgresql = try EngineCatalog.kind(of: url) else {
            throw ColonnadeError.badInput("--to takes a PostgreSQL database")
        }
        let engine: PostgresEngine
        do {
            engine = try await PostgresEngine.open(url)
        } catch let error as EngineError {
            throw SandboxError("cannot reach the database to fill: \(error)")
        }
        guard engine.dialect.version.major >= version.major else {
            throw SandboxError(
                "the source is PostgreSQL \(version.major) and \(engine.address) is \(engine.dialect.version.major): nothing "
                    + "can be restored into an older version")
        }
        let database = EmptyDatabase(url: url, engine: engine)
        try await database.refuseContents()
        return database
    }

    private func refuseContents() async throws {
        let connection = try await engine.connect(as: "colonnade: snapshot")
        let found: [String]
        do {
            found = try await PostgresSource.contents(on: connection)
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
        guard let first = found.first else { return }
        let more = found.count == 1 ? "" : " and \(found.count - 1) more"
        throw SandboxError(
            "\(address) is not empty: \(first)\(more)\n"
                + "  remedy: a copy never goes among other things: createdb a new one, and give that")
    }

    /// Fills it in one transaction.
    ///
    /// - Returns: its size in bytes.
    /// - Throws: ``SandboxError``; it is empty then.
    func fill(from sandbox: RehearsalSandbox) async throws -> Int64 {
        let path = try "\(sandbox.server.makeFolder("whole"))/dump"
        try await sandbox.dump(to: path)
        // Somebody else may have begun to use it while rows were copied.
        try await refuseContents()
        do {
            try await DumpArchive(path: path).restore(
                into: DumpArchive.Place(url: url), by: sandbox.server.binaries, jobs: nil,
                withoutOwners: true)
        } catch let error as SandboxError {
            var text = "\(error)\n  \(address) is empty as before: the copy was written in one transaction"
            if error.description.contains("role \"") {
                text += "\n  remedy: policies name that role: CREATE ROLE … NOLOGIN there"
            }
            if error.description.contains("max_locks_per_transaction") {
                text += "\n  remedy: write a file, and restore it with pg_restore --jobs"
            }
            throw SandboxError(text)
        }
        let connection = try await engine.connect(as: "colonnade: snapshot")
        let bytes = try await connection.scalar("SELECT pg_database_size(current_database())").integer
        await connection.close()
        return bytes ?? 0
    }
}
