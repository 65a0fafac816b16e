import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeRun
import Dispatch
import Synchronization

/// What goes wrong during a rehearsal on purpose: a long transaction is in the way at the beginning; then the session that
/// carries the rollout out is ended, a process that carries it on is killed, the server restarts where it is the rehearsal's
/// own, once in good order and once as if it had lost power, and a standby stops.
struct RehearsalFaults: Sendable {
    let database: Database
    /// Carries the rollout on in a process of its own; nil where no program is there that could.
    let runner: RunnerProcess?
    /// Nil where it is somebody else's, who would not like it to be stopped.
    let server: PrivatePostgres?
    let standby: PrivatePostgres?

    private enum Fault: Sendable {
        /// Something strikes while the rollout is carried on.
        case blow(Blow)
        /// It is carried on by a process that is killed.
        case killedRunner(RunnerProcess)

        var survived: String {
            switch self {
            case .blow(.endedSession): "the session that carried it out was ended, and it went on"
            case .blow(.stoppedStandby): "the standby was stopped and came back, and it went on"
            case .blow(.restart(_, .fast)): "the server was restarted, and it went on"
            case .blow(.restart(_, .immediate)): "the server stopped as if it had lost power, and it went on"
            case .killedRunner: "the process that carried it out was killed, and another one went on"
            }
        }
    }

    private enum Blow: Sendable {
        case endedSession
        case stoppedStandby(PrivatePostgres)
        case restart(PrivatePostgres, PrivatePostgres.Shutdown)
    }

    /// How long the transaction lasts that has read the tables and does not end.
    static let transaction = Duration.seconds(2)

    /// A transaction that keeps every ACCESS EXCLUSIVE lock away for a while.
    func readForLong(_ rollout: Rollout) -> Task<Void, any Error> {
        Task {
            let connection = try await database.engine.connect(as: "a report that takes long")
            try await connection.execute("BEGIN")
            for table in rollout.tables.sorted() {
                // What the migration makes is not there yet.
                if try await database.engine.exists(table, on: connection) {
                    _ = try await connection.query("SELECT 1 FROM \(table) LIMIT 0")
                }
            }
            try await Task.sleep(for: Self.transaction)
            await connection.rollback()
            await connection.close()
        }
    }

    /// Carries a rollout on while one fault after another strikes, each at the beginning of a step behind expand.
    ///
    /// - Parameter carry: carries it on with a report, as `colonnade apply` does; called again after each fault.
    /// - Returns: the rollout as it is in the end, and what it has survived.
    func carry(
        through rollout: Rollout, _ load: WatchedLoad,
        _ carry: (_ report: @escaping @Sendable (RunEvent) -> Void) async throws -> RolloutRecord
    ) async throws -> (record: RolloutRecord, survived: [String]) {
        var faults: [Fault] = [.blow(.endedSession)]
        // Behind the first: it goes on with what has begun.
        if let runner { faults.append(.killedRunner(runner)) }
        if let server { faults += [.blow(.restart(server, .fast)), .blow(.restart(server, .immediate))] }
        // The last, since it interrupts nobody: behind it the rollout is at its end.
        if let standby { faults.append(.blow(.stoppedStandby(standby))) }
        var survived: [String] = []
        for fault in faults {
            let (record, hasStruck) =
                switch fault {
                case .blow(let blow): try await strike(blow, rollout, load, carry)
                case .killedRunner(let runner):
                    (nil, try await runner.carryOnAndDie(rollout.name, database))
                }
            if hasStruck { survived.append(fault.survived) }
            if let record { return (record, survived) }
        }
        return (try await carry { _ in }, survived)
    }

    /// - Returns: the rollout where it came to its end, and whether the blow struck before that.
    private func strike(
        _ blow: Blow, _ rollout: Rollout, _ load: WatchedLoad,
        _ carry: (_ report: @escaping @Sendable (RunEvent) -> Void) async throws -> RolloutRecord
    ) async throws -> (record: RolloutRecord?, hasStruck: Bool) {
        let (moments, continuation) = AsyncStream.makeStream(of: Void.self)
        let striker = Task {
            for await _ in moments {
                try await strike(blow, rollout, load)
                return true
            }
            return false
        }
        let isStruck = Mutex(false)
        let report: @Sendable (RunEvent) -> Void = { event in
            guard case .stepStarted(let step) = event, step.phase != .expand else { return }
            let isFirst = isStruck.withLock { struck in
                defer { struck = true }
                return !struck
            }
            if isFirst { continuation.yield() }
        }
        do {
            let record = try await carry(report)
            continuation.finish()
            // Not later: it would strike what comes next.
            return (record, try await striker.value)
        } catch let error as ColonnadeError {
            continuation.finish()
            guard case .run(.stopped, _) = error, try await striker.value else { throw error }
            return (nil, true)
        }
    }

    private func strike(_ blow: Blow, _ rollout: Rollout, _ load: WatchedLoad) async throws {
        switch blow {
        case .endedSession:
            try await database.connected(as: "colonnade: rehearsal") { connection in
                _ = try await connection.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE application_name = \(bind: .text("colonnade: \(rollout.name)"))
                       AND datname = current_database()
                    """)
            }
        case .stoppedStandby(let standby): try await Self.restart(standby, .immediate)
        case .restart(let server, let shutdown):
            load.record?.expectsLoss = true
            defer { load.record?.expectsLoss = false }
            // What clients were at before belongs to the phase before.
            let phase = load.pulse.phase
            load.pulse.interrupt(by: shutdown == .fast ? "restart" : "power loss")
            for _ in 0..<200 where !load.recorder.isSettled(phase) {
                try await Task.sleep(for: .milliseconds(10))
            }
            try await Self.restart(server, shutdown)
            // Every client has noticed and is connected again before anything counts.
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private static func restart(_ server: PrivatePostgres, _ shutdown: PrivatePostgres.Shutdown) async throws
    {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try server.restart(shutdown) })
            }
        }
    }
}
