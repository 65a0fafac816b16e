import ColonnadeEngine
public import ColonnadeModel
public import Foundation

/// A rollout as the journal has it.
public struct RolloutRecord: Sendable, Hashable {
    /// Unique: the name, and the number of the try.
    public var id: String
    /// The plan that is being carried out, as it was made.
    public var rollout: Rollout
    /// Where it stands.
    public var state: RolloutState
    /// Whether somebody asked it to pause.
    public var pauseRequested: Bool
    /// When it began, ISO 8601, UTC.
    public var startedAt: String
    /// When it ended, ISO 8601, UTC.
    public var finishedAt: String?
    /// The role and host that began it.
    public var startedBy: String
    /// Why it stopped, if it did.
    public var error: String?
    /// What is known of its steps, by their id.
    public var steps: [String: StepRecord] = [:]
    /// The gates that are met.
    public var gates: [Gate: GateRecord] = [:]

    /// The name people use.
    public var name: String { rollout.name }
}

extension RolloutRecord {
    /// Until when what a step destroys is kept: since the last of the steps before it that took something away.
    public func keptUntil(_ step: Step) -> Date? {
        guard let retention = step.retentionSeconds else { return nil }
        let before = rollout.steps.prefix { $0.id != step.id }.filter { $0.phase == step.phase }
        return before.compactMap { steps[$0.id]?.finishedAt }.compactMap(Journal.time).max()?
            .addingTimeInterval(retention)
    }
}

/// What the journal knows of a step.
public struct StepRecord: Sendable, Hashable {
    /// How far a step is.
    public enum State: String, Sendable, Hashable {
        case started, done, undoing, undone
    }

    /// How far it is.
    public var state: State
    /// When it began, ISO 8601, UTC.
    public var startedAt: String
    /// When it was done, ISO 8601, UTC.
    public var finishedAt: String?
    /// Longest time that one attempt waited for its locks.
    public var waitMilliseconds: Int64
    /// How long the locks were held.
    public var holdMilliseconds: Int64
    /// How often the locks were tried for.
    public var attempts: Int64
    /// The most sessions seen waiting behind an attempt.
    public var waiters: Int64
    /// How many statements of its undo are done.
    public var undoneStatements: Int
    /// What a verification found.
    public var note: String?
    /// How far its backfill is.
    public var backfill: BackfillRecord?
}

/// How far a backfill is: committed together with the rows.
public struct BackfillRecord: Sendable, Hashable {
    /// Positions done.
    public var position: Int64
    /// Positions in all.
    public var extent: Int64
    /// Rows filled.
    public var rowsDone: Int64
    /// Rows a second, lately.
    public var rowsPerSecond: Double
    /// Why it goes slowly, if it does.
    public var throttledBy: String?

    /// A state of a backfill.
    public init(
        position: Int64, extent: Int64, rowsDone: Int64, rowsPerSecond: Double, throttledBy: String? = nil
    ) {
        self.position = position
        self.extent = extent
        self.rowsDone = rowsDone
        self.rowsPerSecond = rowsPerSecond
        self.throttledBy = throttledBy
    }
}

/// What somebody asked of a running rollout.
package struct Wishes: Sendable, Hashable {
    package var pause: Bool
    /// Another speed than it began with.
    package var speed: Speed?

    init(_ row: Row?) {
        pause = row?["paused"].bool ?? false
        speed = row?["speed"].text.flatMap { Speed(rawValue: $0) }
    }
}

/// A gate that is met.
public struct GateRecord: Sendable, Hashable {
    /// When, ISO 8601, UTC.
    public var metAt: String
    /// Who says so: a person, or `colonnade` where it was proved.
    public var by: String
    /// On what evidence.
    public var note: String
}
