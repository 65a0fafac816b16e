public import ColonnadeEngine
public import ColonnadeModel
public import ColonnadeRun

/// Where rollouts stand, as `status` shows it.
public struct StatusDocument: Sendable, Encodable {
    /// One entry a rollout.
    public var rollouts: [Entry]

    /// A document of some rollouts.
    public init(rollouts: [Entry]) { self.rollouts = rollouts }

    /// A rollout's state.
    public struct Entry: Sendable, Encodable {
        /// Name.
        public var rollout: String
        /// State, with a runner that is gone shown as `stopped`.
        public var state: RolloutState
        /// Phase of the step at hand; nil when all are done.
        public var phase: Phase?
        /// The step at hand.
        public var step: String?
        /// When it began.
        public var startedAt: String
        /// Progress of the backfill; nil where none has begun.
        public var backfill: Progress?
        /// Every gate, with its evidence.
        public var gates: Gates
        /// Sessions in the way of the step at hand.
        public var blockers: [Blocker]
        /// The longest time that one attempt waited for and held its locks.
        public var longestPauseMilliseconds: Int64
        /// Why it stopped.
        public var error: String?
        /// What is hidden before it is dropped, and until when.
        public var kept: String?

        enum CodingKeys: String, CodingKey {
            case rollout, state, phase, step, startedAt = "started_at", backfill, gates, blockers
            case longestPauseMilliseconds = "longest_pause_ms", error, kept
        }
    }

    /// Progress of a backfill.
    public struct Progress: Sendable, Encodable {
        /// Rows filled.
        public var rowsDone: Int64
        /// Rows in all by statistics.
        public var rowsTotalEstimate: Int64?
        /// From 0 to 100.
        public var percent: Double
        /// Rows a second.
        public var rowsPerSecond: Double
        /// Seconds to go.
        public var etaSeconds: Double?
        /// Why it goes slowly.
        public var throttledBy: String?

        enum CodingKeys: String, CodingKey {
            case rowsDone = "rows_done", rowsTotalEstimate = "rows_total_estimate", percent
            case rowsPerSecond = "rows_per_second", etaSeconds = "eta_seconds", throttledBy = "throttled_by"
        }
    }

    /// The three gates.
    public struct Gates: Sendable, Encodable {
        /// Running code accepts both schemas.
        public var tolerant: GateState
        /// Code may depend on the change.
        public var ready: GateState
        /// Nothing uses the old shape.
        public var unused: GateState
    }

    /// A gate, met or not.
    public struct GateState: Sendable, Encodable {
        /// Whether it is met.
        public var met: Bool
        /// Why.
        public var evidence: [String]
    }
}

extension StatusDocument.Entry {
    init(_ record: RolloutRecord, blockers: [Blocker], code: BrokenCode?) {
        let current = record.state.isOpen ? record.currentStep : nil
        rollout = record.name
        state = record.state
        phase = current?.phase
        step = current?.id
        startedAt = record.startedAt
        backfill = record.backfillProgress
        gates = StatusDocument.Gates(
            tolerant: StatusDocument.GateState(.tolerant, record, code: code),
            ready: StatusDocument.GateState(.ready, record),
            unused: StatusDocument.GateState(.unused, record)
        )
        self.blockers = blockers
        longestPauseMilliseconds = record.longestPauseMilliseconds
        error = record.error
        kept = record.kept
    }

    /// One line for people.
    public var line: String {
        var text = "\(rollout) is \(state.rawValue)"
        if let step { text += ", at \(step)" }
        if let backfill, state == .backfilling { text += " (\(Int(backfill.percent)) %)" }
        return text
    }
}

extension StatusDocument.GateState {
    init(_ gate: Gate, _ record: RolloutRecord, code: BrokenCode? = nil) {
        if record.state == .rolledBack || record.state == .rollingBack {
            // What was proved once no longer holds.
            self.init(met: false, evidence: [])
        } else if let met = record.gates[gate] {
            self.init(met: true, evidence: ["\(met.by), \(met.metAt): \(met.note)"])
        } else if let code {
            self.init(code)
        } else if gate == .tolerant, record.state.isOpen {
            // Without code to look at, nothing speaks for it.
            self.init(met: false, evidence: [])
        } else if record.rollout.gates.contains(gate) {
            self.init(met: false, evidence: [])
        } else {
            self.init(met: true, evidence: ["this rollout does not need it"])
        }
    }
}

extension RolloutRecord {
    /// The longest time that one attempt waited for and held locks that keep readers or writers waiting.
    public var longestPauseMilliseconds: Int64 {
        rollout.steps.filter(\.blocksForeground).compactMap { steps[$0.id] }
            .map { $0.waitMilliseconds + $0.holdMilliseconds }.max() ?? 0
    }

    /// All backfills of the rollout as one.
    var backfillProgress: StatusDocument.Progress? {
        var records: [BackfillRecord] = []
        var estimate: Int64?
        for step in rollout.steps {
            guard let record = steps[step.id]?.backfill, case .backfill(let backfill)? = step.statements.first
            else {
                continue
            }
            records.append(record)
            if let rows = backfill.estimatedRows { estimate = (estimate ?? 0) + rows }
        }
        guard let last = records.last else { return nil }
        let whole = BackfillRecord(
            position: records.map(\.position).reduce(0, +), extent: records.map(\.extent).reduce(0, +),
            rowsDone: records.map(\.rowsDone).reduce(0, +), rowsPerSecond: last.rowsPerSecond,
            throttledBy: last.throttledBy
        ).progress(estimate: estimate)
        return StatusDocument.Progress(
            rowsDone: whole.rowsDone, rowsTotalEstimate: estimate, percent: whole.percent,
            rowsPerSecond: whole.rowsPerSecond, etaSeconds: whole.etaSeconds, throttledBy: whole.throttledBy
        )
    }
}
