import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal

/// The clients of both generations at work, and who watches them and their server, from before a change to after it.
struct WatchedLoad: Sendable {
    /// What became of the change.
    struct Outcome: Sendable {
        /// Why it did not come to its end; nil where it did.
        var failure: String?
        /// Whether it took so long that it was broken off.
        var isCutShort = false
        /// What went wrong on purpose, and did no harm.
        var survived: [String] = []
        /// What came out of comparing rows once everything was taken back; nil where it was not.
        var rollback: RowsProof?
    }

    let old: LoadGenerator
    let new: LoadGenerator
    let pulse: LoadPulse
    let recorder: LatencyRecorder
    let watch: ServerWatch
    /// Gets what clients write; nil: nobody asks.
    let record: WriteRecord?

    /// - Parameter application: the name of the sessions that make the change.
    private init(
        _ engine: any Engine, _ workload: Workload, application: String,
        _ observe: @escaping @Sendable (LoadMoment) -> Void
    ) {
        let recorder = LatencyRecorder(phase: "baseline")
        let pulse = LoadPulse(recorder, observe)
        self.recorder = recorder
        self.pulse = pulse
        record = workload.record
        old = LoadGenerator(engine: engine, recorder: recorder) { workload.session($0, .old) }
        new = LoadGenerator(engine: engine, recorder: recorder) { workload.session($0, .new) }
        watch = ServerWatch(engine, application: application) { pulse.phase }
    }

    /// Lets old code work for a while, makes the change beside it, and goes on for a while longer.
    ///
    /// - Parameters:
    ///   - phases: those of the change that count for it.
    ///   - after: the one behind it, which counts as well.
    ///   - change: makes it, and says what became of it; starts the stopwatch and pauses it.
    /// - Throws: what the change throws, and where a client could not connect. All clients have ended then.
    static func measure(
        _ engine: any Engine, _ workload: Workload, _ pace: Pace, phases: [String], after: String,
        application: String,
        observe: @escaping @Sendable (LoadMoment) -> Void,
        change: (WatchedLoad, Stopwatch) async throws -> Outcome
    ) async throws -> MeasuredRun {
        let load = WatchedLoad(engine, workload, application: application, observe)
        load.old.startOldCode(of: workload)
        load.pulse.start()
        observe(.part(.before))
        do {
            // What is measured before the change is to be as long as it was said, however long connecting takes.
            try await load.old.connected()
            try await Task.sleep(for: pace.before)
            // Who looks at a server is felt as well: what it is compared with is what clients feel without.
            load.watch.start()
            let stopwatch = Stopwatch()
            let outcome = try await change(load, stopwatch)
            stopwatch.pause()
            load.pulse.enter(after)
            observe(.part(.after))
            try await Task.sleep(for: pace.after)
            try await load.old.stop()
            try await load.new.stop()
            await load.watch.stop()
            await load.pulse.stop()
            return load.run(phases + [after], outcome, stopwatch)
        } catch {
            await load.old.cancel()
            await load.new.cancel()
            await load.watch.stop()
            await load.pulse.stop(brokenOff: true)
            throw error
        }
    }

    /// Has the clients of the old code rest while something is looked at that they must not change. It is a phase of its own
    /// that does not count, and nobody waits in it.
    ///
    /// - Parameter next: the phase behind it.
    /// - Returns: nil where they could not come to a rest.
    func resting<T>(before next: String, _ look: () async throws -> T) async throws -> T? {
        pulse.enter("compare")
        defer { pulse.enter(next) }
        guard try await old.rest() else { return nil }
        let found = try await look()
        // What they do next belongs to what comes next.
        pulse.enter(next)
        old.goOn()
        return found
    }

    private func run(_ phases: [String], _ outcome: Outcome, _ stopwatch: Stopwatch) -> MeasuredRun {
        var run = MeasuredRun(
            recorder, baseline: "baseline", phases: phases, seconds: stopwatch.seconds)
        for index in run.phases.indices {
            run.phases[index].server = watch.activity(in: run.phases[index].phase)
        }
        run.failure = outcome.failure
        run.isCutShort = outcome.isCutShort
        run.survived = outcome.survived
        run.rollback = outcome.rollback
        run.held = watch.held
        run.scanned = watch.scanned
        run.throttledBy = pulse.throttledBy
        return run
    }
}
