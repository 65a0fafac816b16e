import Colonnade
import Foundation

/// Both ways side by side.
struct DemoPage {
    let report: DemoReport
    let style: Style

    var text: String {
        let (ours, plain) = (report.colonnade, report.plain)
        var lines = [
            "",
            style.heading("A NOT NULL column with a computed value, \(report.rows.grouped) rows, under load"),
            "",
            line("", "before", "colonnade", "plain SQL"),
            line(
                "longest pause", Self.milliseconds(report.baseline.longestPause),
                Self.milliseconds(ours.load.longestPause),
                Self.milliseconds(plain.load.longestPause)
            ),
            line("p50", times(report.baseline.p50), times(ours.load.p50), times(plain.load.p50)),
            line("p99", times(report.baseline.p99), times(ours.load.p99), times(plain.load.p99)),
            line("p99.9", times(report.baseline.p999), times(ours.load.p999), times(plain.load.p999)),
            line(
                "errors", report.baseline.errorCount.grouped, ours.load.errorCount.grouped,
                plain.load.errorCount.grouped
            ),
            line("time for the change", "", Self.seconds(ours.seconds), Self.seconds(plain.seconds)), "",
        ]
        for failure in plain.load.errors.prefix(2) {
            lines.append("  plain SQL, \(failure.count.grouped) × \(failure.code): \(failure.sample)")
        }
        for failure in ours.load.errors.prefix(3) {
            lines.append(
                style.danger("  colonnade, \(failure.count.grouped) × \(failure.code): \(failure.sample)"))
        }
        lines.append(
            report.rowsWrong == 0
                ? style.good(
                    "  every one of \(report.rowsVerified.grouped) rows has the right value, and none may be NULL"
                )
                : style.danger(
                    "  \(report.rowsWrong.grouped) of \(report.rowsVerified.grouped) rows are wrong")
        )
        return lines.joined(separator: "\n")
    }

    private func line(_ name: String, _ before: String, _ ours: String, _ plain: String) -> String {
        "  " + name.padded(to: 22) + before.leftPadded(to: 12) + ours.leftPadded(to: 14)
            + plain.leftPadded(to: 14)
    }

    private func times(_ milliseconds: Double) -> String { "\(Self.decimal(milliseconds)) ms" }

    static func decimal(_ number: Double) -> String { String(format: number < 100 ? "%.1f" : "%.0f", number) }

    static func milliseconds(_ number: Double) -> String {
        number < 1_000 ? "\(decimal(number)) ms" : String(format: "%.1f s", number / 1_000)
    }

    static func seconds(_ number: Double) -> String { String(format: "%.1f s", number) }
}
