import Colonnade
import Foundation

/// Both ways side by side.
struct DemoPage {
    let report: DemoReport
    let style: Style

    var text: String {
        let title = "A NOT NULL column with a computed value, \(report.rows.grouped) rows, under load"
        return (["", style.heading(title), ""] + table + [""] + failures + outcome).joined(separator: "\n")
    }

    private var table: [String] {
        let runs = [report.baseline, report.colonnade.load, report.plain.load]
        func row(_ name: String, _ value: (LatencySummary) -> String) -> String {
            line(name, runs.map(value))
        }
        let held = Int(LatencySummary.noticeablePause.seconds * 1_000)
        return [
            line("", ["before", "colonnade", "plain SQL"]),
            row("longest pause") { $0.longestPause.asMilliseconds },
            row("p50") { "\($0.p50.asShortDecimal) ms" },
            row("p99") { "\($0.p99.asShortDecimal) ms" },
            row("p99.9") { "\($0.p999.asShortDecimal) ms" },
            row("writes held > \(held) ms") { $0.writesHeldUp.grouped },
            row("errors") { $0.errorCount.grouped },
            line("time for the change", ["", seconds(report.colonnade), seconds(report.plain)]),
        ]
    }

    private var failures: [String] {
        var lines: [String] = []
        if report.plain.isCutShort {
            lines.append(
                style.caution("  the plain SQL took too long: it was broken off and changed nothing"))
        }
        for failure in report.plain.load.errors.prefix(2) {
            lines.append("  plain SQL, \(failure.count.grouped) × \(failure.code): \(failure.sample)")
        }
        for failure in (report.baseline.errors + report.colonnade.load.errors).prefix(3) {
            lines.append(
                style.danger("  colonnade, \(failure.count.grouped) × \(failure.code): \(failure.sample)"))
        }
        return lines
    }

    /// What the rollout left: rows and catalog, as they were read afterwards.
    private var outcome: [String] {
        let column = report.columns.first { $0.name == "total_cents" }
        let definition = column.map { "\($0.name) \($0.type)\($0.notNull ? " NOT NULL" : "")" }
        return [
            report.rowsWrong == 0
                ? style.good("  rows: every one of \(report.rowsVerified.grouped) has the right value")
                : style.danger(
                    "  rows: \(report.rowsWrong.grouped) of \(report.rowsVerified.grouped) are wrong"),
            report.isNotNull
                ? style.good("  column: \(definition ?? "")")
                : style.danger("  column: \(definition ?? "missing"), where NOT NULL was asked for"),
            report.leftBehind.isEmpty
                ? style.good("  left on the table: no trigger, no check")
                : style.danger("  left on the table: \(report.leftBehind.joined(separator: ", "))"),
        ]
    }

    private func line(_ name: String, _ values: [String]) -> String {
        "  " + name.padded(to: 22) + values.map { $0.leftPadded(to: 14) }.joined()
    }

    private func seconds(_ run: MeasuredRun) -> String {
        String(format: run.isCutShort ? "> %.1f s" : "%.1f s", run.seconds)
    }
}
