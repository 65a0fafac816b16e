import CLibPQ
package import ColonnadeEngine
package import ColonnadeModel
import Dispatch
import Glibc
import Synchronization

/// A libpq session. Its calls block a queue of their own, never the cooperative thread pool.
package final class PostgresConnection: Connection, @unchecked Sendable {
    // libpq allows one thread at a time per connection (manual 34.21); everything but PQcancel, which is made
    // for it, happens on the queue.
    let queue: DispatchQueue
    let handle: OpaquePointer
    private let isClosed = Mutex(false)

    private init(handle: OpaquePointer, queue: DispatchQueue) {
        self.handle = handle
        self.queue = queue
    }

    deinit { if !isClosed.withLock({ $0 }) { PQfinish(handle) } }

    /// Connects with a libpq connection string or URI; PG* variables, `.pgpass` and service files apply.
    ///
    /// - Throws: ``EngineError`` of kind `.unreachable`, never with the password.
    package static func open(_ conninfo: String, application: String) async throws -> PostgresConnection {
        let queue = DispatchQueue(label: "colonnade.postgres")
        return try await queue.run {
            let handle = try connectBlocking(conninfo, application: application)
            return PostgresConnection(handle: handle, queue: queue)
        }
    }

    package func query(_ sql: SQL) async throws -> [Row] {
        try await send(sql) { try PostgresResult(rowsOf: $0).rows }
    }

    @discardableResult package func execute(_ sql: SQL) async throws -> Int64 {
        try await send(sql) { result in
            Int64(String(cString: PQcmdTuples(result))) ?? 0
        }
    }

    package func pipeline(_ statements: [SQL]) async throws -> [StatementResult] {
        let rendered = statements.map { $0.rendered(.postgres) }
        return try await whileOpen { try PostgresPipeline(self.handle).run(rendered) }
    }

    package func close() async {
        let alreadyClosed = isClosed.withLock { closed in
            defer { closed = true }
            return closed
        }
        guard !alreadyClosed else { return }
        _ = try? await queue.run { PQfinish(self.handle) }
    }

    private func send<T: Sendable>(
        _ sql: SQL, _ read: @escaping @Sendable (OpaquePointer) throws -> T
    ) async throws -> T {
        let (text, values) = sql.rendered(.postgres)
        return try await whileOpen { try self.sendBlocking(text, values, read) }
    }

    /// Blocks the queue with work that ends early when the task is cancelled.
    private func whileOpen<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await queue.run {
                guard !self.isClosed.withLock({ $0 }) else {
                    throw EngineError(.connectionLost, "the connection is closed")
                }
                return try work()
            }
        } onCancel: {
            self.cancel()
        }
    }

    func sendBlocking<T>(_ text: String, _ values: [Value], _ read: (OpaquePointer) throws -> T)
        throws -> T
    {
        let wasGone = isGone()
        do {
            let result =
                values.isEmpty ? PQexec(handle, text) : PostgresParameters(values).send(text, on: handle)
            guard let result else { throw PostgresFailure.ofConnection(handle, .connectionLost) }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return try read(result)
            default: throw PostgresFailure.ofResult(result, on: handle)
            }
        } catch let lost as EngineError where wasGone && lost.code == nil {
            var error = lost
            error.code = EngineError.neverSent
            throw error
        }
    }

    /// Whether the server has hung up while it was asked nothing. Only looked at: what it has said before is the error.
    private func isGone() -> Bool {
        var socket = pollfd(fd: PQsocket(handle), events: 0, revents: 0)
        return poll(&socket, 1, 0) == 1 && socket.revents & Int16(POLLHUP) != 0
    }

    /// Asks the server to cancel what runs now; safe from any thread (manual 34.7).
    func cancel() {
        guard !isClosed.withLock({ $0 }), let request = PQgetCancel(handle) else { return }
        defer { PQfreeCancel(request) }
        var message = [CChar](repeating: 0, count: 256)
        PQcancel(request, &message, Int32(message.count))
    }

    private static func connectBlocking(_ conninfo: String, application: String) throws -> OpaquePointer {
        try LibPQ.load()
        // With expand_dbname the first dbname may be a whole URI; later keywords override what it says.
        let keywords = [
            "fallback_application_name", "connect_timeout", "dbname", "application_name", "client_encoding",
        ]
        let values = ["colonnade", "10", conninfo, application, "UTF8"]
        let handle = withCStrings(keywords) { keywords in
            withCStrings(values) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let handle else { throw EngineError(.unreachable, "out of memory") }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard PQstatus(handle) == CONNECTION_OK else {
            defer { PQfinish(handle) }
            throw PostgresFailure.ofConnection(handle, .unreachable)
        }
        return handle
    }
}

extension DispatchQueue {
    /// Runs blocking work on the queue and waits for it without holding a pool thread.
    func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        if BlockingExecutor.isCurrent { return try work() }
        return try await withCheckedThrowingContinuation { continuation in
            async { continuation.resume(with: Result(catching: work)) }
        }
    }
}

/// A NULL-terminated array of C strings, as libpq takes its keywords.
private func withCStrings<T>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> T) -> T {
    let copies = strings.map { UnsafePointer(strdup($0)) }
    defer { for copy in copies { free(UnsafeMutableRawPointer(mutating: copy)) } }
    return (copies + [nil]).withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else {
            preconditionFailure("an array with an element has an address")
        }
        return body(base)
    }
}
