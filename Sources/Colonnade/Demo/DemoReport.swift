public import ColonnadeRehearsal
public import ColonnadeRun

/// What the demo measured.
public struct DemoReport: Sendable, Encodable {
    /// A phase and what its users felt.
    public struct Phase: Sendable, Encodable {
        /// Name of the phase.
        public var phase: String
        /// What was felt.
        public var load: LatencySummary
    }

    /// One way of making the change.
    public struct Run: Sendable, Encodable {
        /// Each phase in order.
        public var phases: [Phase]
        /// From the first statement to the last, gates not counted.
        public var seconds: Double
        /// Whether it took so long that it was broken off, and so changed nothing.
        public var isCutShort: Bool
        /// All phases of the change together, baseline excepted.
        public var load: LatencySummary

        enum CodingKeys: String, CodingKey {
            case phases, seconds, isCutShort = "cut_short", load
        }
    }

    /// A column of the table afterwards, as the catalog has it.
    public struct Column: Sendable, Encodable, Hashable {
        /// Name.
        public var name: String
        /// Type.
        public var type: String
        /// Whether NULL is refused.
        public var notNull: Bool

        enum CodingKeys: String, CodingKey { case name, type, notNull = "not_null" }
    }

    /// What the databases ran on.
    public var server: String
    /// Rows at the start.
    public var rows: Int
    /// What was felt before anything changed.
    public var baseline: LatencySummary
    /// The rollout.
    public var colonnade: Run
    /// The same SQL run directly.
    public var plain: Run
    /// Rows looked at after the rollout, which is all of them.
    public var rowsVerified: Int64
    /// Rows whose value is missing or wrong.
    public var rowsWrong: Int64
    /// The table's columns after the rollout.
    public var columns: [Column]
    /// Triggers and checks on the table after the rollout; the shop has none of its own.
    public var leftBehind: [String]

    /// Whether the new column is there and refuses NULL.
    public var isNotNull: Bool { columns.contains { $0.name == "total_cents" && $0.notNull } }

    /// Whether the rollout kept its promises.
    public var isRight: Bool {
        rowsVerified >= rows && rowsWrong == 0 && isNotNull && leftBehind.isEmpty
            && baseline.errorCount == 0 && colonnade.load.errorCount == 0
    }

    enum CodingKeys: String, CodingKey {
        case server, rows, baseline, colonnade, plain, rowsVerified = "rows_verified"
        case rowsWrong = "rows_wrong", columns, leftBehind = "left_behind"
    }
}

/// What happens in the demo, as it happens.
public enum DemoMoment: Sendable {
    /// Something begins, in words.
    case chapter(String)
    /// A load begins, in words; phases follow.
    case load(String)
    /// A phase is over.
    case phase(DemoReport.Phase)
    /// What users feel right now.
    case now(phase: String, LatencySummary, backfill: BackfillProgress?)
}
