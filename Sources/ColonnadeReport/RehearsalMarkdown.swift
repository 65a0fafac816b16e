import ColonnadeModel
public import ColonnadeRehearsal

/// A rehearsal in Markdown, for a pull request.
public enum RehearsalMarkdown {
    /// The text (GitHub Flavored Markdown).
    public static func text(of report: RehearsalReport) -> String {
        let verdict = report.verdict.isYes ? "✅ **Yes**" : "❌ **No**"
        var blocks = [
            "## Rehearsal of `\(report.rollout)`: \(verdict)",
            report.verdict.reasons.map { "- \(escaped($0))" }.joined(separator: "\n"),
        ]
        let production = (report.forecast?.lines ?? []) + report.advice
        if !production.isEmpty {
            blocks.append(production.map { "- \(escaped($0))" }.joined(separator: "\n"))
        }
        if let (head, rows) = Figures.comparison(report) { blocks.append(table(head, rows)) }
        if let verdict = report.plainVerdict {
            let reasons = verdict.reasons.map { "- \(escaped($0))" }.joined(separator: "\n")
            blocks.append(
                verdict.isYes
                    ? "The plain SQL keeps every limit as well."
                    : "The plain SQL by the same limits: **no**\n\n\(reasons)")
        }
        if !report.steps.isEmpty {
            let rows = report.steps.map {
                [
                    $0.phase.rawValue, $0.summary, $0.locks.joined(separator: ", "),
                    Figures.seconds($0.seconds),
                    "\($0.waitMilliseconds) ms", "\($0.holdMilliseconds) ms",
                ]
            }
            blocks.append(
                details("Steps and locks", table(["phase", "step", "locks", "took", "waited", "held"], rows)))
        }
        if let (head, rows) = Figures.phases(report) {
            blocks.append(details("Phase by phase", table(head, rows)))
        }
        let notes =
            report.proofs + report.snapshot.remarks + report.load.notMade.map { "not rehearsed: \($0)" }
        blocks.append(
            ([report.snapshot.line] + notes).map { "<sub>\(escaped($0))</sub>" }.joined(separator: "<br>\n"))
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private static func details(_ title: String, _ content: String) -> String {
        "<details><summary>\(title)</summary>\n\n\(content)\n\n</details>"
    }

    private static func table(_ head: [String], _ rows: [[String]]) -> String {
        let lines =
            [head.map(escaped), head.map { _ in "---" }] + rows.map { row in row.map(escaped) }
        return lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
    }

    /// Nothing that Markdown or HTML would read in a name or a message.
    private static func escaped(_ text: String) -> String {
        HTML.escaped(text).replacing("|", with: "\\|").replacing("\n", with: "<br>").replacing(
            "*", with: "\\*"
        )
        .replacing("_", with: "\\_").replacing("`", with: "\\`")
    }
}
