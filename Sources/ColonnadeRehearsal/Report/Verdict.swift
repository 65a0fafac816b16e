import ColonnadeModel

/// Whether a change may be made as it was rehearsed, and why.
public struct Verdict: Sendable, Hashable {
    /// Whether every limit was kept.
    public var isYes: Bool
    /// For *no* what speaks against it, otherwise what was kept.
    public var reasons: [String]

    /// Why no rollout could be rehearsed at all.
    package init(no reason: String) {
        isYes = false
        reasons = [reason]
    }

    /// Holds what was measured against the limits.
    ///
    /// - Parameters:
    ///   - difference: how the schema differs in the end from what the plain SQL gives.
    ///   - rows: what was found out about the rows.
    package init(
        _ attempt: RehearsalReport.Attempt, difference: [String] = [],
        rows: RowsProof? = nil, limits: RehearsalLimits
    ) {
        let (run, cost) = (attempt.run, attempt.cost)
        let (before, during) = (run.baseline, run.load)
        var against: [String] = []
        if let failure = run.failure { against.append("it did not come to its end: \(failure)") }
        if let error = before.errors.first {
            against.append(
                "the load failed before anything was changed, so it proves nothing: \(Self.count(error)), \(error.sample)"
            )
        }
        if during.errorCount > limits.maxErrors {
            let kinds = during.errors.prefix(3).map { "\(Self.count($0)), \($0.sample)" }.joined(
                separator: "; ")
            against.append(
                "clients saw \(during.errorCount.grouped) errors, \(limits.maxErrors) are allowed: \(kinds)")
        }
        let allowed = limits.allowedPause(before)
        let pause =
            "the longest pause was \(Self.text(during.longestPause)); allowed are \(Self.text(allowed)), the pause "
            + "budget and the \(Self.text(before.longestPause)) that somebody waited before anything changed"
        if during.longestPause > allowed { against.append(pause) }
        let ratio = before.p99 > 0 ? during.p99 / before.p99 : 1
        let slower =
            "p99 was \(Self.text(during.p99)), \(Self.times(ratio)) that of before; allowed are \(Self.times(limits.maxP99Ratio))"
        if ratio > limits.maxP99Ratio, during.p99 > RehearsalLimits.unfelt { against.append(slower) }
        if run.isCutShort { against.append("it took too long: it was broken off and changed nothing") }
        for table in cost.rewritten {
            against.append(
                "\(table) was written anew while nobody could read it, which takes longer the larger it is")
        }
        for table in cost.scanned where !cost.rewritten.contains(where: { table.hasPrefix("\($0) ") }) {
            against.append(
                "\(table) was read from end to end, which keeps its writers waiting the longer the larger it is"
            )
        }
        if let broken = during.errors.first(where: { $0.code == "0A000" && $0.sample.contains("cached plan") }
        ) {
            against.append(
                "prepared statements broke \(broken.count) times (\(broken.sample)): code that prepares has to name its "
                    + "columns and keep their types, or to prepare again")
        }
        if let most = limits.maxLag, let lag = run.lagMilliseconds, lag > most.seconds * 1_000 {
            against.append(
                "the standby was \(Self.text(lag)) behind; allowed are \(Self.text(most.seconds * 1_000))")
        }
        if cost.deadlocks > 0 { against.append("the server broke \(cost.deadlocks) deadlocks") }
        if let longest = limits.maxDuration, run.seconds > longest.seconds {
            against.append(
                "it took \(Self.text(run.seconds * 1_000)); allowed are \(Self.text(longest.seconds * 1_000))"
            )
        }
        if !difference.isEmpty, run.failure == nil {
            against.append(
                "the schema is not what the plain SQL gives: \(difference.prefix(4).joined(separator: "; "))")
        }
        if let rows, !rows.isRight { against.append(rows.line) }
        if before.operations == 0 || during.operations == 0 {
            against.append("there was no load: nothing is known about what users would feel")
        }
        isYes = against.isEmpty
        reasons =
            isYes
            ? [
                "nobody waited longer than \(Self.text(during.longestPause)); allowed are \(Self.text(allowed))",
                "p99 was \(Self.text(during.p99)), \(Self.times(ratio)) that of before",
                "\(during.operations.grouped) operations, \(during.errorCount == 0 ? "none of which failed" : "\(during.errorCount.grouped) of which failed")",
                "the schema is what the plain SQL gives",
            ]
                + (rows.map { [$0.line] } ?? [])
                + (run.lagMilliseconds.map { ["the standby was at most \(Self.text($0)) behind"] } ?? [])
                + run.survived + (run.rollback.map { [$0.line] } ?? []) : against
    }

    private static func count(_ failure: LatencySummary.Failure) -> String {
        "\(failure.count.grouped) × \(failure.code)"
    }

    private static func times(_ ratio: Double) -> String { "\(rounded(ratio, ratio < 10 ? 10 : 1)) x" }

    private static func text(_ milliseconds: Double) -> String {
        milliseconds < 1_000
            ? "\(rounded(milliseconds, milliseconds < 10 ? 10 : 1)) ms"
            : "\(rounded(milliseconds / 1_000, 10)) s"
    }

    private static func rounded(_ number: Double, _ scale: Double) -> String {
        let value = (number * scale).rounded() / scale
        return scale == 1 ? "\(Int(value))" : "\(value)"
    }
}
