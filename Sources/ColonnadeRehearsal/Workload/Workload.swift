package import ColonnadeEngine
import ColonnadeModel

/// What clients do while a change is made.
package struct Workload: Sendable {
    /// Operations a second of all clients of one generation together.
    package var rate: Double
    /// Clients of the old code, and later as many of the new.
    package var clients: Int
    /// What code does that knows nothing of the change.
    package var oldCode: [ClientOperation]
    /// What code does that depends on it; asked for when the change is ready. Nil: the old code goes on to the end.
    package var newCode: (@Sendable () async throws -> [ClientOperation])?
    /// A log that the old code plays again; then it has no operations of its own.
    package var replay: LogReplay?
    /// Whether clients prepare their statements.
    package var prepares = false
    /// Gets what they write; nil: nobody asks.
    package var record: WriteRecord?

    package init(
        rate: Double, clients: Int, oldCode: [ClientOperation],
        newCode: (@Sendable () async throws -> [ClientOperation])?
    ) {
        self.rate = rate
        self.clients = clients
        self.oldCode = oldCode
        self.newCode = newCode
    }

    /// A session as its clients use it.
    package func session(_ connection: any Connection, _ code: WriteRecord.Code) -> any Connection {
        let session = prepares ? PreparingConnection(connection) : connection
        return record.map { RecordingConnection(session, $0, code) } ?? session
    }
}

/// How long users are watched while nothing changes.
public struct Pace: Sendable {
    /// Before the change.
    public var before: Duration
    /// While old and new code run side by side.
    public var sideBySide: Duration
    /// After the change.
    public var after: Duration

    /// Stretches of time.
    public init(before: Duration, sideBySide: Duration, after: Duration) {
        self.before = before
        self.sideBySide = sideBySide
        self.after = after
    }

    /// How long a rollout is watched beside the change itself, in whole seconds.
    public var rolloutSeconds: Int { Int((before + sideBySide + sideBySide / 2 + after).seconds.rounded()) }
    /// The same of SQL that is run directly.
    public var plainSeconds: Int { Int((before + after).seconds.rounded()) }

    /// For a verdict that counts.
    public static let thorough = Pace(before: .seconds(10), sideBySide: .seconds(4), after: .seconds(3))
    /// For a first look.
    public static let quick = Pace(before: .seconds(3), sideBySide: .seconds(2), after: .seconds(1))
}
