import Colonnade
import Foundation

/// A rehearsal's verdict and figures for a terminal.
struct RehearsalPage {
    let report: RehearsalReport
    let style: Style

    var text: String {
        let verdict = report.verdict.isYes ? style.good("YES") : style.danger("NO")
        let lines =
            ["", "\(verdict)  \(style.heading(report.rollout))"]
            + report.verdict.reasons.map { "  \(report.verdict.isYes ? "·" : "✗") \($0)" } + [""] + production
            + table
            + steps
            + remarks
        return lines.joined(separator: "\n")
    }

    private var production: [String] {
        let lines = (report.forecast?.lines ?? []).map { "  \($0)" } + report.advice.map { "  advice: \($0)" }
        return lines.isEmpty ? [] : lines + [""]
    }

    private var columns: [(name: String, attempt: RehearsalReport.Attempt)] {
        [("colonnade", report.colonnade), ("plain SQL", report.plain)].compactMap { name, attempt in
            attempt.map { (name, $0) }
        }
    }

    private var table: [String] {
        guard let colonnade = report.colonnade else { return [] }
        func row(_ name: String, _ value: (LatencySummary) -> String) -> String {
            line(name, ([colonnade.run.baseline] + columns.map(\.attempt.run.load)).map(value))
        }
        func cost(_ name: String, _ value: (RehearsalReport.Attempt) -> String) -> String {
            line(name, [""] + columns.map { value($0.attempt) })
        }
        let held = Int(LatencySummary.noticeablePause.seconds * 1_000)
        return [
            line("", ["before"] + columns.map(\.name)),
            row("longest pause") { $0.longestPause.asMilliseconds },
            row("p50") { "\($0.p50.asShortDecimal) ms" },
            row("p99") { "\($0.p99.asShortDecimal) ms" },
            row("p99.9") { "\($0.p999.asShortDecimal) ms" },
            row("writes held > \(held) ms") { $0.writesHeldUp.grouped },
            row("errors") { $0.errorCount.grouped },
            cost("time for the change") { attempt in
                attempt.run.failure != nil
                    ? "failed"
                    : String(format: attempt.run.isCutShort ? "> %.1f s" : "%.1f s", attempt.run.seconds)
            },
            cost("WAL") { $0.cost.walBytes.asBytes },
            cost("tables rewritten") { "\($0.cost.rewritten.count)" }, "",
        ]
    }

    private var steps: [String] {
        guard !report.steps.isEmpty else { return [] }
        let rows = report.steps.map { step in
            "  " + step.id.padded(to: 13) + String(format: "%.2f s", step.seconds).leftPadded(to: 9)
                + "\(step.waitMilliseconds) ms".leftPadded(to: 10)
                + "\(step.holdMilliseconds) ms".leftPadded(to: 10)
                + "  \(step.summary)"
        }
        return [style.faint("  step              took    waited      held")] + rows + [""]
    }

    private var remarks: [String] {
        var lines: [String] = []
        if let plain = report.plainVerdict {
            lines +=
                plain.isYes
                ? ["  the plain SQL keeps every limit as well"] : plain.reasons.map { "  plain SQL: \($0)" }
        }
        if report.colonnade != nil {
            lines.append(
                "  load: \(report.load.clients) clients, \(Int(report.load.rate)) operations/s, from \(report.load.origin)"
            )
        }
        lines += report.proofs.map { "  rows: \($0)" }
        lines += report.load.notMade.map { "  not rehearsed: \($0)" }
        lines.append("  copy: \(report.snapshot.line)")
        lines += report.snapshot.remarks.map { "  copy: \($0)" }
        return lines.map(style.faint)
    }

    private func line(_ name: String, _ values: [String]) -> String {
        "  " + name.padded(to: 22) + values.map { $0.leftPadded(to: 14) }.joined()
    }
}
