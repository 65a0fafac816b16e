package import ColonnadeEngine
import ColonnadeModel

extension SQLiteEngine {
    /// SQLite counts nothing but its pages.
    package func counters(on connection: any Connection) async throws -> ServerCounters {
        let pages = try await connection.scalar("PRAGMA page_count").integer ?? 0
        let size = try await connection.scalar("PRAGMA page_size").integer ?? 0
        return ServerCounters(databaseBytes: pages * size)
    }
}
