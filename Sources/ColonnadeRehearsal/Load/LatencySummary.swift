import ColonnadeRun

/// What a load felt. Times are milliseconds from the moment an operation was due.
public struct LatencySummary: Sendable, Hashable, Encodable {
    /// Errors of one kind.
    public struct Failure: Sendable, Hashable, Encodable {
        /// SQLSTATE, or the engine's own code.
        public var code: String
        /// How often.
        public var count: Int
        /// One of the messages.
        public var sample: String
    }

    /// How long it was measured.
    public var seconds: Double
    /// Operations done.
    public var operations: Int
    /// Median.
    public var p50: Double
    /// 99th percentile.
    public var p99: Double
    /// 99.9th percentile.
    public var p999: Double
    /// The longest that anybody waited.
    public var longestPause: Double
    /// Writes that waited longer than the pause that a rollout may cause, ``noticeablePause``.
    public var writesHeldUp: Int
    /// Errors by kind, the most frequent first.
    public var errors: [Failure]

    /// The pause budget that rollouts have unless told otherwise: a wait beyond it counts as being held up.
    public static let noticeablePause = RunSettings().pauseBudget

    /// Operations a second.
    public var throughput: Double { seconds > 0 ? Double(operations) / seconds : 0 }
    /// All errors.
    public var errorCount: Int { errors.map(\.count).reduce(0, +) }

    enum CodingKeys: String, CodingKey {
        case seconds, operations, p50 = "p50_ms", p99 = "p99_ms", p999 = "p999_ms"
        case longestPause = "longest_pause_ms", writesHeldUp = "writes_held_up", errors
    }
}
