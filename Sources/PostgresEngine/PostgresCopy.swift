import CLibPQ
import ColonnadeEngine
package import ColonnadeModel
import Dispatch
import Glibc

/// What a row in COPY's text format becomes. Called on one thread, row after row; what it appends is sent.
package typealias CopyRowChange = (_ row: UnsafeRawBufferPointer, _ result: inout [UInt8]) throws -> Void

/// How far a stream of rows is.
package struct CopyCount: Sendable {
    package var rows: Int64 = 0
    /// Bytes read.
    package var bytes: Int64 = 0

    package init(rows: Int64 = 0) { self.rows = rows }
}

extension PostgresConnection {
    /// Streams rows into another session, by COPY in text format; holds a row and one buffer in memory. After an error
    /// neither session is of use any more.
    ///
    /// - Parameters:
    ///   - rows: `COPY … TO STDOUT`.
    ///   - table: `COPY … FROM STDIN`.
    ///   - change: makes what changes rows, on the thread on which they are.
    ///   - pace: gets how far it is every few hundred rows; says how long to rest.
    /// - Throws: ``EngineError``.
    @discardableResult package func stream(
        _ rows: SQL, into target: PostgresConnection, _ table: SQL,
        change: @escaping @Sendable () -> CopyRowChange,
        pace: @escaping @Sendable (CopyCount) -> Duration = { _ in .zero }
    ) async throws -> CopyCount {
        let (source, sink) = (rows.rendered(.postgres).text, table.rendered(.postgres).text)
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await queue.run {
                // Both sessions belong to this thread meanwhile.
                try target.queue.sync {
                    try self.begin(source, PGRES_COPY_OUT)
                    try target.begin(sink, PGRES_COPY_IN)
                    let count = try self.send(to: target, change(), pace)
                    try target.endCopy()
                    return count
                }
            }
        } onCancel: {
            self.cancel()
            target.cancel()
        }
    }

    /// Writes rows that somebody makes, by COPY in text format.
    ///
    /// - Parameters:
    ///   - table: `COPY … FROM STDIN`.
    ///   - more: appends some rows; false when there are no more.
    /// - Throws: ``EngineError``.
    package func fill(
        _ table: SQL, more: @escaping @Sendable () -> (inout [UInt8]) throws -> Bool
    ) async throws {
        let sink = table.rendered(.postgres).text
        try await withTaskCancellationHandler {
            try Task.checkCancellation()
            try await queue.run {
                try self.begin(sink, PGRES_COPY_IN)
                let make = more()
                var buffer: [UInt8] = []
                while try make(&buffer) {
                    try self.put(buffer)
                    buffer.removeAll(keepingCapacity: true)
                }
                try self.put(buffer)
                try self.endCopy()
            }
        } onCancel: {
            self.cancel()
        }
    }

    private func begin(_ sql: String, _ status: ExecStatusType) throws {
        guard let result = PQexec(handle, sql) else {
            throw PostgresFailure.ofConnection(handle, .connectionLost)
        }
        defer { PQclear(result) }
        guard PQresultStatus(result) == status else { throw PostgresFailure.ofResult(result, on: handle) }
    }

    private func send(
        to target: PostgresConnection, _ change: CopyRowChange, _ pace: (CopyCount) -> Duration
    ) throws -> CopyCount {
        var count = CopyCount()
        var buffer: [UInt8] = []
        while true {
            var row: UnsafeMutablePointer<CChar>?
            // In text format the server sends one row a message (manual 55.2.6).
            let length = PQgetCopyData(handle, &row, 0)
            guard length > 0, let row else {
                try target.put(buffer)
                _ = pace(count)
                if length == -2 { throw PostgresFailure.ofConnection(handle, .connectionLost) }
                try finish()
                return count
            }
            defer { PQfreemem(row) }
            try change(UnsafeRawBufferPointer(start: row, count: Int(length)), &buffer)
            count.rows += 1
            count.bytes += Int64(length)
            if buffer.count >= 32_768 {
                try target.put(buffer)
                buffer.removeAll(keepingCapacity: true)
                let rest = pace(count)
                if rest > .zero { usleep(UInt32(clamping: rest.milliseconds * 1_000)) }
            }
        }
    }

    private func put(_ buffer: [UInt8]) throws {
        let sent = buffer.withUnsafeBytes {
            PQputCopyData(handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
        }
        if sent != 1 { throw PostgresFailure.ofConnection(handle, .connectionLost) }
    }

    private func endCopy() throws {
        if PQputCopyEnd(handle, nil) != 1 { throw PostgresFailure.ofConnection(handle, .connectionLost) }
        try finish()
    }

    /// What the statement says in the end, after all its rows.
    private func finish() throws {
        var failure: EngineError?
        while let result = PQgetResult(handle) {
            if PQresultStatus(result) == PGRES_FATAL_ERROR {
                failure = failure ?? PostgresFailure.ofResult(result, on: handle)
            }
            PQclear(result)
        }
        if let failure { throw failure }
    }
}
