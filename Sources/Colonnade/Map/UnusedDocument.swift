public import ColonnadeMap
import ColonnadeModel

/// Whether nothing uses a table or column any more, and how that is known.
public struct UnusedDocument: Sendable, Encodable {
    /// The table or column.
    public var subject: String
    /// Whether it is proved.
    public var unused: Bool
    /// How it stands, in a sentence.
    public var reason: String
    /// When the quiet time began, ISO 8601, UTC; nil where nothing is counted.
    public var since: String?
    /// Since when nothing has used it, in seconds.
    public var quietSeconds: Double
    /// How long that was asked to be.
    public var wantedSeconds: Double
    /// Rows that a tripwire has counted since the quiet time began, or the last look; nil without one.
    public var writes: Int64?
    /// Who keeps the gate shut.
    public var uses: [Dependency]
    /// What cannot be seen, so that somebody has to confirm the gate.
    public var notObserved: [String]
    /// The rollouts whose gate *unused* was recorded as met by this.
    public var rollouts: [String]

    enum CodingKeys: String, CodingKey {
        case subject, unused, reason, since, writes, uses, rollouts
        case quietSeconds = "quiet_seconds", wantedSeconds = "wanted_seconds", notObserved = "not_observed"
    }
}
