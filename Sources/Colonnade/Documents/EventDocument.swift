import ColonnadeEngine
public import ColonnadeRun
import ColonnadeModel

/// A runner's event as one JSON object on a line: `event` says which, the rest is there where it applies.
public struct EventDocument: Sendable, Encodable {
    private var event: String
    private var step: String?
    private var phase: String?
    private var summary: String?
    private var waitMilliseconds: Int64?
    private var holdMilliseconds: Int64?
    private var waitedMilliseconds: Int64?
    private var lockTimeoutMilliseconds: Int64?
    private var attempt: Int?
    private var rowsDone: Int64?
    private var rowsTotalEstimate: Int64?
    private var percent: Double?
    private var rowsPerSecond: Double?
    private var etaSeconds: Double?
    private var throttledBy: String?
    private var blockers: [Blocker]?
    private var note: String?
    private var state: RolloutState?
    private var gate: Gate?
    private var met: Bool?
    private var evidence: [String]?

    enum CodingKeys: String, CodingKey {
        case event, step, phase, summary, attempt, percent, blockers, note, state, gate, met, evidence
        case waitMilliseconds = "wait_ms", holdMilliseconds = "hold_ms", waitedMilliseconds = "waited_ms"
        case lockTimeoutMilliseconds = "lock_timeout_ms", rowsDone = "rows_done"
        case rowsTotalEstimate = "rows_total_estimate", rowsPerSecond = "rows_per_second", etaSeconds =
            "eta_seconds"
        case throttledBy = "throttled_by"
    }

    /// Describes an event.
    public init(_ event: RunEvent) {
        switch event {
        case .stepStarted(let step):
            self.init("step_started", step)
            summary = step.summary
        case .stepDone(let step, let wait, let hold, let note):
            self.init("step_done", step)
            waitMilliseconds = wait.milliseconds
            holdMilliseconds = hold.milliseconds
            self.note = note
        case .stepUndone(let step):
            self.init("step_undone", step)
        case .worked(let step, let work):
            self.init("worked", step)
            note = work.locks.map { "\($0.mode.rawValue) \($0.relation)" }.joined(separator: ", ")
        case .waitingForLock(let step, let blockers, let waited):
            self.init("waiting_for_lock", step)
            self.blockers = blockers
            waitedMilliseconds = waited.milliseconds
        case .signalled(let step, let blocker, let what):
            self.init("blocker_\(what)", step)
            blockers = [blocker]
        case .buildProgress(let step, let progress):
            self.init("build_progress", step)
            note = progress.phase
            percent = progress.percent
            blockers = progress.waitingFor.map { [$0] }
        case .lockAttemptFailed(let step, let attempt, let timeout, let reason):
            self.init("lock_attempt_failed", step)
            note = reason
            self.attempt = attempt
            lockTimeoutMilliseconds = timeout.milliseconds
        case .backfillProgress(let step, let progress):
            self.init("backfill_progress", step)
            rowsDone = progress.rowsDone
            rowsTotalEstimate = progress.rowsTotalEstimate
            percent = (progress.percent * 10).rounded() / 10
            rowsPerSecond = progress.rowsPerSecond.rounded()
            etaSeconds = progress.etaSeconds.map { ($0 * 10).rounded() / 10 }
            throttledBy = progress.throttledBy
        case .retrying(let step, let reason):
            self.init("retrying", step)
            note = reason
        case .finished(let state):
            self.init("finished", nil)
            self.state = state
        }
    }

    /// What the code says of the gate *tolerant*, before anything is done.
    public init(_ code: BrokenCode) {
        self.init("gate", nil)
        let state = StatusDocument.GateState(code)
        (gate, met, evidence) = (.tolerant, state.met, state.evidence)
    }

    private init(_ event: String, _ step: Step?) {
        self.event = event
        self.step = step?.id
        phase = step?.phase.rawValue
    }
}
