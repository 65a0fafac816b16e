import ColonnadeModel

/// Workflow commands that GitHub shows beside the line.
package enum GitHubReporter: LintReporter {
    package static func write(_ report: LintReport) -> String {
        report.findings.map { finding in
            let (start, end) = (finding.range.start, finding.range.end)
            let kind = finding.severity == .note ? "notice" : finding.severity.rawValue
            return "::\(kind) file=\(property(finding.path)),line=\(start.line),col=\(start.column),"
                + "endLine=\(end.line),endColumn=\(end.column),title=\(property(finding.rule))::"
                + data("\(finding.message)\nInstead: \(finding.safeWay)")
        }.joined(separator: "\n")
    }

    // docs.github.com, Workflow commands: what has a meaning of its own is escaped.
    private static func data(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
