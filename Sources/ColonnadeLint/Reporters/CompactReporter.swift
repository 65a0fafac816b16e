import ColonnadeModel

/// One line a finding, as compilers write it: editors jump to it.
package enum CompactReporter: LintReporter {
    package static func write(_ report: LintReport) -> String {
        report.findings.map { finding in
            let start = finding.range.start
            return "\(finding.path):\(start.line):\(start.column): \(finding.severity.rawValue): "
                + "\(finding.message.split(whereSeparator: \.isNewline).joined(separator: " ")) [\(finding.rule)]"
        }.joined(separator: "\n")
    }
}
