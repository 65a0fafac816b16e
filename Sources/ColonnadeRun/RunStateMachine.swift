import ColonnadeModel

/// Decides what a rollout does next: a pure function of the plan, what is done, and the goal. It knows no clock
/// and no database; the ``Runner`` around it does.
struct RunStateMachine: Sendable {
    enum Goal: Sendable { case ready, complete, rolledBack }

    enum Action: Sendable, Hashable {
        case perform(Step)
        case undo(Step, from: Int)
        case finish(RolloutState)
    }

    private let rollout: Rollout
    private let goal: Goal
    private var records: [String: StepRecord]

    init(_ record: RolloutRecord, goal: Goal) {
        rollout = record.rollout
        records = record.steps
        self.goal = goal
    }

    /// The next thing to do. Asking changes nothing.
    var next: Action {
        switch goal {
        case .ready: forward(until: .switch, then: needsContract ? .ready : .complete)
        case .complete: forward(until: .contract, then: .complete)
        case .rolledBack: backward
        }
    }

    /// A step was carried out, and the journal says so.
    mutating func performed(_ step: Step) { records[step.id, default: .begun].state = .done }

    /// A step was taken back, and the journal says so.
    mutating func undone(_ step: Step) { records[step.id, default: .begun].state = .undone }

    private var needsContract: Bool { rollout.steps.contains { $0.phase == .contract } }

    private func forward(until last: Phase, then state: RolloutState) -> Action {
        let step = rollout.steps.first { $0.phase <= last && records[$0.id]?.state != .done }
        return step.map(Action.perform) ?? .finish(state)
    }

    /// Also steps that were only begun are taken back: what they left is cleared away.
    private var backward: Action {
        let step = rollout.steps.last { step in
            guard let record = records[step.id] else { return false }
            return record.state != .undone
        }
        guard let step else { return .finish(.rolledBack) }
        return .undo(step, from: records[step.id]?.undoneStatements ?? 0)
    }
}

extension StepRecord {
    fileprivate static let begun = StepRecord(
        state: .started, startedAt: "", waitMilliseconds: 0, holdMilliseconds: 0, attempts: 0, waiters: 0,
        undoneStatements: 0
    )
}
