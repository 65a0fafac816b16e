public import ColonnadeModel

/// What a rehearsal has measured, and its verdict.
public struct RehearsalReport: Sendable {
    /// What was copied.
    public struct Snapshot: Sendable {
        /// Where from, without a password.
        public var source: String
        /// The server with the copy, in words.
        public var server: String
        /// Its database's size in bytes; 0 where nothing was copied.
        public var bytes: Int64
        /// How large the source is in bytes; nil where that is not known.
        public var sourceBytes: Int64?
        /// How long copying took.
        public var seconds: Double
        /// Where the copy is not like its source, in words.
        public var remarks: [String]
        /// Whether the server is the rehearsal's own, on this machine.
        public var isPrivate = true
    }

    /// What clients did.
    public struct Load: Sendable {
        /// Clients of each generation.
        public var clients: Int
        /// Operations a second of each generation.
        public var rate: Double
        /// Where its operations come from, in words.
        public var origin: String
        /// What of the real traffic was not made, in words.
        public var notMade: [String]
    }

    /// A step as it was carried out.
    public struct StepRun: Sendable, Encodable {
        /// `expand-1`.
        public var id: String
        /// Its phase.
        public var phase: Phase
        /// One line for people.
        public var summary: String
        /// What it was to lock: `ACCESS EXCLUSIVE public.orders`.
        public var locks: [String]
        /// What it was seen to hold on tables, the strongest mode of each.
        public var held: [String] = []
        /// The heaviest work under these locks.
        public var work: Work
        /// From its beginning to its end.
        public var seconds: Double
        /// The longest that one attempt waited for the locks.
        public var waitMilliseconds: Int64
        /// How long they were held.
        public var holdMilliseconds: Int64
        /// The most sessions seen waiting behind it.
        public var waiters: Int64

        enum CodingKeys: String, CodingKey {
            case id, phase, summary, locks, held, work, seconds
            case waitMilliseconds = "wait_ms", holdMilliseconds = "hold_ms", waiters
        }

        /// A step.
        public init(
            id: String, phase: Phase, summary: String, locks: [String], work: Work, seconds: Double,
            waitMilliseconds: Int64, holdMilliseconds: Int64, waiters: Int64
        ) {
            self.id = id
            self.phase = phase
            self.summary = summary
            self.locks = locks
            self.work = work
            self.seconds = seconds
            self.waitMilliseconds = waitMilliseconds
            self.holdMilliseconds = holdMilliseconds
            self.waiters = waiters
        }
    }

    /// What the server did meanwhile.
    public struct Cost: Sendable, Encodable {
        /// Bytes of write-ahead log.
        public var walBytes: Int64
        /// Bytes of temporary files.
        public var tempBytes: Int64
        /// By how many bytes the database has grown.
        public var grownBytes: Int64
        /// Deadlocks.
        public var deadlocks: Int64
        /// Tables that were written anew.
        public var rewritten: [String]
        /// Tables that were gone through while their writers had to wait: `public.orders under SHARE`.
        public var scanned: [String] = []
        /// Checkpoints.
        public var checkpoints: Int64 = 0
        /// Tables that have grown, the most first.
        public var growth: [Growth] = []

        enum CodingKeys: String, CodingKey {
            case walBytes = "wal_bytes", tempBytes = "temp_bytes", grownBytes = "grown_bytes", deadlocks,
                rewritten, scanned, checkpoints, growth
        }

        /// A table that has grown.
        public struct Growth: Sendable, Encodable {
            /// Its name.
            public var table: String
            /// By how many bytes.
            public var bytes: Int64
            /// The same of its indexes.
            public var indexBytes: Int64
            /// Row versions that nobody sees any more, by the server's estimate.
            public var deadRows: Int64

            enum CodingKeys: String, CodingKey {
                case table, bytes, indexBytes = "index_bytes", deadRows = "dead_rows"
            }

            /// A table.
            public init(table: String, bytes: Int64, indexBytes: Int64, deadRows: Int64) {
                self.table = table
                self.bytes = bytes
                self.indexBytes = indexBytes
                self.deadRows = deadRows
            }
        }

        /// What was counted.
        public init(
            walBytes: Int64, tempBytes: Int64, grownBytes: Int64, deadlocks: Int64, rewritten: [String]
        ) {
            self.walBytes = walBytes
            self.tempBytes = tempBytes
            self.grownBytes = grownBytes
            self.deadlocks = deadlocks
            self.rewritten = rewritten
        }
    }

    /// One way of making the change, and its cost.
    public struct Attempt: Sendable {
        /// What users felt.
        public var run: MeasuredRun
        /// What the server did.
        public var cost: Cost

        /// A way of making it.
        public init(run: MeasuredRun, cost: Cost) {
            self.run = run
            self.cost = cost
        }
    }

    /// The rollout's name.
    public var rollout: String
    /// The migration's path.
    public var migration: String
    /// Its SHA-256.
    public var checksum: String
    /// Processors of the machine, all of them shared by server, clients and Colonnade.
    public var processors: Int
    public var snapshot: Snapshot
    public var load: Load
    public var limits: RehearsalLimits
    public var verdict: Verdict
    /// The rollout; nil where none could be planned.
    public var colonnade: Attempt?
    /// The plain SQL; nil where it was not asked for.
    public var plain: Attempt?
    /// Both ways of making the change, as far as they were tried, by name.
    public var attempts: [(name: String, attempt: Attempt)] {
        [("Colonnade", colonnade), ("Plain SQL", plain)].compactMap { name, attempt in
            attempt.map { (name, $0) }
        }
    }

    /// Whether the plain SQL would keep the limits as well.
    public var plainVerdict: Verdict? { plain.map { Verdict($0, limits: limits) } }
    /// What came out of comparing the rows with what the plain SQL makes of them; nil where the rollout did not come to its end.
    public var rows: RowsProof?
    /// What came out of comparing rows, as far as the verdict does not say it.
    public var proofs: [String] {
        [rows, colonnade?.run.rollback].compactMap { $0?.line }.filter { line in
            !verdict.reasons.contains { $0.contains(line) }
        }
    }
    /// The rollout's steps.
    public var steps: [StepRun]
    /// The fingerprint of the plan that was carried out; nil where none could be made.
    public var plan: String?
    /// How long it would take at the source's size; nil where nothing is known of that.
    public var forecast: Forecast?
    /// What would make it easier on users.
    public var advice: [String] = []

    /// A report.
    public init(
        rollout: String, migration: String, checksum: String, processors: Int, snapshot: Snapshot, load: Load,
        limits: RehearsalLimits, verdict: Verdict, colonnade: Attempt?, plain: Attempt?, steps: [StepRun]
    ) {
        self.rollout = rollout
        self.migration = migration
        self.checksum = checksum
        self.processors = processors
        self.snapshot = snapshot
        self.load = load
        self.limits = limits
        self.verdict = verdict
        self.colonnade = colonnade
        self.plain = plain
        self.steps = steps
    }
}

extension RehearsalReport.Snapshot {
    /// What was copied.
    public init(source: String, server: String) {
        self.init(source: source, server: server, bytes: 0, sourceBytes: nil, seconds: 0, remarks: [])
    }
}

extension RehearsalReport.Load {
    /// None at all.
    public static let none = RehearsalReport.Load(clients: 0, rate: 0, origin: "nowhere", notMade: [])

    /// What clients did.
    package init(_ workload: Workload, origin: String, notMade: [String]) {
        self.init(clients: workload.clients, rate: workload.rate, origin: origin, notMade: notMade)
    }
}
