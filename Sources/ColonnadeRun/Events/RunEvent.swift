public import ColonnadeEngine
public import ColonnadeModel

/// What a runner tells about its work, as it happens.
public enum RunEvent: Sendable, Hashable {
    case stepStarted(Step)
    case stepDone(Step, wait: Duration, hold: Duration, note: String?)
    case stepUndone(Step)
    /// What a step's transaction holds and has read just before its commit, where ``RunSettings/tellsWork`` asks for it.
    case worked(Step, TransactionWork)
    case waitingForLock(Step, blockers: [Blocker], waited: Duration)
    case lockAttemptFailed(Step, attempt: Int, timeout: Duration, reason: String)
    case signalled(Step, blocker: Blocker, what: String)
    case buildProgress(Step, BuildProgress)
    case backfillProgress(Step, BackfillProgress)
    case retrying(Step, reason: String)
    case finished(RolloutState)
}

/// How far a backfill is, for people.
public struct BackfillProgress: Sendable, Hashable {
    /// Rows filled so far.
    public var rowsDone: Int64
    /// Rows in all according to statistics; nil if unknown.
    public var rowsTotalEstimate: Int64?
    /// From 0 to 100, by position in the table.
    public var percent: Double
    /// Rows a second, lately.
    public var rowsPerSecond: Double
    /// Seconds to go, by the pace of late; nil before there is one.
    public var etaSeconds: Double?
    /// Why it goes slowly, if it does.
    public var throttledBy: String?

    /// A progress.
    public init(
        rowsDone: Int64, rowsTotalEstimate: Int64?, percent: Double, rowsPerSecond: Double,
        etaSeconds: Double?,
        throttledBy: String?
    ) {
        self.rowsDone = rowsDone
        self.rowsTotalEstimate = rowsTotalEstimate
        self.percent = percent
        self.rowsPerSecond = rowsPerSecond
        self.etaSeconds = etaSeconds
        self.throttledBy = throttledBy
    }
}

extension BackfillRecord {
    /// The record with what can be computed from it.
    public func progress(estimate: Int64?) -> BackfillProgress {
        let share = extent == 0 ? 1 : min(1, Double(position) / Double(extent))
        let remaining = share > 0 ? Double(rowsDone) / share * (1 - share) : Double(estimate ?? 0)
        return BackfillProgress(
            rowsDone: rowsDone, rowsTotalEstimate: estimate, percent: share * 100,
            rowsPerSecond: rowsPerSecond,
            // Below a row a second nothing is known about the end: it pauses.
            etaSeconds: rowsPerSecond >= 1 ? remaining / rowsPerSecond : nil, throttledBy: throttledBy
        )
    }
}
