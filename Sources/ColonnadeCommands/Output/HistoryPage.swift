import Colonnade

/// The history as a table.
struct HistoryPage {
    let history: HistoryDocument
    let style: Style

    var text: String {
        guard !history.rollouts.isEmpty else { return "No rollout was begun in this database yet." }
        let heading = ["rollout", "state", "started", "by", "took", "rows filled", "longest pause"]
        let rows = history.rollouts.map { entry in
            [
                entry.rollout, entry.state.rawValue, String(entry.startedAt.prefix(19)), entry.startedBy,
                entry.seconds.map { Duration.seconds($0).spoken } ?? "-", entry.rowsFilled.grouped,
                "\(entry.longestPauseMilliseconds) ms",
            ]
        }
        let widths = heading.indices.map { column in ([heading] + rows).map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
            return String(padded.reversed().drop { $0 == " " }.reversed())
        }
        return ([style.heading(line(heading))] + rows.map(line)).joined(separator: "\n")
    }
}
