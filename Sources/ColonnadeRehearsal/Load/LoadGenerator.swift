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

    /// The same, so many times as often.
    package func times(_ factor: Double) -> ClientOperation {
        ClientOperation(name, weight: max(1, Int(Double(weight) * factor)), writes: writes, run)
    }
}

/// Clients that arrive by a schedule, whether the server answers or not: an operation's latency counts from when it
/// was due, so a stall shows in every operation that it held up (no coordinated omission).
package final class LoadGenerator: Sendable {
    private typealias Instant = ContinuousClock.Instant

    private struct State {
        /// What is due later is not done any more.
        var end: Instant?
        /// What is due later waits until the clients go on.
        var restsSince: Instant?
        /// By how much all rests so far have put off what is due.
        var rested = Duration.zero
    }

    private enum Turn {
        case over
        case resting
        case later(Instant)
        case now(Instant)
    }

    private let engine: any Engine
    private let recorder: LatencyRecorder
    private let session: @Sendable (any Connection) -> any Connection
    private let state = Mutex(State())
    private let connecting: Mutex<Task<[(Int, any Connection)], any Error>?> = Mutex(nil)
    private let clients: Mutex<Task<Void, any Error>?> = Mutex(nil)

    /// - Parameter session: what clients make of a connection.
    package init(
        engine: any Engine, recorder: LatencyRecorder,
        session: @escaping @Sendable (any Connection) -> any Connection = { $0 }
    ) {
        self.engine = engine
        self.recorder = recorder
        self.session = session
    }

    /// Starts the clients of the old code and returns at once.
    package func startOldCode(of workload: Workload) {
        if let replay = workload.replay {
            start("old code", replaying: replay)
        } else {
            start("old code", clients: workload.clients, rate: workload.rate, workload.oldCode)
        }
    }

    /// Starts clients and returns at once.
    ///
    /// - Parameters:
    ///   - rate: operations a second of all clients together, on average.
    ///   - operations: what they do; without any there are no clients.
    package func start(_ name: String, clients count: Int, rate: Double, _ operations: [ClientOperation]) {
        guard !operations.isEmpty else { return }
        let interval = Duration.seconds(Double(count) / rate)
        run(count, as: name) { _ in RandomSchedule(operations, interval: interval) }
    }

    /// Starts a client for each of a log's sessions that were open at the same time, and returns at once.
    package func start(_ name: String, replaying replay: LogReplay) {
        run(replay.clients.count, as: name) { ReplaySchedule(replay, client: $0) }
    }

    /// Waits until all clients are connected, and begin.
    ///
    /// - Throws: ``EngineError`` where one could not connect.
    package func connected() async throws { _ = try await connecting.withLock { $0 }?.value }

    /// Waits until each client has done what was due by now: what a stall held up must not be left out of the count.
    ///
    /// - Throws: ``EngineError`` where a client could not connect.
    package func stop() async throws {
        state.withLock { $0.end = .now }
        try await clients.withLock { $0 }?.value
    }

    /// Has clients do what was due by now, and then nothing until ``goOn()``. What is due meanwhile is put off by as much, so
    /// that nobody waits for it.
    ///
    /// - Returns: whether they have done it within some seconds, else they go on: one may wait for what another has open.
    package func rest() async throws -> Bool {
        let since = state.withLock { state in
            let now = Instant.now
            state.restsSince = now
            return now
        }
        for _ in 0..<500 {
            if recorder.isDone(before: since) { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        goOn()
        return false
    }

    /// Ends a rest.
    package func goOn() {
        state.withLock { state in
            if let since = state.restsSince { state.rested += .now - since }
            state.restsSince = nil
        }
    }

    /// Ends every client at once, also one that waits for a lock.
    package func cancel() async {
        state.withLock { $0.end = .now }
        connecting.withLock { $0 }?.cancel()
        let task = clients.withLock { $0 }
        task?.cancel()
        // It was told to fail.
        _ = try? await task?.value
    }

    /// Connects all clients before the first of them begins: nobody waits for who is not there yet, and a server that is busy
    /// with new sessions holds nobody up.
    ///
    /// - Parameter begin: begins the schedule of the client with that number.
    private func run(_ count: Int, as name: String, _ begin: @escaping @Sendable (Int) -> some Schedule) {
        let connecting = Task {
            try await withThrowingTaskGroup(of: (Int, any Connection).self) { group in
                for number in 0..<count {
                    group.addTask { (number, try await self.connect("\(name) \(number + 1)")) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        self.connecting.withLock { $0 = connecting }
        let task = Task {
            let connections = try await connecting.value
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, connection) in connections {
                    // A client of its own thread, as a program of its own would be.
                    let executor = BlockingExecutor("colonnade.client")
                    group.addTask {
                        try await executor.run {
                            try await self.client("\(name) \(number + 1)", connection, begin(number))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        clients.withLock { $0 = task }
    }

    /// What a client is to do about what is due at a moment, or later by what it has rested. Who is told to begin is known
    /// to be at it before a rest can ask.
    private func turn(of client: String, _ planned: Instant) -> Turn {
        state.withLock { state in
            let due = planned + state.rested
            if let end = state.end, due > end { return .over }
            let isResting = state.restsSince.map { due >= $0 } ?? false
            recorder.expects(client, due: isResting ? nil : due)
            return isResting ? .resting : due > .now ? .later(due) : .now(due)
        }
    }

    /// Waits until something is due.
    ///
    /// - Returns: when it was; nil where the end comes before.
    private func wait(for planned: Instant, _ client: String) throws -> Instant? {
        while true {
            switch turn(of: client, planned) {
            case .over: return nil
            case .resting: try BlockingExecutor.sleep(until: .now + .milliseconds(10))
            case .later(let due): try BlockingExecutor.sleep(until: due)
            case .now(let due): return due
            }
        }
    }

    private func connect(_ name: String) async throws -> any Connection {
        session(try await engine.connect(as: name))
    }

    /// As soon as the server is back.
    private func connectAgain(_ name: String) async throws -> any Connection {
        while true {
            do {
                return try await connect(name)
            } catch let error as EngineError
                where error.kind == .unreachable && state.withLock({ $0.end == nil })
            {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private func client(_ name: String, _ first: any Connection, _ schedule: some Schedule) async throws {
        var connection = first
        var schedule = schedule
        defer { recorder.expects(name, due: nil) }
        let clock = ContinuousClock()
        var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
        do {
            while let (planned, operation) = schedule.next(), let due = try wait(for: planned, name) {
                do {
                    try await operation.run(connection, &random)
                    recorder.succeeded(operation.name, due: due, done: clock.now, writes: operation.writes)
                } catch let error as EngineError {
                    // Whatever was open is over; a user's program would begin anew as well.
                    await connection.rollback()
                    recorder.failed(
                        operation.name, due: due, done: clock.now, code: error.code ?? "-",
                        message: error.message, writes: operation.writes)
                    if error.kind == .connectionLost {
                        await connection.close()
                        connection = try await connectAgain(name)
                    }
                }
            }
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }
}
