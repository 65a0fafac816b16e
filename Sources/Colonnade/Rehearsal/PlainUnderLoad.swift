import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal

/// The same change as most migration tools make it, while clients are at work.
struct PlainUnderLoad: Sendable {
    let engine: any Engine
    let migration: PlainMigration
    let workload: Workload
    let pace: Pace
    /// After this time it is broken off: nobody would let users wait for longer, or watch it.
    var limit = Duration.seconds(60)
    let observe: @Sendable (LoadMoment) -> Void

    private static let phases = ["migrate", "old code goes on"]

    /// - Returns: what was measured. A statement that fails is a result as well.
    func run() async throws -> MeasuredRun {
        let recorder = LatencyRecorder(phase: "baseline")
        let pulse = LoadPulse(recorder, observe)
        let oldCode = LoadGenerator(engine: engine, recorder: recorder)
        oldCode.start("old code", clients: workload.clients, rate: workload.rate, workload.oldCode)
        pulse.start()
        do {
            try await Task.sleep(for: pace.before)
            pulse.enter("migrate")
            let stopwatch = Stopwatch()
            stopwatch.start()
            var (isCutShort, failure): (Bool, String?) = (false, nil)
            do {
                isCutShort = try await !migrateWithinLimit()
            } catch let error as EngineError {
                try Task.checkCancellation()
                failure = error.message
            }
            stopwatch.pause()
            pulse.enter("old code goes on")
            try await Task.sleep(for: pace.after)
            try await oldCode.stop()
            await pulse.stop()
            var run = MeasuredRun(
                recorder, baseline: "baseline", phases: Self.phases, seconds: stopwatch.seconds)
            run.isCutShort = isCutShort
            run.failure = failure
            return run
        } catch {
            await oldCode.cancel()
            await pulse.stop(brokenOff: true)
            throw error
        }
    }

    /// - Returns: whether it came to its end.
    private func migrateWithinLimit() async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await migration.run(on: engine)
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
