package import ColonnadeEngine
import ColonnadeModel
import Synchronization

/// Something a client does, a share of its time.
package struct ClientOperation: Sendable {
    /// What it is called in reports; operations of one name are counted together.
    package let name: String
    package let weight: Int
    /// Whether it changes anything.
    package let writes: Bool
    package let run: @Sendable (any Connection, inout any RandomNumberGenerator) async throws -> Void

    package init(
        _ name: String = "", weight: Int, writes: Bool = false,
        _ run: @escaping @Sendable (any Connection, inout any RandomNumberGenerator) async throws -> Void
    ) {
        self.name = name
        self.weight = weight
        self.writes = writes
        self.run = run
    }
}

/// Clients that arrive by a schedule, whether the server answers or not: an operation's latency counts from when it
/// was due, so a stall shows in every operation that it held up (no coordinated omission).
package final class LoadGenerator: Sendable {
    private let engine: any Engine
    private let recorder: LatencyRecorder
    private let end = Mutex<ContinuousClock.Instant?>(nil)
    private let clients: Mutex<Task<Void, any Error>?> = Mutex(nil)

    package init(engine: any Engine, recorder: LatencyRecorder) {
        self.engine = engine
        self.recorder = recorder
    }

    /// Starts clients and returns at once.
    ///
    /// - Parameters:
    ///   - rate: operations a second of all clients together.
    ///   - operations: what they do; without any there are no clients.
    package func start(_ name: String, clients count: Int, rate: Double, _ operations: [ClientOperation]) {
        guard !operations.isEmpty else { return }
        let interval = Duration.seconds(Double(count) / rate)
        let task = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<count {
                    let offset = interval * (Double(number) / Double(count))
                    group.addTask {
                        try await self.client("\(name) \(number + 1)", interval, offset, operations)
                    }
                }
                try await group.waitForAll()
            }
        }
        clients.withLock { $0 = task }
    }

    /// Waits until each client has done what was due by now: what a stall held up must not be left out of the count.
    ///
    /// - Throws: ``EngineError`` where a client could not connect.
    package func stop() async throws {
        end.withLock { $0 = .now }
        try await clients.withLock { $0 }?.value
    }

    /// Ends every client at once, also one that waits for a lock.
    package func cancel() async {
        end.withLock { $0 = .now }
        let task = clients.withLock { $0 }
        task?.cancel()
        // It was told to fail.
        _ = try? await task?.value
    }

    private func isOver(at due: ContinuousClock.Instant) -> Bool {
        end.withLock { $0.map { due > $0 } ?? false }
    }

    private func client(
        _ name: String, _ interval: Duration, _ offset: Duration, _ operations: [ClientOperation]
    ) async throws {
        let connection = try await engine.connect(as: name)
        do {
            try await work(name, on: connection, interval, offset, operations)
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }

    private func work(
        _ name: String, on connection: any Connection, _ interval: Duration, _ offset: Duration,
        _ operations: [ClientOperation]
    ) async throws {
        let clock = ContinuousClock()
        var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
        let total = operations.map(\.weight).reduce(0, +)
        var due = clock.now + offset
        defer { recorder.expects(name, due: nil) }
        while !isOver(at: due) {
            recorder.expects(name, due: due)
            try await clock.sleep(until: due, tolerance: .zero)
            if isOver(at: due) { break }
            var choice = Int.random(in: 0..<total, using: &random)
            guard
                let operation = operations.first(where: {
                    choice -= $0.weight
                    return choice < 0
                })
            else { break }
            do {
                try await operation.run(connection, &random)
                recorder.succeeded(
                    operation.name, due: due, done: clock.now, writes: operation.writes)
            } catch let error as EngineError {
                // Whatever was open is over; a user's program would begin anew as well.
                await connection.rollback()
                recorder.failed(
                    operation.name, due: due, done: clock.now, code: error.code ?? "-",
                    message: error.message,
                    writes: operation.writes
                )
            }
            due += interval
        }
    }
}
