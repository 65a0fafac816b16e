import ColonnadeEngine
import ColonnadeModel

/// One session that fills ranges of a table until none is left. Each batch and its entry in the journal commit
/// together, so it may be killed at any instant.
struct BackfillWorker: Sendable {
    let context: RunContext
    let backfill: Backfill
    let watch: LoadWatch
    let meter: BackfillMeter
    /// Unique among the workers of a rollout; the runner's own is `runner`.
    let name: String

    static let runner = "runner"

    private var journal: Journal { context.journal }
    private var step: Step { context.step }

    /// - Parameter goesOn: asked before each range.
    /// - Returns: whether no range was left.
    func run(while goesOn: @Sendable () -> Bool = { true }) async throws -> Bool {
        let batch = try await context.engine.initialBatch(of: backfill.table, on: context.connection)
        var size = batch
        var milestone: Int64 = 0
        // Stretches small enough that the workers end together and the progress is not ahead of the rows.
        let extent = try await journal.backfill(step, of: context.id)?.extent ?? 0
        let stretch = max(batch, min(batch * 64, extent / 32))
        let silent = try await silencesTriggers()
        while goesOn() {
            guard let range = try await nextRange(stretch) else { return true }
            size = try await fill(range, size, silent)
            if name == Self.runner { try await giveSpaceBack(&milestone) }
        }
        return false
    }

    /// Where the table has no trigger of the user's, only the fill trigger is left, which has nothing to do for a batch:
    /// silencing it spares a sixth of the time. It takes a right that not every role has.
    private func silencesTriggers() async throws -> Bool {
        if backfill.keepsTriggers == true { return false }
        guard backfill.userTriggers.isEmpty else { return context.settings.userTriggers == .suppress }
        do {
            _ = try await context.engine.beginBatch(
                "SELECT 1", timeout: context.settings.pauseBudget, suppressingTriggers: true,
                on: context.connection
            )
            await context.connection.rollback()
            return true
        } catch let error as EngineError where error.kind == .insufficientPrivilege || error.kind == .refused
        {
            await context.connection.rollback()
            return false
        }
    }

    /// What a dead worker left comes first, then new stretches, then what was left because of locked rows. While other
    /// workers are still at theirs, the runner waits for them.
    private func nextRange(_ size: Int64) async throws -> WorkRange? {
        while true {
            for other in try await journal.workers(step, of: context.id) where try await isGone(other) {
                let range = try await journal.claim(
                    state: "claimed", of: other, by: name, step, of: context.id)
                if let range { return range }
            }
            if let range = try await journal.claimNew(size, by: name, step, of: context.id) { return range }
            if let range = try await journal.claim(state: "left", of: nil, by: name, step, of: context.id) {
                return range
            }
            let others = try await journal.workers(step, of: context.id)
            if others.isEmpty || name != Self.runner { return nil }
            try await checkWishes()
            try await context.clock.sleep(for: .milliseconds(200))
        }
    }

    /// Whether a worker's session has ended. The runner's own name can only be left over from a runner before it.
    private func isGone(_ other: String) async throws -> Bool {
        if other == name { return true }
        if other == Self.runner { return false }
        let lease = Self.lease(context.id, other)
        guard try await context.engine.acquireLease(lease, on: context.connection) == nil else {
            return false
        }
        try await context.engine.releaseLease(lease, on: context.connection)
        return true
    }

    /// The name under which a worker's session holds its lease.
    static func lease(_ id: String, _ worker: String) -> String { "\(id)/\(worker)" }

    /// - Returns: the size that batches have come to.
    private func fill(_ claimed: WorkRange, _ size: Int64, _ silent: Bool) async throws -> Int64 {
        var range = claimed
        var machine = BackfillStateMachine(
            range.low..<range.high, size: size, target: watch.batchTarget
        )
        try await checkWishes()
        var patience = Patience(context.settings.lockDeadline)
        while true {
            guard let action = machine.next else { return machine.size }
            machine.target = watch.batchTarget
            try await rest(machine.lastBatch)
            let (batch, onlyUnlocked) = (action.positions, action.onlyUnlocked && !range.isLeftover)
            let stopwatch = Stopwatch(context.clock)
            do {
                let checkpoint = try await fill(batch, of: range, onlyUnlocked: onlyUnlocked, silent)
                machine.committed(batch, took: stopwatch.elapsed)
                range.low = batch.upperBound
                patience.reset()
                tell(checkpoint.backfill)
                try heed(checkpoint.wishes)
            } catch let error as EngineError where error.kind == .lockTimeout || error.kind == .retry {
                machine.blocked()
                context.report(.retrying(step, reason: error.message))
                try await checkWishes()
                if range.isLeftover || error.kind == .retry {
                    try await wait(&patience)
                }
            } catch let bad as BadRow {
                if let position = machine.failed(batch) {
                    try await setAside(position, bad.error, &range)
                    try await checkWishes()
                }
            }
        }
    }

    private func fill(
        _ batch: Range<Int64>, of range: WorkRange, onlyUnlocked: Bool, _ silent: Bool
    ) async throws -> Checkpoint {
        let connection = context.connection
        do {
            let rows = try await BadRow.told {
                try await context.engine.beginBatch(
                    update(batch, onlyUnlocked: onlyUnlocked), timeout: context.settings.pauseBudget / 2,
                    suppressingTriggers: silent, on: connection
                )
            }
            FaultPoint.pass("inside-batch")
            let checkpoint = try await journal.checkpoint(
                range, to: batch.upperBound, leaving: onlyUnlocked ? batch : nil, rows: rows,
                rowsPerSecond: meter.filled(rows), step, of: context.id
            )
            FaultPoint.pass("before-batch-commit")
            try await connection.execute("COMMIT")
            FaultPoint.pass("after-batch")
            return checkpoint
        } catch {
            await connection.rollback()
            throw error
        }
    }

    private func update(_ batch: Range<Int64>, onlyUnlocked: Bool) -> SQL {
        backfill.update { row in
            let lies = context.engine.lies(row, in: batch)
            guard onlyUnlocked else { return lies }
            return context.engine.unlockedRows(
                backfill.table, as: backfill.row, where: "\(lies) AND (\(backfill.empty))"
            ) ?? lies
        }
    }

    /// A row that cannot be filled is written down with its key and the server's words; what is around it goes on.
    private func setAside(_ position: Int64, _ error: EngineError, _ range: inout WorkRange) async throws {
        let here = position..<position + 1
        let row: SQL = "\(backfill.row)"
        let names = try await context.connection.query(
            backfill.names(where: context.engine.lies(row, in: here), place: context.engine.place(row))
        )
        let name = names.first.map { row in
            backfill.key.isEmpty
                ? row[0].text ?? ""
                : zip(backfill.key, backfill.key.indices).map { "\($0) = \(row[$1].text ?? "NULL")" }
                    .joined(separator: ", ")
        }
        try await journal.fail(
            range, at: position, name: name ?? "", error: error.message, rowsPerSecond: meter.filled(0), step,
            of: context.id
        )
        range.low = here.upperBound
        let failures = try await journal.failures(step, of: context.id)
        if failures.count > context.settings.maxFailedRows {
            throw RunError.failed(step: step.id, BackfillDriver.explain(failures, backfill))
        }
    }

    private func tell(_ record: BackfillRecord) {
        context.report(.backfillProgress(step, record.progress(estimate: backfill.estimatedRows)))
    }

    private func wait(_ patience: inout Patience) async throws {
        guard let pause = patience.next() else {
            let holders = try await context.engine.blockers(
                of: [LockClaim(backfill.table, .exclusive)], on: context.connection
            )
            let names = holders.prefix(3).map(\.line).joined(separator: "; ")
            throw RunError.stopped(
                "rows of \(backfill.table) stay locked: \(names.isEmpty ? "by nobody in sight" : names)"
            )
        }
        try await context.clock.sleep(for: pause)
    }

    /// Stops for an interrupt or a pause, and takes a new speed over.
    private func checkWishes() async throws {
        try heed(try await journal.wishes(for: context.id))
    }

    private func heed(_ wishes: Wishes) throws {
        if context.control.isInterrupted { throw RunError.interrupted }
        if wishes.pause { throw RunError.paused }
        if let speed = wishes.speed { watch.set(speed) }
    }

    /// Rests in proportion to the last batch, or for as long as the throttle says pause.
    private func rest(_ last: Duration) async throws {
        try await tellNews()
        while case .pause = watch.verdict {
            try await context.clock.sleep(for: .milliseconds(100))
            try await checkWishes()
            try await tellNews()
        }
        if case .rest(let factor, _) = watch.verdict, factor > 0 {
            try await context.clock.sleep(for: last * factor)
        }
    }

    private func tellNews() async throws {
        guard case .some(let reason) = watch.news() else { return }
        try await journal.throttled(by: reason, step, of: context.id)
        if reason != nil, let record = try await journal.backfill(step, of: context.id) { tell(record) }
    }

    private func giveSpaceBack(_ milestone: inout Int64) async throws {
        guard let percent = context.settings.vacuumEvery,
            let record = try await journal.backfill(step, of: context.id)
        else { return }
        let reached = record.extent == 0 ? 0 : record.position * 100 / record.extent / Int64(max(percent, 1))
        guard reached > milestone else { return }
        milestone = reached
        try await context.engine.vacuum(backfill.table, on: context.connection)
    }
}

/// Pauses that grow, up to a deadline.
private struct Patience {
    private let deadline: Duration
    private var waited = Duration.zero
    private var tries = 0

    init(_ deadline: Duration) { self.deadline = deadline }

    mutating func next() -> Duration? {
        guard waited < deadline else { return nil }
        tries += 1
        let pause = min(.milliseconds(20) * (1 << min(tries, 6)), .seconds(1))
        waited += pause
        return pause
    }

    mutating func reset() {
        waited = .zero
        tries = 0
    }
}

/// An error of a single row's data, so that the others can still be filled: bad data, or an expression that raised an
/// error of its own (P0001).
private struct BadRow: Error {
    let error: EngineError

    static func told<T>(_ update: () async throws -> T) async throws -> T {
        do {
            return try await update()
        } catch let error as EngineError where error.kind == .data || error.code == "P0001" {
            throw BadRow(error: error)
        }
    }
}
