import ColonnadeModel

/// A table for the comment on a pull request, the worst first.
package enum MarkdownReporter: LintReporter {
    /// GitHub refuses a comment of more than 65,536 characters; GitLab takes more.
    static let limit = 60_000

    package static func write(_ report: LintReport) -> String {
        guard !report.findings.isEmpty else { return "**Colonnade:** \(report.summary)." }
        let head = """
            **Colonnade:** \(report.summary).

            | | where | what | instead | rule |
            |---|---|---|---|---|
            """
        var text = head
        var length = head.count
        let bySeverity = Hazard.Severity.allCases.sorted(by: >).flatMap { severity in
            report.findings.filter { $0.severity == severity }
        }
        for (index, finding) in bySeverity.enumerated() {
            let row = row(finding)
            length += row.count + 1
            if length > limit {
                return text
                    + "\n\n… and \(bySeverity.count - index) more: `colonnade lint` shows all of them."
            }
            text += "\n\(row)"
        }
        return text
    }

    private static func row(_ finding: Finding) -> String {
        let place = code("\(finding.path):\(finding.range.start.line)")
        return
            "| \(finding.severity.rawValue) | \(place) | \(cell(finding.message)) | \(cell(finding.safeWay)) "
            + "| `\(finding.rule)` |"
    }

    /// Text of a cell: nothing in it is taken for markup of a table or of HTML, or notifies somebody. Code spans stay.
    private static func cell(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("|", with: "\\|")
            .replacing("@", with: "@\u{200B}").replacing(/\r\n|\n|\r/, with: " ")
    }

    /// A code span: with more backticks around it than stand in it.
    private static func code(_ text: String) -> String {
        let text = text.replacing("|", with: "\\|").replacing(/\r\n|\n|\r/, with: " ")
        let longest = text.matches(of: /`+/).map(\.output.count).max() ?? 0
        let fence = String(repeating: "`", count: longest + 1)
        return longest == 0 ? "`\(text)`" : "\(fence) \(text) \(fence)"
    }
}
