import ColonnadeEngine
import ColonnadeModel

/// Carries out, or takes back, one step.
struct StepWorker: Sendable {
    let engine: any Engine
    let journal: Journal
    let settings: RunSettings
    let control: RunControl
    let clock: any Clock<Duration>
    let report: @Sendable (RunEvent) -> Void

    private var connection: any Connection { journal.connection }

    func perform(_ step: Step, _ record: RolloutRecord) async throws {
        if case .backfill(let backfill)? = step.statements.first {
            try await fill(backfill, step, record)
            try await finish(step, record.id)
        } else if case .verify(let verification)? = step.statements.first {
            try await finish(step, record.id, note: try await verify(verification))
        } else if step.transactional {
            try await underLocks(step, record.id, step.locks) {
                for statement in step.statements { try await engine.perform(statement, on: connection) }
                try await journal.done(step, of: record.id)
                FaultPoint.pass("before-commit:\(step.id)")
            }
        } else {
            for statement in step.statements { try await performAlone(statement) }
            try await finish(step, record.id)
        }
    }

    /// The statements of the undo one by one, each in a transaction with the entry that it is done.
    func undo(_ step: Step, from done: Int, _ record: RolloutRecord) async throws {
        let wasDone = record.steps[step.id]?.state != .started
        for (index, statement) in step.undo.enumerated().dropFirst(done) {
            // A step that was only begun and is one transaction has left nothing behind.
            if !wasDone, step.transactional { break }
            let effect = engine.dialect.effect(of: statement, in: CatalogSnapshot())
            if case .backfill(let backfill) = statement {
                try await fill(backfill, step, record)
                try await journal.undone(step, statements: index + 1, of: record.id)
            } else if effect.transactional {
                try await underLocks(step, record.id, effect.locks) {
                    try await engine.perform(statement, on: connection)
                    try await journal.undone(step, statements: index + 1, of: record.id)
                    FaultPoint.pass("before-undo-commit:\(step.id)")
                }
            } else {
                try await performAlone(statement)
                try await journal.undone(step, statements: index + 1, of: record.id)
            }
        }
        try await journal.undone(step, statements: step.undo.count, of: record.id)
    }

    private func finish(_ step: Step, _ id: String, note: String? = nil) async throws {
        try await journal.done(step, note: note, of: id)
        report(.stepDone(step, wait: .zero, hold: .zero, note: note))
    }

    private func fill(_ backfill: Backfill, _ step: Step, _ record: RolloutRecord) async throws {
        let driver = BackfillDriver(
            engine: engine, journal: journal, settings: settings, control: control, clock: clock
        )
        try await driver.run(
            backfill, of: step, in: record.id, resuming: record.steps[step.id]?.backfill, report: report
        )
    }

    private func underLocks(
        _ step: Step, _ id: String, _ locks: [LockClaim], _ body: () async throws -> Void
    ) async throws {
        let guardian = LockGuard(
            engine: engine, connection: connection, settings: settings, control: control, clock: clock
        )
        let measured = try await guardian.transaction(locking: locks) { happening in
            switch happening {
            case .waiting(let blockers, let waited):
                report(.waitingForLock(step, blockers: blockers, waited: waited))
            case .failed(let attempt, let timeout):
                report(.lockAttemptFailed(step, attempt: attempt, timeout: timeout))
            }
        } _: {
            try await body()
        }
        try await journal.measured(step, wait: measured.wait, hold: measured.hold, of: id)
        report(.stepDone(step, wait: measured.wait, hold: measured.hold, note: nil))
    }

    /// A statement that allows no transaction: what is there of it is found out from the catalog, before and, when
    /// it failed, after.
    private func performAlone(_ statement: Statement) async throws {
        switch try await engine.reconcile(statement, on: connection) {
        case .done: return
        case .broken(let cleanup): for remains in cleanup { try await engine.perform(remains, on: connection) }
        case .absent: break
        }
        FaultPoint.pass("before-statement")
        do {
            try await engine.perform(statement, on: connection)
        } catch let error as EngineError where error.endsStep {
            if case .broken(let cleanup) = try await engine.reconcile(statement, on: connection) {
                for remains in cleanup { try await engine.perform(remains, on: connection) }
            }
            throw error
        }
        FaultPoint.pass("after-statement")
    }

    /// - Returns: what was found, as evidence.
    private func verify(_ verification: Verification) async throws -> String {
        let violations = try await connection.scalar(verification.violations).integer ?? 0
        guard violations == 0 else {
            throw EngineError(.data, "\(violations) rows \(verification.complaint)", hint: verification.remedy)
        }
        var found = "no row \(verification.complaint)"
        let extent = try await engine.extent(of: verification.table, on: connection)
        if let sample = verification.sample({ engine.sample(of: $0, as: $1, extent: extent) }),
            let row = try await connection.query(sample).first, let looked = row[0].integer, let differ = row[1].integer
        {
            found += ", \(looked) rows sampled: "
            found += differ == 0 ? "all as the fill says" : "\(differ) differ from the fill, written by other code"
        }
        return found
    }
}

extension Verification {
    var table: ObjectName {
        switch self {
        case .filled(let fill): fill.table
        case .satisfies(let table, _), .notNull(let table, _), .references(let table, _, _): table
        }
    }

    /// What is wrong with a row that counts as a violation.
    var complaint: String {
        switch self {
        case .filled(let fill): "of \(fill.table) still without \(fill.column)"
        case .satisfies(let table, let condition): "of \(table) against CHECK (\(condition.text))"
        case .notNull(let table, let column): "of \(table) NULL in \(column)"
        case .references(let table, let column, let reference):
            "of \(table) whose \(column) is not in \(reference.table)"
        }
    }

    var remedy: String {
        switch self {
        case .filled: "something undid the fill, perhaps a trigger of the table; mend it, then apply again"
        case .notNull(let table, let column):
            "give these rows a value, for example by a fill of \(table.name).\(column), then apply again"
        case .satisfies, .references: "mend these rows, then apply again"
        }
    }
}
