import Colonnade

/// What a snapshot holds, for a terminal.
struct SnapshotPage {
    let made: Snapshot.Made
    let style: Style

    var text: String {
        let rows = made.rows.tables.reduce(0) { $0 + $1.rows }
        let what =
            made.rows.tables.isEmpty ? "" : ", \(rows.grouped) rows of \(made.rows.tables.count) tables"
        var lines = [
            "\(style.heading(made.path ?? made.database ?? ""))  \(made.bytes.asBytes)\(what), in \(Duration.seconds(made.seconds).spoken)",
            "",
        ]
        let width = made.rows.masked.map(\.column.count).max() ?? 0
        lines += made.rows.masked.map {
            "  \(style.good("masked"))  \($0.column.padded(to: width))  \($0.kind.padded(to: 10))  \(style.faint($0.because))"
        }
        lines += made.rows.kept.map { "  \(style.caution("kept"))    \($0.column): \($0.because)" }
        if !made.rows.notJudged.isEmpty {
            lines += ["", "  Copied as they are, since neither name nor values say what they hold:"]
            lines += made.rows.notJudged.map { "    \($0)" }
            lines.append(
                style.faint("  Give each a kind in colonnade.yaml, or `keep`: mask: {table.column: kind}"))
        }
        return (lines + made.rows.remarks.map { style.faint("  \($0)") }).joined(separator: "\n")
    }
}
