import ColonnadeEngine
import ColonnadeModel

/// Carries out, or takes back, one step.
struct StepWorker: Sendable {
    let context: RunContext

    private var engine: any Engine { context.engine }
    private var connection: any Connection { context.connection }
    private var journal: Journal { context.journal }
    private var step: Step { context.step }

    func perform() async throws {
        if case .backfill(let backfill)? = step.statements.first {
            try await BackfillDriver(context: context, backfill: backfill).run()
            try await finish()
        } else if case .verify(let verification)? = step.statements.first {
            try await finish(note: try await StepVerifier(context: context).verify(verification))
        } else if step.transactional {
            let pause = try await underLocks(LockRequest(step.locks, work: step.work)) {
                let scanned = context.settings.tellsWork ? try await engine.rowsScanned(on: connection) : nil
                for statement in step.statements { try await engine.perform(statement, on: connection) }
                if let scanned {
                    let work = try await engine.transactionWork(since: scanned, on: connection)
                    context.report(.worked(step, work))
                }
                try await journal.done(step, of: context.id)
                FaultPoint.pass("before-commit:\(step.id)")
            }
            context.report(.stepDone(step, wait: pause.wait, hold: pause.hold, note: nil))
        } else {
            for statement in step.statements { try await performAlone(statement) }
            try await finish()
        }
    }

    /// The statements of the undo one by one, each in a transaction with the entry that it is done.
    ///
    /// - Parameters:
    ///   - done: how many of them are done already.
    ///   - wasDone: whether the step itself was; one that was only begun and is one transaction has left nothing.
    func undo(from done: Int, wasDone: Bool) async throws {
        for (index, statement) in step.undo.enumerated().dropFirst(done) {
            if !wasDone, step.transactional { break }
            if case .backfill(let backfill) = statement {
                try await BackfillDriver(context: context, backfill: backfill).run()
                try await journal.undone(step, statements: index + 1, of: context.id)
                continue
            }
            // As the tables are now: partitions and foreign keys may have come since the rollout was planned.
            let catalog = try await engine.inspect(on: context.observer)
            let effect = engine.dialect.effect(of: statement, in: catalog)
            if effect.transactional {
                // What went together with something taken back before needs no lock any more.
                if try await engine.reconcile(statement, on: connection) == .done {
                    try await journal.undone(step, statements: index + 1, of: context.id)
                    continue
                }
                let locks = catalog.inLockingOrder(effect.locks)
                try await underLocks(LockRequest(locks, work: effect.work)) {
                    try await engine.perform(statement, on: connection)
                    try await journal.undone(step, statements: index + 1, of: context.id)
                    FaultPoint.pass("before-undo-commit:\(step.id)")
                }
            } else {
                try await performAlone(statement)
                try await journal.undone(step, statements: index + 1, of: context.id)
            }
        }
        try await journal.undone(step, statements: step.undo.count, of: context.id)
    }

    private func finish(note: String? = nil) async throws {
        try await journal.done(step, note: note, of: context.id)
        context.report(.stepDone(step, wait: .zero, hold: .zero, note: note))
    }

    @discardableResult private func underLocks(
        _ request: LockRequest, _ body: () async throws -> Void
    ) async throws -> Pause {
        let pause = try await LockGuard(context: context).transaction(request) {
            context.tell($0)
        } _: {
            try await body()
        }
        try await journal.measured(step, pause, of: context.id)
        return pause
    }

    /// A statement that allows no transaction: what is there of it is found out from the catalog, before and, when
    /// it failed, after. It gets no lock_timeout: that would kill a concurrent build in its wait for old
    /// transactions, which keeps nobody waiting, and leave an invalid index behind.
    private func performAlone(_ statement: Statement) async throws {
        while true {
            switch try await engine.reconcile(statement, on: connection) {
            case .done: return
            case .running(let builder):
                context.report(.waitingForLock(step, blockers: [builder], waited: .zero))
                try await context.clock.sleep(for: .milliseconds(500))
                continue
            case .broken(let cleanup):
                for remains in cleanup { try await engine.perform(remains, on: connection) }
            case .absent: break
            }
            break
        }
        FaultPoint.pass("before-statement")
        let watch = BuildWatch(context: context)
        let watching = Task { await watch.run() }
        do {
            try await engine.perform(statement, on: connection)
            watch.stop()
            await watching.value
        } catch {
            watch.stop()
            await watching.value
            if let error = error as? EngineError, error.endsStep,
                case .broken(let cleanup) = try await engine.reconcile(statement, on: connection)
            {
                for remains in cleanup { try await engine.perform(remains, on: connection) }
            }
            throw error
        }
        FaultPoint.pass("after-statement")
    }
}
