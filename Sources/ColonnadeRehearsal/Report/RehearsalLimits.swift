import ColonnadeModel

/// What a rehearsal may measure at most for its verdict to be *yes*.
public struct RehearsalLimits: Sendable, Hashable {
    /// The longest that anybody may wait, beyond what the longest wait was before anything changed.
    public var pauseBudget: Duration
    /// How many times the 99th percentile of before the 99th percentile may be while the change is made.
    public var maxP99Ratio = 10.0
    /// How many operations may fail.
    public var maxErrors = 0
    /// How long the change may take, gates not counted; nil: as long as it needs.
    public var maxDuration: Duration?

    /// How far a standby may be behind; nil where there is none.
    public var maxLag: Duration?

    /// The longest pause that is allowed, in milliseconds.
    ///
    /// - Parameter before: what somebody waited before anything changed.
    public func allowedPause(_ before: LatencySummary) -> Double {
        pauseBudget.seconds * 1_000 + before.longestPause
    }

    /// Below this 99th percentile, in milliseconds, no ratio counts: on an idle server anything is a multiple.
    public static let unfelt = 10.0

    /// Limits with the defaults.
    public init(pauseBudget: Duration) { self.pauseBudget = pauseBudget }
}
