package import ColonnadeEngine
package import ColonnadeModel
import CSQLite
import Dispatch

/// A session with an SQLite file.
///
/// All its state is touched on its own serial queue only, which is what makes it sendable and what keeps
/// blocking calls off the cooperative thread pool.
package final class SQLiteConnection: Connection, @unchecked Sendable {
    /// Shown to whoever finds the lease taken.
    let application: String
    private let queue: DispatchQueue
    private let watch = SQLiteWatch()
    private var handle: OpaquePointer?
    /// Held until the session ends.
    private var lease: LeaseFile?

    /// Opens a database file. A file that is not there is an error, unless it is to be created: a typing mistake
    /// must not leave an empty database behind.
    ///
    /// - Throws: ``EngineError`` of kind `.unreachable`.
    package static func open(
        path: String, creating: Bool = false, application: String = "colonnade"
    ) async throws -> SQLiteConnection {
        let connection = SQLiteConnection(path: path, application: application)
        try await connection.run { try $0.open(path, creating: creating) }
        return connection
    }

    private init(path: String, application: String) {
        self.application = application
        queue = DispatchQueue(label: "colonnade.sqlite \(path)")
    }

    deinit { sqlite3_close_v2(handle) }

    package func query(_ sql: SQL) async throws -> [Row] {
        try await run(sql) { try $0.evaluate(sql).rows }
    }

    @discardableResult package func execute(_ sql: SQL) async throws -> Int64 {
        try await run(sql) { try $0.evaluate(sql).changes }
    }

    package func pipeline(_ statements: [SQL]) async throws -> [StatementResult] {
        var results: [StatementResult] = []
        for statement in statements {
            let result = try await run(statement) { try $0.evaluate(statement) }
            results.append(StatementResult(rows: result.rows, changes: result.changes))
        }
        return results
    }

    package func close() async {
        // Closing cannot fail: sqlite3_close_v2 lets go of whatever is left.
        try? await run(uninterrupted: true) { connection in
            sqlite3_close_v2(connection.handle)
            connection.handle = nil
            connection.lease = nil
        }
    }

    /// How long the transaction that begins next may wait for a lock; afterwards the usual time holds again.
    func waitForLocks(atMost timeout: Duration) async throws {
        try await run { $0.watch.busyTimeout = timeout }
    }

    /// Keeps a lease as long as the session lives.
    func acquireLease(_ acquire: @escaping @Sendable () throws -> LeaseAttempt) async throws -> Blocker? {
        try await run { connection in
            if connection.lease != nil { return nil }
            switch try acquire() {
            case .held(let blocker): return blocker
            case .acquired(let file):
                connection.lease = file
                return nil
            }
        }
    }

    // MARK: - On the queue

    private func run<T: Sendable>(_ sql: SQL, _ work: @escaping @Sendable (SQLiteConnection) throws -> T)
        async throws
        -> T
    {
        // A cancelled task still has to leave its transaction.
        let start = sql.display(.sqlite).prefix(8)
        let leaves = start == "ROLLBACK" || start.hasPrefix("RELEASE")
        return try await run(uninterrupted: leaves, work)
    }

    private func run<T: Sendable>(
        uninterrupted: Bool = false, _ work: @escaping @Sendable (SQLiteConnection) throws -> T
    ) async throws -> T {
        let interruption = Interruption()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.async {
                    self.watch.interruption = uninterrupted ? nil : interruption
                    continuation.resume(with: Result { try work(self) })
                    self.watch.interruption = nil
                }
            }
        } onCancel: {
            interruption.cancel()
        }
    }

    private func open(_ path: String, creating: Bool) throws {
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (creating ? SQLITE_OPEN_CREATE : 0)
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            defer {
                sqlite3_close_v2(handle)
                handle = nil
            }
            var error = EngineError.sqlite(code, on: handle)
            error.kind = .unreachable
            error.message = "\(path): \(error.message)"
            throw error
        }
        sqlite3_extended_result_codes(handle, 1)
        watch.install(on: handle)
        do {
            // Off on Colonnade's own session whatever the library's default: dropping the old table in a rebuild
            // would otherwise delete what refers to it. sqlite.org/lang_altertable.html, section 7, step 1.
            _ = try evaluate("PRAGMA foreign_keys = OFF")
            // Reads the header: a file that is no database is found out here.
            _ = try evaluate("SELECT count(*) FROM sqlite_master")
        } catch {
            sqlite3_close_v2(handle)
            self.handle = nil
            throw error
        }
    }

    /// Runs every statement of a text; bound values belong to the first. The rows are the last statement's.
    private func evaluate(_ sql: SQL) throws -> (rows: [Row], changes: Int64) {
        guard let handle else { throw EngineError(.connectionLost, "the session is closed") }
        if watch.isCancelled { throw EngineError(.cancelled, "the task was cancelled") }
        defer {
            // The time set for one transaction ends with it.
            if sqlite3_get_autocommit(handle) != 0 { watch.busyTimeout = SQLiteWatch.defaultBusyTimeout }
        }
        var (text, values) = sql.rendered(.sqlite)
        var result: (rows: [Row], changes: Int64) = ([], 0)
        do {
            while let statement = try SQLiteStatement.prepare(next: &text, on: handle) {
                let before = sqlite3_total_changes64(handle)
                try statement.bind(values)
                result.rows = try statement.rows()
                // sqlite3_changes keeps its value over statements that change no rows.
                if sqlite3_total_changes64(handle) > before { result.changes += sqlite3_changes64(handle) }
                values = []
            }
            return result
        } catch let error as EngineError where error.kind == .lockTimeout && watch.isCancelled {
            throw EngineError(.cancelled, "the task was cancelled", code: error.code)
        }
    }
}
