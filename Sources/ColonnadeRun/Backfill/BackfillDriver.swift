import ColonnadeEngine
import ColonnadeModel

/// Fills a table with as many workers as are wanted, under one throttle.
struct BackfillDriver: Sendable {
    let context: RunContext
    let backfill: Backfill

    /// The runner's part: begins the backfill or goes on with it, and ends when every row is done.
    func run() async throws {
        let journal = context.journal
        if try await journal.backfill(context.step, of: context.id) == nil {
            // Counted after the fill trigger was committed: see the engine on why these positions are enough.
            let extent = try await context.engine.extent(of: backfill.table, on: context.connection)
            try await journal.begin(context.step, extent: extent, of: context.id)
        }
        try await journal.forgetFailures(context.step, of: context.id)
        try await work(named: BackfillWorker.runner, besides: context.settings.workers - 1)
        let failures = try await journal.failures(context.step, of: context.id)
        if !failures.isEmpty {
            throw RunError.failed(step: context.step.id, Self.explain(failures, backfill))
        }
    }

    /// A helper's part, on any machine: fills ranges until none can be had.
    func join() async throws {
        let name = Self.uniqueName()
        _ = try await context.engine.acquireLease(
            BackfillWorker.lease(context.id, name), on: context.connection)
        try await work(named: name, besides: context.settings.workers - 1)
    }

    private func work(named name: String, besides others: Int) async throws {
        let watch = LoadWatch(context)
        let meter = BackfillMeter(context.clock)
        await watch.calibrate()
        let watching = Task { await watch.run() }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                let first = BackfillWorker(
                    context: context, backfill: backfill, watch: watch, meter: meter, name: name)
                group.addTask { try await first.run() }
                for _ in 0..<max(0, others) {
                    group.addTask { try await self.further(watch, meter) }
                }
                try await group.waitForAll()
            }
        } catch {
            watching.cancel()
            await watching.value
            throw error
        }
        watching.cancel()
        await watching.value
    }

    /// A worker with a session of its own.
    private func further(_ watch: LoadWatch, _ meter: BackfillMeter) async throws {
        let name = Self.uniqueName()
        let connection = try await context.engine.connect(as: "colonnade: \(context.id) \(context.step.id)")
        do {
            _ = try await context.engine.acquireLease(BackfillWorker.lease(context.id, name), on: connection)
            let own = context.working(on: connection)
            try await BackfillWorker(context: own, backfill: backfill, watch: watch, meter: meter, name: name)
                .run()
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }

    private static func uniqueName() -> String {
        "worker-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
    }

    static func explain(_ failures: [(name: String, error: String)], _ backfill: Backfill) -> String {
        let shown = failures.prefix(10).map { "\n  row \($0.name): \($0.error)" }.joined()
        let more = failures.count > 10 ? "\n  and \(failures.count - 10) more" : ""
        return "\(failures.count) rows of \(backfill.table) cannot be filled:\(shown)\(more)\n"
            + "mend them, then apply again: all other rows keep what they got"
    }
}
