import ColonnadeModel

/// GitLab's code quality report: docs.gitlab.com, Code Quality, Import code quality results (the keys it reads, and the
/// severities it knows).
package enum GitLabReporter: LintReporter {
    private struct Issue: Encodable {
        var type = "issue"
        var description: String
        var checkName: String
        var fingerprint: String
        var severity: String
        var location: Location

        enum CodingKeys: String, CodingKey {
            case type, description, fingerprint, severity, location, checkName = "check_name"
        }
    }

    private struct Location: Encodable {
        var path: String
        var lines: Lines
    }

    private struct Lines: Encodable {
        var begin: Int
        var end: Int
    }

    package static func write(_ report: LintReport) throws -> String {
        try ReportJSON.write(
            report.fingerprinted.map { finding, fingerprint in
                Issue(
                    description: "\(finding.message). Instead: \(finding.safeWay)", checkName: finding.rule,
                    // Unique in the whole report: the same statement may stand in two files.
                    fingerprint: FindingFingerprint.digest("\(finding.path)\n\(fingerprint)"),
                    severity: severity(finding.severity),
                    location: Location(
                        path: finding.path,
                        lines: Lines(begin: finding.range.start.line, end: finding.range.end.line)))
            })
    }

    private static func severity(_ severity: Hazard.Severity) -> String {
        switch severity {
        case .error: "critical"
        case .warning: "major"
        case .note: "info"
        }
    }
}
