package import ColonnadeEngine
package import ColonnadeModel
import Synchronization

/// A session that keeps a record of what it writes: a statement that writes is asked for its rows, and what a transaction has
/// written is told once it has committed.
package final class RecordingConnection: Connection {
    private let connection: any Connection
    private let record: WriteRecord
    private let code: WriteRecord.Code
    /// What the open transaction has written; nil outside of one.
    private let open = Mutex<[WriteRecord.Entry]?>(nil)

    package init(_ connection: any Connection, _ record: WriteRecord, _ code: WriteRecord.Code) {
        self.connection = connection
        self.record = record
        self.code = code
    }

    package func query(_ sql: SQL) async throws -> [Row] {
        try await recording(sql) {
            try await connection.query(sql)
        } asking: {
            let rows = try await connection.query($0)
            return (rows, rows)
        }
    }

    @discardableResult package func execute(_ sql: SQL) async throws -> Int64 {
        try await recording(sql) {
            try await connection.execute(sql)
        } asking: {
            let rows = try await connection.query($0)
            return (Int64(rows.count), rows)
        }
    }

    /// Clients send one statement after another.
    package func pipeline(_ statements: [SQL]) async throws -> [StatementResult] {
        try await connection.pipeline(statements)
    }

    package func close() async { await connection.close() }

    private func recording<T: Sendable>(
        _ sql: SQL, plainly send: () async throws -> T, asking ask: (SQL) async throws -> (T, [Row])
    ) async throws -> T {
        let (text, values) = sql.rendered(.postgres)
        switch record.form(of: text, by: code) {
        case .nothing: return try await send()
        case .begin:
            let result = try await send()
            open.withLock { $0 = [] }
            return result
        case .rollback:
            open.withLock { $0 = nil }
            return try await send()
        case .commit:
            return try await commit(send)
        case .unknown(let reason):
            let result = try await send()
            keep([.unknown(reason)])
            return result
        case .rows(let rows):
            return try await carefully {
                let (result, answer) = try await losing(open.withLock { $0 == nil }) {
                    try await ask("\(sql)\(rows.question)")
                }
                keep(answer.map { rows.entry($0, values) })
                return result
            }
        }
    }

    private func commit<T>(_ send: () async throws -> T) async throws -> T {
        let written = open.withLock { open in
            defer { open = nil }
            return open ?? []
        }
        do {
            let result = try await send()
            record.add(written)
            return result
        } catch let error as EngineError where Self.mayBeDone(error) {
            record.lose(written)
            throw error
        }
    }

    /// Where the server is about to go away, a statement that would be a transaction by itself is sent as one of three
    /// messages: so it is known which rows it writes before that can be done for good.
    private func carefully<T>(_ write: () async throws -> T) async throws -> T {
        guard record.expectsLoss, open.withLock({ $0 == nil }) else { return try await write() }
        try await connection.execute("BEGIN")
        open.withLock { $0 = [] }
        do {
            let result = try await write()
            _ = try await commit { try await connection.execute("COMMIT") }
            return result
        } catch {
            open.withLock { $0 = nil }
            await connection.rollback()
            throw error
        }
    }

    private func keep(_ entries: [WriteRecord.Entry]) {
        let isOpen = open.withLock { open in
            open?.append(contentsOf: entries)
            return open != nil
        }
        if !isOpen { record.add(entries) }
    }

    /// - Parameter isLast: whether what it does is done for good as soon as the server has it.
    private func losing<T>(_ isLast: Bool, _ send: () async throws -> T) async throws -> T {
        do {
            return try await send()
        } catch let error as EngineError {
            if isLast, Self.mayBeDone(error) { record.lose() }
            throw error
        }
    }

    /// A server that is told to stop takes back what it is doing, and says so.
    private static func mayBeDone(_ error: EngineError) -> Bool {
        error.kind == .connectionLost && ![EngineError.neverSent, "57P01"].contains(error.code)
    }
}
