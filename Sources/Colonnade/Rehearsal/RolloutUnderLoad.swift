import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeRun

/// A change as Colonnade makes it while clients are at work: exactly what a user does with plan, apply, ready, confirm
/// and complete.
struct RolloutUnderLoad: Sendable {
    let database: Database
    let text: MigrationText
    let workload: Workload
    let pace: Pace
    var settings = RunSettings()
    /// Whether something goes wrong on the way, and everything is taken back and made again before new code starts.
    var isFull = false
    let control: RunControl
    let observe: @Sendable (LoadMoment) -> Void

    private static let phases = [
        "expand", "backfill", "verify", "switch", "roll back", "contract", "after",
    ]

    /// - Returns: what was measured. A rollout that does not come to its end is a result as well.
    /// - Throws: where it was interrupted, or a client could not connect.
    func run() async throws -> MeasuredRun {
        let recorder = LatencyRecorder(phase: "baseline")
        let load = Load(recorder, LoadPulse(recorder, observe), database.engine)
        load.old.start("old code", clients: workload.clients, rate: workload.rate, workload.oldCode)
        load.pulse.start()
        do {
            try await Task.sleep(for: pace.before)
            let stopwatch = Stopwatch()
            var (survived, failure): ([String], String?) = ([], nil)
            do {
                survived = try await change(load, stopwatch)
            } catch let error as ColonnadeError {
                if case .run(.interrupted, _) = error { throw error }
                try Task.checkCancellation()
                stopwatch.pause()
                failure = Self.words(error)
            }
            load.pulse.enter("after")
            try await Task.sleep(for: pace.after)
            try await load.stop()
            var run = MeasuredRun(
                recorder, baseline: "baseline", phases: Self.phases, seconds: stopwatch.seconds)
            run.failure = failure
            run.survived = survived
            return run
        } catch {
            await load.cancel()
            throw error
        }
    }

    /// Without the remedies: nothing is left to go on with.
    private static func words(_ error: ColonnadeError) -> String {
        if case .run(let error, _) = error { error.explanation } else { error.message }
    }

    /// - Returns: what went wrong on purpose, and did no harm.
    private func change(_ load: Load, _ stopwatch: Stopwatch) async throws -> [String] {
        let pulse = load.pulse
        let report: @Sendable (RunEvent) -> Void = { event in
            if case .stepStarted(let step) = event { pulse.enter(step.phase.rawValue) }
            if case .backfillProgress(_, let progress) = event { pulse.progress(progress) }
        }
        pulse.enter("expand")
        stopwatch.start()
        let preparation = try await database.prepare(text)
        var survived: [String] = []
        if isFull, case .begin(let plan) = preparation {
            survived = try await goThroughFaults(plan.rollout, pulse, report)
        }
        var record = try await apply(report)
        stopwatch.pause()

        pulse.enter("switch")
        if let newCode = workload.newCode {
            load.new.start(
                "new code", clients: workload.clients, rate: workload.rate, try await newCode())
            try await Task.sleep(for: pace.sideBySide)
            try await load.old.stop()
        }
        try await Task.sleep(for: pace.sideBySide / 2)
        guard record.state == .ready else { return survived }

        for gate in record.rollout.gates where gate != .ready && record.gates[gate] == nil {
            try await database.confirm(
                gate, of: record, by: "rehearsal",
                note: workload.newCode == nil ? "rehearsed" : "every client runs the new code")
        }
        pulse.enter("contract")
        record = try await database.find(record.name)
        stopwatch.start()
        _ = try await database.complete(record, settings: settings, control: control, report: report)
        stopwatch.pause()
        return survived
    }

    private func apply(_ report: @escaping @Sendable (RunEvent) -> Void) async throws -> RolloutRecord {
        try await database.apply(database.prepare(text), settings: settings, control: control, report: report)
    }

    /// Up to *ready* and back.
    private func goThroughFaults(
        _ rollout: Rollout, _ pulse: LoadPulse, _ report: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> [String] {
        let faults = RehearsalFaults(database: database, rollout: rollout)
        let before = try await fingerprint(rollout)
        let reader = faults.readForLong()
        try await Task.sleep(for: .milliseconds(200))
        let (record, wasEnded) = try await faults.endingSessionOnce(
            at: { event in if case .stepStarted(let step) = event { step.phase != .expand } else { false } }
        ) { listen in
            try await apply { event in
                report(event)
                listen(event)
            }
        }
        try await reader.value
        var survived = ["a long transaction on its tables was waited for, outside the lock queue"]
        if wasEnded { survived.append("the session that carried it out was ended, and it went on") }
        guard record.state == .ready else { return survived }
        pulse.enter("roll back")
        _ = try await database.rollBack(record, settings: settings, control: control, report: report)
        let drift = Drift(from: before, to: try await fingerprint(rollout))
        guard drift.lines.isEmpty else {
            throw ColonnadeError.notMet(
                "taken back, its tables are not as before: \(drift.lines.joined(separator: "; "))")
        }
        pulse.enter("expand")
        return survived + ["it was taken back, its tables were as before, and it was carried out again"]
    }

    private func fingerprint(_ rollout: Rollout) async throws -> [String] {
        try await database.connected(as: "colonnade: rehearsal") {
            try await database.engine.inspect(on: $0).fingerprint(of: rollout.tables)
        }
    }
}

/// The clients of both generations, and who watches them.
private struct Load: Sendable {
    let old: LoadGenerator
    let new: LoadGenerator
    let pulse: LoadPulse

    init(_ recorder: LatencyRecorder, _ pulse: LoadPulse, _ engine: any Engine) {
        old = LoadGenerator(engine: engine, recorder: recorder)
        new = LoadGenerator(engine: engine, recorder: recorder)
        self.pulse = pulse
    }

    func stop() async throws {
        try await old.stop()
        try await new.stop()
        await pulse.stop()
    }

    func cancel() async {
        await old.cancel()
        await new.cancel()
        await pulse.stop(brokenOff: true)
    }
}
