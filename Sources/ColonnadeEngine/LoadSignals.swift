/// How a server is doing, as far as a backfill has to care. What an engine does not have stays nil; what it has but
/// cannot read is an error, so that the backfill stops rather than goes on blind.
public struct LoadSignals: Sendable, Hashable {
    /// A standby or slot and how far it is behind.
    public struct Follower: Sendable, Hashable {
        /// Application name of the standby, or name of the slot.
        public var name: String
        /// Seconds behind; nil where only bytes are known.
        public var lagSeconds: Double?
        /// Bytes of WAL it has not taken yet.
        public var lagBytes: Int64

        /// A follower.
        public init(name: String, lagSeconds: Double?, lagBytes: Int64) {
            self.name = name
            self.lagSeconds = lagSeconds
            self.lagBytes = lagBytes
        }
    }

    /// How much WAL the server has written, and how much it should.
    public struct WAL: Sendable, Hashable {
        /// When it was read, in seconds by the server's clock.
        public var at: Double
        /// Bytes written since the cluster was made.
        public var written: Int64
        /// Bytes after which a checkpoint comes out of its turn.
        public var checkpointAfter: Int64
        /// Seconds that should lie between two such checkpoints.
        public var checkpointGap: Double

        /// A reading.
        public init(at: Double, written: Int64, checkpointAfter: Int64, checkpointGap: Double) {
            self.at = at
            self.written = written
            self.checkpointAfter = checkpointAfter
            self.checkpointGap = checkpointGap
        }
    }

    /// The replaced row versions of the table that is filled.
    public struct DeadRows: Sendable, Hashable {
        /// How many there are.
        public var rows: Int64
        /// The bytes they take, about.
        public var bytes: Int64
        /// How many call autovacuum; nil where it is off for the table.
        public var dueAt: Int64?
        /// Whether the table is being vacuumed.
        public var isVacuumed: Bool

        /// A reading.
        public init(rows: Int64, bytes: Int64, dueAt: Int64?, isVacuumed: Bool) {
            self.rows = rows
            self.bytes = bytes
            self.dueAt = dueAt
            self.isVacuumed = isVacuumed
        }
    }

    /// Standbys and replication slots.
    public var followers: [Follower] = []
    /// Client sessions waiting for a heavyweight lock.
    public var lockWaiters = 0
    /// Client sessions at work, Colonnade's own excepted.
    public var activeSessions = 0
    /// Client sessions that were at work in the last seconds, Colonnade's own excepted: where there are none, a
    /// backfill is alone. Nil where nobody can tell.
    public var recentSessions: Int?
    /// WAL segments waiting to be archived; nil where nothing is archived.
    public var archiveBacklog: Int?
    /// The WAL so far; nil where there is none.
    public var wal: WAL?
    /// Nil where nothing is replaced, or nobody counts it.
    public var deadRows: DeadRows?
    /// How long a small query took.
    public var probe: Duration = .zero
    /// How long a commit took that waits for the disk as everybody's does, behind all WAL that was written before it.
    public var commit: Duration = .zero

    /// Nothing to worry about.
    public init() {}
}

/// How far a CREATE INDEX CONCURRENTLY is.
public struct BuildProgress: Sendable, Hashable {
    /// The server's name of the phase.
    public var phase: String
    /// From 0 to 100 within the phase; nil where the phase cannot tell.
    public var percent: Double?
    /// The session that the build waits for.
    public var waitingFor: Blocker?

    /// A progress.
    public init(phase: String, percent: Double?, waitingFor: Blocker?) {
        self.phase = phase
        self.percent = percent
        self.waitingFor = waitingFor
    }
}
