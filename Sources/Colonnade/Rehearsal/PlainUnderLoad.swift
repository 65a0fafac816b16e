import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal

/// The same change as most migration tools make it, while clients are at work.
struct PlainUnderLoad: Sendable {
    static let longest = Duration.seconds(60)

    let engine: any Engine
    let migration: PlainMigration
    let workload: Workload
    let pace: Pace
    /// After this time it is broken off: nobody would let users wait for longer, or watch it.
    var limit = longest
    let observe: @Sendable (LoadMoment) -> Void

    /// - Returns: what was measured. A statement that fails is a result as well.
    func run() async throws -> MeasuredRun {
        try await WatchedLoad.measure(
            engine, workload, pace, phases: ["migrate"], after: "old code goes on",
            application: PlainMigration.application, observe: observe
        ) { load, stopwatch in
            load.pulse.enter("migrate")
            observe(.part(.change))
            load.watch.begins(PlainMigration.step)
            let tell: @Sendable (TransactionWork) -> Void = { load.watch.takes($0, PlainMigration.step) }
            stopwatch.start()
            do {
                return WatchedLoad.Outcome(isCutShort: try await !migrateWithinLimit(tell))
            } catch let error as EngineError {
                try Task.checkCancellation()
                return WatchedLoad.Outcome(failure: error.message)
            }
        }
    }

    /// - Returns: whether it came to its end.
    private func migrateWithinLimit(_ tell: @escaping @Sendable (TransactionWork) -> Void) async throws
        -> Bool
    {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await migration.run(on: engine, tell: tell)
                return true
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return false
            }
            defer { group.cancelAll() }
            let isDone = try await group.next() ?? false
            group.cancelAll()
            // The cancelled statement has to be over, and its locks gone, before anything else is measured.
            if !isDone { _ = try? await group.next() }
            return isDone
        }
    }
}
