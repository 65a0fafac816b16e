package import ColonnadeEngine
import CSQLite

extension EngineError {
    /// What SQLite says went wrong on a session, sorted by what the caller can do about it.
    ///
    /// The codes: sqlite.org/rescode.html. Extended codes carry the primary one in their low byte.
    package static func sqlite(_ code: Int32, on handle: OpaquePointer?) -> EngineError {
        let message = handle.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
        return sqlite(code, message: message.map { String(cString: $0) } ?? "unknown error")
    }

    /// A result code with its message.
    package static func sqlite(_ code: Int32, message: String) -> EngineError {
        EngineError(kind(of: code), message, hint: hint(for: code), code: name(of: code))
    }

    private static func kind(of code: Int32) -> Kind {
        // A snapshot too old to be written from is cured by starting again, not by waiting:
        // sqlite.org/rescode.html#busy_snapshot
        if code == SQLITE_BUSY | (2 << 8) { return .retry }
        return switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: .lockTimeout
        case SQLITE_CONSTRAINT, SQLITE_MISMATCH: .data
        case SQLITE_CANTOPEN, SQLITE_NOTADB: .unreachable
        case SQLITE_READONLY: .readOnly
        case SQLITE_PERM, SQLITE_AUTH: .insufficientPrivilege
        case SQLITE_INTERRUPT: .cancelled
        case SQLITE_IOERR: .connectionLost
        default: .refused
        }
    }

    private static func hint(for code: Int32) -> String? {
        switch code & 0xFF {
        case SQLITE_BUSY: "another connection is writing to the database"
        case SQLITE_NOTADB: "the file is not an SQLite database, or it is encrypted"
        case SQLITE_FULL: "there is no space left for the database file"
        default: nil
        }
    }

    private static func name(of code: Int32) -> String {
        let names: [Int32: String] = [
            SQLITE_ERROR: "SQLITE_ERROR", SQLITE_BUSY: "SQLITE_BUSY", SQLITE_LOCKED: "SQLITE_LOCKED",
            SQLITE_CONSTRAINT: "SQLITE_CONSTRAINT", SQLITE_MISMATCH: "SQLITE_MISMATCH",
            SQLITE_CANTOPEN: "SQLITE_CANTOPEN", SQLITE_NOTADB: "SQLITE_NOTADB",
            SQLITE_READONLY: "SQLITE_READONLY", SQLITE_PERM: "SQLITE_PERM", SQLITE_AUTH: "SQLITE_AUTH",
            SQLITE_INTERRUPT: "SQLITE_INTERRUPT", SQLITE_IOERR: "SQLITE_IOERR", SQLITE_FULL: "SQLITE_FULL",
            SQLITE_CORRUPT: "SQLITE_CORRUPT", SQLITE_SCHEMA: "SQLITE_SCHEMA",
        ]
        guard let name = names[code & 0xFF] else { return "SQLite \(code)" }
        return code > 0xFF ? "\(name) \(code)" : name
    }
}
