package import ColonnadeEngine
import ColonnadeModel
import Synchronization

/// Something a client does, a share of its time.
package struct ClientOperation: Sendable {
    package let weight: Int
    package let run: @Sendable (any Connection, inout any RandomNumberGenerator) async throws -> Void

    package init(
        weight: Int,
        _ run: @escaping @Sendable (any Connection, inout any RandomNumberGenerator) async throws -> Void
    ) {
        self.weight = weight
        self.run = run
    }
}

/// Clients that arrive by a schedule, whether the server answers or not: an operation's latency counts from when it
/// was due, so a stall shows in every operation that it held up (no coordinated omission).
package final class LoadGenerator: Sendable {
    private let engine: any Engine
    private let recorder: LatencyRecorder
    private let isStopped = Mutex(false)
    private let clients: Mutex<Task<Void, any Error>?> = Mutex(nil)

    package init(engine: any Engine, recorder: LatencyRecorder) {
        self.engine = engine
        self.recorder = recorder
    }

    /// Starts clients and returns at once.
    ///
    /// - Parameter rate: operations a second of all clients together.
    package func start(_ name: String, clients count: Int, rate: Double, _ operations: [ClientOperation]) {
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

    /// Lets each client end its operation.
    package func stop() async throws {
        isStopped.withLock { $0 = true }
        try await clients.withLock { $0 }?.value
    }

    private func client(
        _ name: String, _ interval: Duration, _ offset: Duration, _ operations: [ClientOperation]
    ) async throws {
        let connection = try await engine.connect(as: name)
        let clock = ContinuousClock()
        var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
        let total = operations.map(\.weight).reduce(0, +)
        var due = clock.now + offset
        while !isStopped.withLock({ $0 }) {
            if due > clock.now { try await clock.sleep(until: due, tolerance: .zero) }
            var choice = Int.random(in: 0..<total, using: &random)
            let operation = operations.first {
                choice -= $0.weight
                return choice < 0
            }
            do {
                try await operation?.run(connection, &random)
                recorder.succeeded(due: due, done: clock.now)
            } catch let error as EngineError {
                // Whatever was open is over; a user's program would begin anew as well.
                await connection.rollback()
                recorder.failed(due: due, done: clock.now, code: error.code ?? "-", message: error.message)
            }
            due += interval
        }
        await connection.close()
    }
}
