import ColonnadeModel

/// What a user may set about how a rollout is carried out.
public struct RunSettings: Sendable, Hashable {
    /// The longest that an attempt to lock may keep others waiting.
    public var pauseBudget: Duration = .milliseconds(100)
    /// How long to go on trying for a lock before the rollout stops, resumable.
    public var lockDeadline: Duration = .seconds(600)
    /// How long a batch of a backfill should take.
    public var batchTarget: Duration = .milliseconds(50)

    /// The defaults.
    public init() {}
}
