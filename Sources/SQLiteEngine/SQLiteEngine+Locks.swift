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

    /// The commit still waits for the disk: `PRAGMA synchronous` cannot be changed for one transaction.
    package func beginBatch(timeout: Duration, on connection: any Connection) async throws {
        try await begin(locking: [], timeout: timeout, on: connection)
    }

    /// Takes the write lock at once: a transaction that begins by reading could fail on its first write, with
    /// nothing to be done but starting again. sqlite.org/lang_transaction.html
    package func begin(
        locking locks: [LockClaim], timeout: Duration, on connection: any Connection
    ) async throws {
        let session = try SQLiteEngine.session(connection)
        try await session.waitForLocks(atMost: timeout)
        _ = try await session.execute("BEGIN IMMEDIATE")
    }
}
