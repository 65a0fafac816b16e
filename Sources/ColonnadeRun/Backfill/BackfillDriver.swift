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
        try await work(named: BackfillWorker.runner)
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
        try await work(named: name)
    }

    private func work(named name: String) async throws {
        let watch = LoadWatch(context, filling: backfill.table)
        let meter = BackfillMeter(context.clock)
        await watch.calibrate()
        let watching = Task { await watch.run() }
        let surplus = context.settings.workers == nil ? Task { await self.surplus(watch, meter) } : nil
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                let first = BackfillWorker(
                    context: context, backfill: backfill, watch: watch, meter: meter, name: name)
                group.addTask { _ = try await first.run() }
                for _ in 1..<max(1, context.settings.workers ?? 1) {
                    group.addTask { _ = try await self.further(watch, meter) }
                }
                try await group.waitForAll()
            }
        } catch {
            await end(surplus, watching)
            throw error
        }
        await end(surplus, watching)
    }

    private func end(_ tasks: Task<Void, Never>?...) async {
        for task in tasks { task?.cancel() }
        for task in tasks { await task?.value }
    }

    /// A second worker for as long as nobody else is at work, where no number was asked for. Whatever it leaves
    /// undone, for whatever reason, the first takes over and reports.
    private func surplus(_ watch: LoadWatch, _ meter: BackfillMeter) async {
        var isOver = false
        while !isOver, (try? await context.clock.sleep(for: .milliseconds(250))) != nil {
            guard watch.verdict == .alone else { continue }
            isOver = (try? await further(watch, meter) { watch.verdict == .alone }) ?? true
        }
    }

    /// A worker with a session of its own.
    ///
    /// - Returns: whether nothing was left to do.
    private func further(
        _ watch: LoadWatch, _ meter: BackfillMeter, while goesOn: @escaping @Sendable () -> Bool = { true }
    ) async throws -> Bool {
        let name = Self.uniqueName()
        let connection = try await context.engine.connect(as: "colonnade: \(context.id) \(context.step.id)")
        do {
            _ = try await context.engine.acquireLease(BackfillWorker.lease(context.id, name), on: connection)
            let own = context.working(on: connection)
            let worker = BackfillWorker(
                context: own, backfill: backfill, watch: watch, meter: meter, name: name)
            let isOver = try await worker.run(while: goesOn)
            await connection.close()
            return isOver
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
