public import ColonnadeRehearsal

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
        /// All phases of the change together, baseline excepted.
        public var load: LatencySummary
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
    /// Rows at the end.
    public var rowsVerified: Int64
    /// Rows whose value is missing or wrong.
    public var rowsWrong: Int64

    /// Whether the rollout kept its promises.
    public var isRight: Bool { rowsWrong == 0 && colonnade.load.errorCount == 0 && rowsVerified > 0 }

    enum CodingKeys: String, CodingKey {
        case server, rows, baseline, colonnade, plain, rowsVerified = "rows_verified", rowsWrong =
            "rows_wrong"
    }
}

/// What happens in the demo, as it happens.
public enum DemoMoment: Sendable {
    /// Something begins, in words.
    case chapter(String)
    /// A phase is over.
    case phase(DemoReport.Phase)
    /// What users feel right now.
    case now(phase: String, LatencySummary, percent: Double?)
}
