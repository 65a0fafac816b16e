public import ColonnadeModel

/// A change that no safe rollout is known for, with the way round.
public struct Refusal: Error, Hashable, Sendable {
    /// What cannot be done, and why.
    public var message: String
    /// What to do instead.
    public var remedy: String
    /// Where the change stands in the migration.
    public var range: SourceRange

    /// A refusal of a change.
    public init(_ message: String, remedy: String, at range: SourceRange) {
        self.message = message
        self.remedy = remedy
        self.range = range
    }
}

/// All refusals of one migration.
public struct PlanRefused: Error, Sendable {
    /// At least one, in the order of the migration.
    public var refusals: [Refusal]
}
