import ColonnadeModel

/// A table for the comment on a pull request.
package enum MarkdownReporter: LintReporter {
    package static func write(_ report: LintReport) -> String {
        guard !report.findings.isEmpty else { return "**Colonnade:** \(report.summary)." }
        let rows = report.findings.map { finding in
            let place = "\(finding.path):\(finding.range.start.line)"
            return
                "| \(finding.severity.rawValue) | `\(place)` | \(cell(finding.message)) | \(cell(finding.safeWay)) "
                + "| `\(finding.rule)` |"
        }
        return """
            **Colonnade:** \(report.summary).

            | | where | what | instead | rule |
            |---|---|---|---|---|
            \(rows.joined(separator: "\n"))
            """
    }

    private static func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ")
    }
}
