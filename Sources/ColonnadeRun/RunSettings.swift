import ColonnadeModel

/// What a user may set about how a rollout is carried out.
public struct RunSettings: Sendable, Hashable {
    /// The longest that an attempt to lock may keep others waiting, and that a statement under such a lock may take.
    public var pauseBudget: Duration = .milliseconds(100)
    /// How long to go on trying for a lock before the rollout stops, resumable.
    public var lockDeadline: Duration = .seconds(600)
    /// What to do about a session that keeps a lock away.
    public var onBlocker: BlockerPolicy = .wait
    /// How long a blocker is waited for before anything is done about it.
    public var blockerGrace: Duration = .seconds(30)
    /// How long a batch of a backfill should take.
    public var batchTarget: Duration = .milliseconds(50)
    /// How hard a backfill may press.
    public var speed: Speed = .normal
    /// How far a standby may be behind before the backfill waits for it.
    public var maxLag: Duration = .seconds(5)
    /// How many rows may fail before the rollout stops: then all of them are named at once.
    public var maxFailedRows = 0
    /// Sessions that fill at the same time; nil: one, and a second while nobody else is at work.
    public var workers: Int?
    /// What the user's own UPDATE triggers do for each row that is filled; nil refuses where there are any.
    public var userTriggers: UserTriggers?
    /// After how many percent of the table the space of replaced rows is given back; nil leaves it to autovacuum.
    public var vacuumEvery: Int?

    /// Whether it is told what each transaction really holds and reads, at the price of two queries under its locks: a
    /// rehearsal wants to know.
    public var tellsWork = false

    /// The defaults.
    public init() {}
}

/// What to do about a session that keeps a lock away for longer than the grace period.
public enum BlockerPolicy: String, Sendable, Codable, Hashable, CaseIterable {
    /// Wait for it, up to the deadline.
    case wait
    /// Ask on the terminal.
    case ask
    /// Cancel its statement; of no use against an idle transaction.
    case cancel
    /// End its session.
    case terminate
}

/// How hard a backfill may press.
public enum Speed: String, Sendable, Codable, Hashable, CaseIterable {
    /// Rests three times as long as it works.
    case gentle
    /// Rests a little, and more when the server gets slower.
    case normal
    /// Rests only when standbys, locks or the archive say so.
    case full
}

/// What the user's triggers do while rows are filled.
public enum UserTriggers: String, Sendable, Codable, Hashable, CaseIterable {
    case fire, suppress
}
