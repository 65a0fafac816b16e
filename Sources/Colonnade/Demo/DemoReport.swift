public import ColonnadeRehearsal

/// What the demo measured.
public struct DemoReport: Sendable, Encodable {
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
    public var colonnade: MeasuredRun
    /// The same SQL run directly.
    public var plain: MeasuredRun
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
