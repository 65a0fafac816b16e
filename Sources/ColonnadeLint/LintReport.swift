package import ColonnadeModel

/// What linting some files came to.
package struct LintReport: Sendable {
    package var findings: [Finding] = []
    package var files = 0
    package var statements = 0

    package init() {}

    package func count(_ severity: Hazard.Severity) -> Int {
        findings.count { $0.severity == severity }
    }

    /// `2 errors, 1 warning in 3 files`.
    package var summary: String {
        let parts = Hazard.Severity.allCases.compactMap { severity -> String? in
            let count = count(severity)
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        let where_ = "\(files) file\(files == 1 ? "" : "s")"
        return parts.isEmpty ? "nothing found in \(where_)" : "\(parts.joined(separator: ", ")) in \(where_)"
    }
}

/// A form in which a report is written.
package protocol LintReporter: Sendable {
    static func write(_ report: LintReport) -> String
}

/// Where a rule's page is.
extension Finding {
    package var page: String { "docs/rules/\(rule).md" }
}
