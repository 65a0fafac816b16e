package import ColonnadeModel

/// What linting some files came to.
package struct LintReport: Sendable {
    /// File by file, each in the order of their places.
    package var findings: [Finding] = []
    /// The texts that were judged, in their order.
    package var sources: [SourceText] = []
    /// How many statements they have.
    package var statements = 0
    /// From which severity on a finding fails the run.
    package var failsAt = Hazard.Severity.error

    package init() {}

    package func count(_ severity: Hazard.Severity) -> Int {
        findings.count { $0.severity == severity }
    }

    /// Whether a finding fails the run.
    package func fails(_ finding: Finding) -> Bool { finding.severity >= failsAt }

    /// `2 errors, 1 warning in 3 files`.
    package var summary: String {
        let parts = Hazard.Severity.allCases.compactMap { severity -> String? in
            let count = count(severity)
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        let where_ = "\(sources.count) file\(sources.count == 1 ? "" : "s")"
        return parts.isEmpty ? "nothing found in \(where_)" : "\(parts.joined(separator: ", ")) in \(where_)"
    }
}

/// A form in which a report is written.
package protocol LintReporter: Sendable {
    static func write(_ report: LintReport) throws -> String
}

extension Finding {
    /// Where its rule's page is in the sources of Colonnade; `colonnade explain` shows it anywhere.
    package var page: String { "docs/rules/\(rule).md" }
}
