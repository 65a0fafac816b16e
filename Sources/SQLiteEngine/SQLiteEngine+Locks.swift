package import ColonnadeEngine
package import ColonnadeModel

extension SQLiteEngine {
    package func acquireLease(_ rollout: String, on connection: any Connection) async throws -> Blocker? {
        let session = try SQLiteEngine.session(connection)
        let (path, application) = (path, session.application)
        return try await session.acquireLease {
            try LeaseFile.acquire(besides: path, for: rollout, as: application)
        }
    }

    /// SQLite does not tell who holds a file's locks.
    package func blockers(of locks: [LockClaim], on connection: any Connection) async throws -> [Blocker] {
        []
    }

    /// The commit still waits for the disk: `PRAGMA synchronous` cannot be changed for one transaction. Nor can
    /// triggers be silenced: SQLite has no setting for it.
    package func beginBatch(
        _ update: SQL, timeout: Duration, suppressingTriggers: Bool, on connection: any Connection
    ) async throws -> Int64 {
        guard !suppressingTriggers else {
            throw EngineError(
                .refused, "SQLite cannot silence triggers", hint: "let them fire: --user-triggers fire")
        }
        try await begin(LockAttempt([], timeout: timeout), on: connection)
        return try await connection.execute(update)
    }

    /// Takes the write lock at once: a transaction that begins by reading could fail on its first write, with
    /// nothing to be done but starting again. sqlite.org/lang_transaction.html
    package func begin(_ attempt: LockAttempt, on connection: any Connection) async throws {
        let session = try SQLiteEngine.session(connection)
        try await session.waitForLocks(atMost: attempt.timeout)
        _ = try await session.execute("BEGIN IMMEDIATE")
    }

    /// The lease goes with its session.
    package func releaseLease(_ name: String, on connection: any Connection) async throws {}
}

/// An embedded database has no server to ask about other sessions, no replicas, and no row locks.
extension SQLiteEngine {
    package func signal(
        _ blocker: Blocker, terminating: Bool, on connection: any Connection
    ) async throws -> Bool { false }

    package func sessionID(of connection: any Connection) async throws -> Int64 { 0 }

    package func waiters(behind session: Int64, on connection: any Connection) async throws -> Int { 0 }

    package func loadSignals(
        filling table: ObjectName, on connection: any Connection
    ) async throws -> LoadSignals { LoadSignals() }

    package func buildProgress(of session: Int64, on connection: any Connection) async throws
        -> BuildProgress?
    { nil }

    package func place(_ row: SQL) -> SQL { "'rowid ' || \(row).\(SQLiteFillTrigger.rowid)" }

    package func unlockedRows(_ table: ObjectName, as row: Identifier, where condition: SQL) -> SQL? { nil }

    /// VACUUM would write the whole file anew; replaced rows leave nothing behind in SQLite.
    package func vacuum(_ table: ObjectName, on connection: any Connection) async throws {}
}
