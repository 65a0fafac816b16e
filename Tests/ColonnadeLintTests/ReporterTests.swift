import ColonnadeModel
import ColonnadeSQL
import PostgresEngine
import Testing

@testable import ColonnadeLint

@Suite struct ReporterTests {
    private var report: LintReport {
        var linter = Linter(options: .postgres15)
        var report = LintReport()
        report.files = 1
        report.findings = linter.judge(
            PostgresScript(SourceText(path: "a,b.sql", text: "SET lock_timeout = '1s';\nDROP TABLE t;")))
        return report
    }

    @Test func compactIsWhatEditorsRead() {
        #expect(
            CompactReporter.write(report)
                == "a,b.sql:2:1: error: t is gone, and code that uses it fails [drop-table]")
    }

    @Test func gitHubGetsItsEscapes() {
        let text = GitHubReporter.write(report)
        #expect(
            text.hasPrefix(
                "::error file=a%2Cb.sql,line=2,col=1,endLine=2,endColumn=13,title=drop-table::t is gone"))
        #expect(text.contains("%0AInstead: "))
    }

    @Test func markdownIsATable() {
        let text = MarkdownReporter.write(report)
        #expect(text.contains("**Colonnade:** 1 error in 1 file."))
        #expect(text.contains("| error | `a,b.sql:2` |"))
        #expect(MarkdownReporter.write(LintReport()) == "**Colonnade:** nothing found in 0 files.")
    }
}
