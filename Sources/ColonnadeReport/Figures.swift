import ColonnadeModel
public import ColonnadeRehearsal
import Foundation

/// Figures as reports write them.
enum Figures {
    static func seconds(_ number: Double) -> String {
        String(format: number < 10 ? "%.2f s" : "%.1f s", number)
    }

    /// What a table of figures has in its rows: a name and how a load shows it.
    private static let felt: [(name: String, value: @Sendable (LatencySummary) -> String)] = [
        ("longest pause", { $0.longestPause.asMilliseconds }), ("p50", { $0.p50.asMilliseconds }),
        ("p99", { $0.p99.asMilliseconds }), ("p99.9", { $0.p999.asMilliseconds }),
        ("operations a second", { String(format: "%.0f", $0.throughput) }),
        ("errors", { $0.errorCount.grouped }),
    ]

    /// The same for what the server did.
    private static let cost: [(name: String, value: @Sendable (RehearsalReport.Attempt) -> String)] = [
        (
            "time for the change",
            { $0.run.failure == nil ? ($0.run.isCutShort ? "> " : "") + seconds($0.run.seconds) : "failed" }
        ),
        ("WAL", { $0.cost.walBytes.asBytes }), ("temporary files", { $0.cost.tempBytes.asBytes }),
        ("growth", { $0.cost.grownBytes.asBytes }), ("checkpoints", { "\($0.cost.checkpoints)" }),
        ("deadlocks", { "\($0.cost.deadlocks)" }),
        (
            "tables written anew",
            { $0.cost.rewritten.isEmpty ? "none" : $0.cost.rewritten.joined(separator: ", ") }
        ),
    ]

    /// Each phase of the rollout: what was felt in it, and what the server did.
    static func phases(_ report: RehearsalReport) -> (head: [String], rows: [[String]])? {
        guard let run = report.colonnade?.run, !run.phases.isEmpty else { return nil }
        let hasLag = run.lagMilliseconds != nil
        let rows = run.phases.map { phase -> [String] in
            let felt = cells(phase)
            guard let server = phase.server else { return felt + Array(repeating: "", count: hasLag ? 5 : 4) }
            return felt + cells(server) + (hasLag ? [server.lagMilliseconds?.asMilliseconds ?? ""] : [])
        }
        let head = [
            "phase", "lasted", "longest pause", "p50", "p99", "p99.9", "a second", "errors", "blocked", "WAL",
            "temp files", "checkpoints",
        ]
        return (hasLag ? head + ["standby"] : head, rows)
    }

    private static func cells(_ phase: LoadPhase) -> [String] {
        let load = phase.load
        return [
            phase.counts ? phase.phase : "\(phase.phase), not counted", seconds(load.seconds),
            load.longestPause.asMilliseconds, load.p50.asMilliseconds,
            load.p99.asMilliseconds, load.p999.asMilliseconds, String(format: "%.0f", load.throughput),
            load.errorCount.grouped,
        ]
    }

    private static func cells(_ server: PhaseActivity) -> [String] {
        ["\(server.blocked)", server.walBytes.asBytes, server.tempBytes.asBytes, "\(server.checkpoints)"]
    }

    /// Tables that have grown, by each way of making the change.
    static func growth(_ report: RehearsalReport) -> (head: [String], rows: [[String]])? {
        let rows = report.attempts.flatMap { name, attempt in
            attempt.cost.growth.map { table in
                [name, table.table, signed(table.bytes), signed(table.indexBytes), table.deadRows.grouped]
            }
        }
        return rows.isEmpty ? nil : (["", "table", "rows", "indexes", "dead rows"], rows)
    }

    private static func signed(_ bytes: Int64) -> String {
        bytes < 0 ? "−\((-bytes).asBytes)" : bytes == 0 ? "" : "+\(bytes.asBytes)"
    }

    /// A table of what was felt and of what it cost: the names of its columns, and its rows.
    static func comparison(_ report: RehearsalReport) -> (head: [String], rows: [[String]])? {
        let attempts = report.attempts
        guard let first = attempts.first else { return nil }
        let runs = [first.attempt.run.baseline] + attempts.map(\.attempt.run.load)
        let rows =
            felt.map { figure in [figure.name] + runs.map(figure.value) }
            + cost.map { figure in [figure.name, ""] + attempts.map { figure.value($0.attempt) } }
        return (["", "before"] + attempts.map(\.name), rows)
    }
}

extension RehearsalReport.Snapshot {
    /// What was copied, and where it is.
    public var line: String {
        bytes == 0 ? "nothing of \(source) was copied" : "\(bytes.asBytes) of \(source), \(server)"
    }
}
