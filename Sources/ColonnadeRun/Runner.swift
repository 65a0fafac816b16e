package import ColonnadeEngine
package import ColonnadeModel
import Foundation

/// Carries a rollout out, step by step, until its goal, a stop or a failure. The journal knows at every instant how
/// far it is.
package struct Runner: Sendable {
    private let engine: any Engine
    private let connection: any Connection
    private let observer: any Connection
    private let journal: Journal
    private let settings: RunSettings
    private let control: RunControl
    private let clock: any Clock<Duration>
    private let report: @Sendable (RunEvent) -> Void
    private let ask: @Sendable (Blocker) async -> BlockerPolicy

    /// - Parameters:
    ///   - connection: the session that does the work and holds the lease.
    ///   - observer: a second session that looks on.
    ///   - ask: what to do about a blocker, under the policy `ask`.
    package init(
        engine: any Engine, connection: any Connection, observer: any Connection, settings: RunSettings,
        control: RunControl, clock: any Clock<Duration> = ContinuousClock(),
        ask: @escaping @Sendable (Blocker) async -> BlockerPolicy = { _ in .wait },
        report: @escaping @Sendable (RunEvent) -> Void
    ) {
        self.engine = engine
        self.connection = connection
        self.observer = observer
        journal = Journal(engine: engine, connection: connection)
        self.settings = settings
        self.control = control
        self.clock = clock
        self.report = report
        self.ask = ask
    }

    /// Expand, backfill and verify, up to the *ready* gate.
    ///
    /// - Throws: ``RunError``; the journal has the state.
    package func apply(_ id: String) async throws -> RolloutState { try await run(id, to: .ready) }

    /// Contract. The caller has checked the gates.
    ///
    /// - Throws: ``RunError``; the journal has the state.
    package func complete(_ id: String) async throws -> RolloutState { try await run(id, to: .complete) }

    /// Takes every step back that was done or begun.
    ///
    /// - Throws: ``RunError``; the journal has the state.
    package func rollBack(_ id: String) async throws -> RolloutState { try await run(id, to: .rolledBack) }

    /// Helps another machine's runner with the backfill that it is at, until there is nothing left to help with.
    ///
    /// - Returns: whether there was one.
    /// - Throws: ``RunError``.
    package func join(_ id: String) async throws -> Bool {
        let record = try await journal.record(id)
        guard let step = record.rollout.steps.first(where: { record.steps[$0.id]?.state == .started }),
            case .backfill(let backfill)? = step.statements.first, record.steps[step.id]?.backfill != nil
        else { return false }
        let driver = BackfillDriver(context: try await context(id, step), backfill: backfill)
        try await ended(of: step) { try await driver.join() }
        return true
    }

    /// Carries out some SQL that is part of no rollout and leaves no entry in the journal, in one transaction under the locks
    /// of a step that tells of it.
    ///
    /// - Throws: ``RunError``; then nothing of it has happened.
    package func alone(_ step: Step, _ statements: [SQL]) async throws {
        try await Self.refusePooler(engine, connection, observer)
        report(.stepStarted(step))
        let context = try await context(step.id, step)
        try await ended(of: step) {
            let pause = try await LockGuard(context: context).transaction(
                LockRequest(step.locks, work: step.work)
            ) {
                context.tell($0)
            } _: {
                for sql in statements { try await context.connection.execute(sql) }
            }
            context.report(.stepDone(step, wait: pause.wait, hold: pause.hold, note: nil))
        }
    }

    private func run(_ id: String, to goal: RunStateMachine.Goal) async throws -> RolloutState {
        try await Self.refusePooler(engine, connection, observer)
        try await lease(id)
        let record = try await journal.record(id)
        if record.pauseRequested { try await journal.requestPause(false, of: id) }
        do {
            return try await walk(record, to: goal)
        } catch let error as RunError {
            await settle(error, of: id)
            throw error
        } catch let error as EngineError where error.kind == .connectionLost || error.kind == .unreachable {
            throw RunError.stopped("the connection was lost: \(error.message)")
        } catch is CancellationError {
            await settle(.interrupted, of: id)
            throw RunError.interrupted
        }
    }

    /// Writes down why the run ended. A cancellation that the server was sent for the statement before can arrive late
    /// and hit this one instead; it hits only once. Where the session is lost, `status` finds out by itself.
    private func settle(_ error: RunError, of id: String) async {
        for _ in 0..<3 {
            do {
                return try await journal.set(error.state, error: error.explanation, of: id)
            } catch let failure as EngineError where failure.kind == .cancelled {
                continue
            } catch {
                return
            }
        }
    }

    /// A pooler that hands a server session to whoever comes next keeps no session lock. It shows when two clients
    /// one after the other find themselves in the same session.
    ///
    /// - Throws: ``EngineError`` of kind `.refused`.
    package static func refusePooler(
        _ engine: any Engine, _ connection: any Connection, _ observer: any Connection
    ) async throws {
        let first = try await engine.sessionID(of: connection)
        let second = try await engine.sessionID(of: observer)
        guard first == second, first != 0 else { return }
        throw EngineError(
            .refused, "this is a connection pooler in transaction mode: session locks do not work through it",
            hint: "give the URL of the server itself, or of a pool in session mode"
        )
    }

    private func walk(_ record: RolloutRecord, to goal: RunStateMachine.Goal) async throws -> RolloutState {
        var machine = RunStateMachine(record, goal: goal)
        var state = record.state
        while true {
            if control.isInterrupted { throw RunError.interrupted }
            if try await journal.wishes(for: record.id).pause { throw RunError.paused }
            switch machine.next {
            case .perform(let step):
                if step.retentionSeconds != nil,
                    let until = try await journal.record(record.id).keptUntil(step), until > .now
                {
                    // What is hidden can still be brought back; the next `complete` destroys it.
                    try await journal.set(.ready, of: record.id)
                    return .ready
                }
                if state != RolloutState(during: step.phase) || record.error != nil {
                    state = RolloutState(during: step.phase)
                    try await journal.set(state, of: record.id)
                }
                try await perform(step, record)
                machine.performed(step)
            case .undo(let step, let done):
                if state != .rollingBack {
                    state = .rollingBack
                    try await journal.set(state, of: record.id)
                }
                try await undo(step, from: done, record)
                machine.undone(step)
            case .finish(let final):
                if final == .ready || final == .complete, record.gates[.ready] == nil {
                    try await journal.meet(
                        .ready, by: "colonnade", note: try await evidence(record.id), of: record.id)
                }
                try await journal.set(final, of: record.id)
                report(.finished(final))
                return final
            }
        }
    }

    /// What the verifications of a rollout found, for the *ready* gate.
    private func evidence(_ id: String) async throws -> String {
        let record = try await journal.record(id)
        let notes = record.rollout.steps.compactMap { record.steps[$0.id]?.note }
        return notes.isEmpty ? "every step is done; nothing had to be filled" : notes.joined(separator: "; ")
    }

    /// The backend of a runner that was killed keeps its lease until it notices; that takes a moment.
    private func lease(_ id: String) async throws {
        for attempt in 0..<10 {
            guard let holder = try await engine.acquireLease(id, on: connection) else { return }
            if attempt == 9 { throw RunError.heldBy(holder.line) }
            try await clock.sleep(for: .milliseconds(300))
        }
    }

    private func context(_ id: String, _ step: Step) async throws -> RunContext {
        RunContext(
            engine: engine, connection: connection, observer: observer,
            session: try await engine.sessionID(of: connection), settings: settings, control: control,
            clock: clock,
            report: report, ask: ask, id: id, step: step
        )
    }

    private func perform(_ step: Step, _ record: RolloutRecord) async throws {
        report(.stepStarted(step))
        try await journal.started(step, of: record.id)
        FaultPoint.pass("before:\(step.id)")
        let worker = StepWorker(context: try await context(record.id, step))
        try await ended(of: step) { try await worker.perform() }
        FaultPoint.pass("after:\(step.id)")
    }

    private func undo(_ step: Step, from done: Int, _ record: RolloutRecord) async throws {
        FaultPoint.pass("before-undo:\(step.id)")
        let worker = StepWorker(context: try await context(record.id, step))
        let wasDone = record.steps[step.id]?.state != .started
        try await ended(of: step) { try await worker.undo(from: done, wasDone: wasDone) }
        report(.stepUndone(step))
        FaultPoint.pass("after-undo:\(step.id)")
    }

    /// Carries work out that an interrupt can cancel, and says which step failed.
    private func ended(of step: Step, _ work: @escaping @Sendable () async throws -> Void) async throws {
        do {
            try await control.cancellable(clock, work)
        } catch let error as EngineError where error.endsStep {
            throw RunError.failed(step: step.id, error.description)
        }
    }
}

extension EngineError {
    /// Whether the step itself is at fault, not the connection or a cancellation.
    var endsStep: Bool { kind != .connectionLost && kind != .unreachable && kind != .cancelled }
}

extension RunError {
    /// The state that the journal gets.
    var state: RolloutState {
        switch self {
        case .interrupted, .stopped, .heldBy: .stopped
        case .paused: .paused
        case .failed: .failed
        }
    }

    /// Why, for people.
    public var explanation: String {
        switch self {
        case .interrupted: "interrupted; the same command continues"
        case .paused: "paused on request"
        case .stopped(let reason): reason
        case .failed(let step, let message): "step \(step) failed: \(message)"
        case .heldBy(let holder): "another runner is at work: \(holder)"
        }
    }
}

extension RunControl {
    /// Runs work whose current statement is cancelled at the server when an interrupt is asked for.
    func cancellable(_ clock: any Clock<Duration>, _ work: @escaping @Sendable () async throws -> Void)
        async throws
    {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await work()
                return true
            }
            group.addTask {
                while !self.isInterrupted { try await clock.sleep(for: .milliseconds(100)) }
                // Time for a batch to end by itself; a long statement is cancelled after it.
                try await clock.sleep(for: .milliseconds(500))
                return false
            }
            defer { group.cancelAll() }
            do {
                if try await group.next() == false { throw RunError.interrupted }
            } catch let error as EngineError where error.kind == .cancelled && isInterrupted {
                throw RunError.interrupted
            }
        }
    }
}
