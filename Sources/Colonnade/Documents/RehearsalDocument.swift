import ColonnadeModel
public import ColonnadeRehearsal

/// A rehearsal as the command line's contract has it.
public struct RehearsalDocument: Sendable, Encodable {
    /// What users felt in a phase. `errors` is their number, `failures` says which.
    public struct Felt: Sendable, Encodable {
        let phase: String
        let load: LatencySummary
        var server: PhaseActivity?
        var counts = true

        enum CodingKeys: String, CodingKey {
            case phase, seconds, operations, longestPause = "longest_pause_ms", p50 = "p50_ms", p99 = "p99_ms"
            case p999 = "p999_ms", errors, failures, server, counts
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(phase, forKey: .phase)
            try container.encode(load.seconds, forKey: .seconds)
            try container.encode(load.operations, forKey: .operations)
            try container.encode(load.longestPause, forKey: .longestPause)
            try container.encode(load.p50, forKey: .p50)
            try container.encode(load.p99, forKey: .p99)
            try container.encode(load.p999, forKey: .p999)
            try container.encode(load.errorCount, forKey: .errors)
            try container.encode(load.errors, forKey: .failures)
            try container.encodeIfPresent(server, forKey: .server)
            if !counts { try container.encode(false, forKey: .counts) }
        }
    }

    /// One way of making the change.
    struct Attempt: Encodable {
        let verdict: String, reasons: [String], seconds: Double, cutShort: Bool, failure: String?, felt: Felt,
            phases: [Felt]
        let cost: RehearsalReport.Cost

        enum CodingKeys: String, CodingKey {
            case verdict, reasons, seconds, cutShort = "cut_short", failure, felt, phases, cost
        }

        init(_ attempt: RehearsalReport.Attempt, _ judged: Verdict) {
            verdict = judged.isYes ? "yes" : "no"
            reasons = judged.reasons
            seconds = attempt.run.seconds
            cutShort = attempt.run.isCutShort
            failure = attempt.run.failure
            felt = Felt(phase: "all", load: attempt.run.load)
            phases = attempt.run.phases.map {
                Felt(phase: $0.phase, load: $0.load, server: $0.server, counts: $0.counts)
            }
            cost = attempt.cost
        }
    }

    private struct Lock: Encodable {
        let step: String, lock: String, isPlanned: Bool, isHeld: Bool
        let waitMilliseconds: Int64, holdMilliseconds: Int64

        enum CodingKeys: String, CodingKey {
            case step, lock, isPlanned = "planned", isHeld = "held", waitMilliseconds = "wait_ms",
                holdMilliseconds = "hold_ms"
        }
    }

    /// What was allowed; without a key where there is no limit.
    private struct Limits: Encodable {
        let pauseBudget: Double, maxP99Ratio: Double, maxErrors: Int, maxDuration: Double?, maxLag: Double?

        enum CodingKeys: String, CodingKey {
            case pauseBudget = "pause_budget_ms", maxP99Ratio = "max_p99_ratio", maxErrors = "max_errors"
            case maxDuration = "max_duration_ms", maxLag = "max_lag_ms"
        }

        init(_ limits: RehearsalLimits) {
            pauseBudget = limits.pauseBudget.seconds * 1_000
            maxP99Ratio = limits.maxP99Ratio
            maxErrors = limits.maxErrors
            maxDuration = limits.maxDuration.map { $0.seconds * 1_000 }
            maxLag = limits.maxLag.map { $0.seconds * 1_000 }
        }
    }

    private let report: RehearsalReport
    private let path: String?

    /// A report, and where it was written for people.
    public init(_ report: RehearsalReport, path: String?) {
        self.report = report
        self.path = path
    }

    enum CodingKeys: String, CodingKey {
        case verdict, reasons, rollout, migration, checksum, phases, baseline, locks, steps, colonnade, plain
        case source, server, snapshotBytes = "snapshot_bytes", snapshotSeconds = "snapshot_seconds", remarks
        case workload, notMade = "not_made", clients, rate = "operations_per_second", report, plan, forecast,
            advice, rows, rollback, limits
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(report.verdict.isYes ? "yes" : "no", forKey: .verdict)
        try container.encode(report.verdict.reasons, forKey: .reasons)
        try container.encode(report.rollout, forKey: .rollout)
        try container.encode(report.migration, forKey: .migration)
        try container.encode(report.checksum, forKey: .checksum)
        let colonnade = report.colonnade.map { Attempt($0, report.verdict) }
        try container.encode(colonnade?.phases ?? [], forKey: .phases)
        try container.encodeIfPresent(
            report.colonnade.map { Felt(phase: "baseline", load: $0.run.baseline) }, forKey: .baseline)
        let locks = report.steps.flatMap { step in
            (step.locks + step.held.filter { !step.locks.contains($0) }).map {
                Lock(
                    step: step.id, lock: $0, isPlanned: step.locks.contains($0),
                    isHeld: step.held.contains($0),
                    waitMilliseconds: step.waitMilliseconds,
                    holdMilliseconds: step.holdMilliseconds)
            }
        }
        try container.encode(locks, forKey: .locks)
        try container.encode(report.steps, forKey: .steps)
        try container.encodeIfPresent(colonnade, forKey: .colonnade)
        try container.encodeIfPresent(
            report.plain.flatMap { plain in report.plainVerdict.map { Attempt(plain, $0) } }, forKey: .plain)
        try container.encode(report.snapshot.source, forKey: .source)
        try container.encode(report.snapshot.server, forKey: .server)
        try container.encode(report.snapshot.bytes, forKey: .snapshotBytes)
        try container.encode(report.snapshot.seconds, forKey: .snapshotSeconds)
        try container.encode(report.snapshot.remarks, forKey: .remarks)
        try container.encode(report.load.origin, forKey: .workload)
        try container.encode(report.load.notMade, forKey: .notMade)
        try container.encode(report.load.clients, forKey: .clients)
        try container.encode(report.load.rate, forKey: .rate)
        try container.encode(path, forKey: .report)
        try container.encodeIfPresent(report.plan, forKey: .plan)
        try container.encodeIfPresent(report.forecast, forKey: .forecast)
        try container.encode(report.advice, forKey: .advice)
        try container.encode(Limits(report.limits), forKey: .limits)
        try container.encodeIfPresent(report.rows, forKey: .rows)
        try container.encodeIfPresent(report.colonnade?.run.rollback, forKey: .rollback)
    }
}
