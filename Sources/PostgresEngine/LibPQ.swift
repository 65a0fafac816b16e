import CLibPQ
import ColonnadeEngine

/// The client library of PostgreSQL.
enum LibPQ {
    /// Loads it, where that has not happened yet: before a connection is opened or an address taken apart.
    ///
    /// - Throws: ``EngineError`` of the kind `unreachable` where it is not installed or too old.
    static func load() throws {
        guard let why = colonnade_load_libpq() else { return }
        throw EngineError(
            .unreachable,
            "libpq, the client library of PostgreSQL, cannot be loaded: \(String(cString: why))",
            hint: "install libpq 14 or later (on Debian: apt install libpq5)")
    }
}
