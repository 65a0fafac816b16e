import ColonnadeModel

/// One line a finding, as compilers write it: editors jump to it.
package enum CompactReporter: LintReporter {
    package static func write(_ report: LintReport) -> String {
        var lines = ""
        for finding in report.findings {
            let start = finding.range.start
            if !lines.isEmpty { lines += "\n" }
            lines += "\(finding.path):\(start.line):\(start.column): \(finding.severity.rawValue): "
            lines += "\(onOneLine(finding.message)) [\(finding.rule)]"
        }
        return lines
    }

    private static func onOneLine(_ message: String) -> String {
        // Most are on one, which their bytes show at once.
        guard message.utf8.contains(where: { $0 < 0x20 || $0 >= 0x80 }) else { return message }
        return message.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
