import ColonnadeModel

/// What would make a change easier on its users, by what was measured. Pure.
public enum Advice {
    /// What is known beside the measured values.
    public struct Facts: Sendable {
        /// Foreign keys of the changed tables in the end that no index of their own table serves: `orders (customer_id)`.
        public var foreignKeysWithoutIndex: [String] = []
        /// Whether the backfill had to rest for a standby, for WAL or for autovacuum, in its own words.
        public var throttledBy: Set<String> = []
        /// When the fewest statements come, where a log tells.
        package var quietHour: QuietHour?

        /// Nothing.
        public init() {}
    }

    /// Above this many dead rows for each that a table has autovacuum cannot be left alone with it, where the table is large.
    private static let deadShare = 0.5
    private static let large: Int64 = 1_000_000

    /// - Returns: one sentence each, the most important first.
    package static func lines(
        _ attempt: RehearsalReport.Attempt, steps: [RehearsalReport.StepRun], limits: RehearsalLimits,
        facts: Facts, forecast: Forecast?
    ) -> [String] {
        let run = attempt.run
        var lines: [String] = []
        for key in facts.foreignKeysWithoutIndex {
            lines.append(
                "create an index on \(key) first: without it each DELETE and each change of a key over there reads the "
                    + "whole table")
        }
        let budget = limits.pauseBudget.seconds * 1_000
        if let waited = steps.max(by: { $0.waitMilliseconds < $1.waitMilliseconds }),
            Double(waited.waitMilliseconds) > budget / 2
        {
            lines.append(
                "\(waited.id) waited \(waited.waitMilliseconds) ms for its lock: choose an hour without long transactions on "
                    + "its tables, or say --on-blocker")
        }
        let filling = run.phases.first { $0.phase == Phase.backfill.rawValue }?.load
        if let filling, filling.operations > 0, filling.seconds > 2 {
            if filling.longestPause > limits.allowedPause(run.baseline)
                || filling.p99 > max(4 * run.baseline.p99, RehearsalLimits.unfelt)
            {
                lines.append("users feel the backfill: --speed gentle rests three times as long as it works")
            } else if filling.p99 <= 1.5 * run.baseline.p99, (forecast?.seconds ?? 0) > 1_800 {
                lines.append("users do not feel the backfill: --speed full shortens it")
            }
        }
        for reason in facts.throttledBy.sorted() {
            lines.append("the backfill went slowly at times: \(reason)")
        }
        for growth in attempt.cost.growth {
            guard let table = forecast?.tables.first(where: { $0.table == growth.table }),
                table.rowsHere >= 1_000, table.rows >= Self.large,
                Double(growth.deadRows) > Self.deadShare * Double(table.rowsHere)
            else { continue }
            lines.append(
                "\(growth.table) was left with \(growth.deadRows.grouped) dead rows: --vacuum-every 10 gives their space back on the way"
            )
        }
        if let hour = facts.quietHour { lines.append(hour.line) }
        return lines
    }
}
