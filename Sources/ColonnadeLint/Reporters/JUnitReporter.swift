import ColonnadeModel

/// JUnit's XML, which every build server shows: a suite a file, a case a finding. What does not fail the run is a case that
/// passes and says what was found; a file without findings is one that passes.
package enum JUnitReporter: LintReporter {
    package static func write(_ report: LintReport) -> String {
        let suites = report.sources.map { source in
            suite(source.path, report.findings.filter { $0.path == source.path }, report)
        }
        let failures = report.findings.count { report.fails($0) }
        let cases = suites.reduce(0) { $0 + $1.cases }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="colonnade lint" tests="\(cases)" failures="\(failures)" errors="0">
            \(suites.map(\.text).joined(separator: "\n"))
            </testsuites>
            """
    }

    private static func suite(
        _ path: String, _ findings: [Finding], _ report: LintReport
    ) -> (text: String, cases: Int) {
        let failures = findings.count { report.fails($0) }
        let cases =
            findings.isEmpty
            ? ["    <testcase name=\"\(escaped(path))\" classname=\"\(escaped(path))\"/>"]
            : findings.map { testCase($0, fails: report.fails($0)) }
        let text = """
              <testsuite name="\(escaped(path))" tests="\(cases.count)" failures="\(failures)" errors="0">
            \(cases.joined(separator: "\n"))
              </testsuite>
            """
        return (text, cases.count)
    }

    private static func testCase(_ finding: Finding, fails: Bool) -> String {
        let place = "\(finding.path):\(finding.range.start.line):\(finding.range.start.column)"
        let details = escaped(
            """
            \(place): \(finding.severity.rawValue): \(finding.message)
            \(finding.statement)
            Instead: \(finding.safeWay)
            """)
        let outcome =
            fails
            ? "<failure type=\"\(finding.severity.rawValue)\" message=\"\(escaped(finding.message))\">\(details)</failure>"
            : "<system-out>\(details)</system-out>"
        let name = "\(finding.rule) at \(finding.range.start.line):\(finding.range.start.column)"
        return """
                <testcase name="\(escaped(name))" classname="\(escaped(finding.path))" file="\(escaped(finding.path))" line="\(finding.range.start.line)">
                  \(outcome)
                </testcase>
            """
    }

    /// For text and for attributes. XML 1.0 (2.2 Characters) has no way at all to write most control characters.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n", "\r", "\t": escaped += "&#\(scalar.value);"
            case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
