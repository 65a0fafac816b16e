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
    /// What goes wrong on the way, before everything is taken back and made again; nil: nothing.
    var faults: RehearsalFaults?
    /// Compares the rows with what they would be without a rollout, once everything is taken back.
    var compareRows: @Sendable () async throws -> RowsProof = { RowsProof(.untouched) }
    let control: RunControl
    let observe: @Sendable (LoadMoment) -> Void

    /// What a phase is called in which things go wrong on purpose: the same phase is gone through once more without.
    private static func underFaults(_ phase: String) -> String { "\(phase), faults" }

    /// What happens while the server restarts is no fault of the change, and while rows are compared clients rest: both are
    /// shown, and do not count.
    private static let phases =
        Phase.allCases.map { underFaults($0.rawValue) }
        + ["roll back", "expand", "backfill", "verify", "switch", "contract"]

    /// - Returns: what was measured. A rollout that does not come to its end is a result as well.
    /// - Throws: where it was interrupted, or a client could not connect.
    func run() async throws -> MeasuredRun {
        try await WatchedLoad.measure(
            database.engine, workload, pace, phases: Self.phases, after: "after",
            application: "colonnade: \(text.name)", observe: observe
        ) { load, stopwatch in
            var outcome = WatchedLoad.Outcome()
            do {
                try await change(load, stopwatch, &outcome)
            } catch let error as ColonnadeError {
                if case .run(.interrupted, _) = error { throw error }
                try Task.checkCancellation()
                // Without the remedies: nothing is left to go on with.
                outcome.failure = error.explanation
            }
            return outcome
        }
    }

    private func change(
        _ load: WatchedLoad, _ stopwatch: Stopwatch, _ outcome: inout WatchedLoad.Outcome
    ) async throws {
        let report = report(load) { $0.rawValue }
        load.pulse.enter(faults == nil ? "expand" : Self.underFaults("expand"))
        let preparation = try await database.prepare(text)
        if let faults {
            if case .begin(let plan) = preparation {
                try await goThroughFaults(faults, plan.rollout, load, &outcome)
            } else {
                outcome.rollback = RowsProof(
                    .untouched,
                    notCompared: "it had begun already where it was copied, and was not taken back")
            }
        }
        load.pulse.enter("expand")
        stopwatch.start()
        var record = try await apply(report)
        stopwatch.pause()

        load.pulse.enter("switch")
        observe(.part(.sideBySide))
        if let newCode = workload.newCode {
            load.new.start(
                "new code", clients: workload.clients, rate: workload.rate, try await newCode())
            try await Task.sleep(for: pace.sideBySide)
            try await load.old.stop()
        }
        // What was sent before this is long done when contract begins.
        workload.record?.endOldCode()
        try await Task.sleep(for: pace.sideBySide / 2)
        guard record.state == .ready else { return }

        for gate in record.rollout.gates where gate != .ready && record.gates[gate] == nil {
            try await database.confirm(
                gate, of: record, by: "rehearsal",
                note: workload.newCode == nil ? "rehearsed" : "every client runs the new code")
        }
        load.pulse.enter("contract")
        record = try await database.find(record.name)
        stopwatch.start()
        _ = try await database.complete(record, settings: settings, control: control, report: report)
    }

    /// Tells those who watch what the rollout does.
    ///
    /// - Parameter name: what a phase is called.
    private func report(
        _ load: WatchedLoad, _ name: @escaping @Sendable (Phase) -> String
    ) -> @Sendable (RunEvent) -> Void {
        { [observe] event in
            switch event {
            case .stepStarted(let step):
                load.watch.begins(step.id)
                load.pulse.enter(name(step.phase))
                observe(.part(.step(step.id)))
            case .worked(let step, let work): load.watch.takes(work, step.id)
            case .backfillProgress(_, let progress): load.pulse.progress(progress)
            default: break
            }
        }
    }

    private func apply(_ report: @escaping @Sendable (RunEvent) -> Void) async throws -> RolloutRecord {
        try await database.apply(database.prepare(text), settings: settings, control: control, report: report)
    }

    /// Up to *ready* and back, with everything that can go wrong on the way.
    private func goThroughFaults(
        _ faults: RehearsalFaults, _ rollout: Rollout, _ load: WatchedLoad,
        _ outcome: inout WatchedLoad.Outcome
    ) async throws {
        let report = report(load) { Self.underFaults($0.rawValue) }
        observe(.part(.faults))
        let before = try await fingerprint(rollout)
        let reader = faults.readForLong(rollout)
        try await Task.sleep(for: .milliseconds(200))
        let (record, survived) = try await faults.carry(through: rollout, load) { listen in
            try await apply { event in
                report(event)
                listen(event)
            }
        }
        try await reader.value
        outcome.survived =
            ["a long transaction on its tables was waited for, outside the lock queue"] + survived
        guard record.state == .ready else {
            outcome.rollback = RowsProof(
                .untouched, notCompared: "it was complete before anything could be taken back")
            return
        }
        load.pulse.enter("roll back")
        observe(.part(.rollBack))
        _ = try await database.rollBack(record, settings: settings, control: control, report: report)
        let drift = Drift(from: before, to: try await fingerprint(rollout))
        guard drift.lines.isEmpty else {
            outcome.rollback = RowsProof(.untouched, notCompared: "its tables are not defined as before")
            throw ColonnadeError.notMet(
                "taken back, its tables are not as before: \(drift.lines.joined(separator: "; "))")
        }
        let proof =
            try await load.resting(before: "expand", compareRows)
            ?? RowsProof(
                .untouched, notCompared: "clients did not come to a rest, such as when one waits for another")
        outcome.rollback = proof
        guard proof.isRight else { throw ColonnadeError.notMet(proof.line) }
        outcome.survived.append(
            "it was taken back, its tables were defined as before, and it was carried out again")
    }

    private func fingerprint(_ rollout: Rollout) async throws -> [String] {
        try await database.connected(as: "colonnade: rehearsal") {
            try await database.engine.inspect(on: $0).fingerprint(of: rollout.tables)
        }
    }
}
