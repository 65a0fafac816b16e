import ColonnadeModel
import ColonnadeSQL
import Foundation

@testable import ColonnadeLint

/// Reports of small texts, for the tests of the forms.
enum Reports {
    static func of(_ texts: [(path: String, text: String)]) -> LintReport {
        var options = Linter.Options.postgres15
        options.disabled = ["missing-lock-timeout"]
        var linter = Linter(options: options)
        var report = LintReport()
        for (path, text) in texts {
            let script = PostgresScript(SourceText(path: path, text: text))
            report.sources.append(script.source)
            report.statements += script.statements.count
            report.findings += linter.judge(script)
        }
        return report
    }

    static func of(_ text: String, path: String = "m.sql") -> LintReport { of([(path, text)]) }

    static func json(_ text: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(text.utf8))
    }
}
