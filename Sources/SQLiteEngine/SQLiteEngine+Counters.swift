package import ColonnadeEngine
package import ColonnadeModel

extension SQLiteEngine {
    /// SQLite counts nothing but its pages.
    package func counters(on connection: any Connection) async throws -> ServerCounters {
        let pages = try await connection.scalar("PRAGMA page_count").integer ?? 0
        let size = try await connection.scalar("PRAGMA page_size").integer ?? 0
        return ServerCounters(databaseBytes: pages * size)
    }
}

extension SQLiteEngine {
    /// Nobody can be watched: there is no server.
    package func activity(on connection: any Connection) async throws -> ServerActivity { ServerActivity() }

    /// A lock is one of the whole file, and nobody lists it.
    package func locksHeld(by sessions: SessionChoice, on connection: any Connection) async throws
        -> [LockClaim]
    { [] }

    package func rowsScanned(on connection: any Connection) async throws -> [ObjectName: Int64] { [:] }
}
