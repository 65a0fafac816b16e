import ColonnadeModel
import Testing

@testable import ColonnadeLint

/// The forms that are lines of text.
@Suite struct ReporterTests {
    private let report = Reports.of("SELECT 1;\nDROP TABLE t;", path: "a,b.sql")

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

    @Test func markdownIsATableWithTheWorstFirst() throws {
        let text = MarkdownReporter.write(
            Reports.of("ALTER TABLE t ADD m money; DROP TABLE t;", path: "a,b.sql"))
        #expect(text.contains("**Colonnade:** 1 error, 1 warning in 1 file."))
        #expect(text.contains("| error | `a,b.sql:1` |"))
        let error = try #require(text.firstRange(of: "| error |"))
        let warning = try #require(text.firstRange(of: "| warning |"))
        #expect(error.lowerBound < warning.lowerBound)
        #expect(MarkdownReporter.write(LintReport()) == "**Colonnade:** nothing found in 0 files.")
    }

    /// Whatever a table is called, the comment stays a table of five columns that notifies nobody.
    @Test func markdownIsNotLedAstrayByNames() throws {
        let text = MarkdownReporter.write(
            Reports.of("DROP TABLE \"a|b\n<img src=x> @everyone\"", path: "x`y|z.sql"))
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| error") }
        #expect(rows.count == 1)
        let columns = try #require(rows.first).replacing("\\|", with: "").count { $0 == "|" }
        #expect(columns == 6)
        #expect(!text.contains("<img") && !text.contains("@everyone") && text.contains("`` x`y\\|z.sql:1 ``"))
    }

    @Test func markdownStaysBelowWhatGitHubTakes() {
        let drops = (1...2_000).map { "DROP TABLE table_number_\($0);" }.joined(separator: "\n")
        let text = MarkdownReporter.write(Reports.of(drops))
        #expect(text.count < 65_536)
        #expect(text.contains(/… and \d+ more/))
    }

    @Test(arguments: [
        ("CREATE TABLE n (a bigint PRIMARY KEY, m money NOT NULL, b int)", "m money NOT NULL"),
        ("ALTER TABLE t ADD m money DEFAULT round(1, 2), ADD b int", "m money DEFAULT round(1, 2)"),
        (
            "ALTER TABLE t ADD CONSTRAINT c CHECK (a IN (1, 2)), ADD b int",
            "CONSTRAINT c CHECK (a IN (1, 2))"
        ),
        ("ALTER TABLE t ADD CHECK (a > 0)", "CHECK (a > 0)"), ("DROP TABLE t", "DROP TABLE t"),
    ])
    func whatIsMarkedIsThePartToBlame(_ text: String, _ expected: String) {
        #expect(Reports.of(text).findings.map(\.excerpt) == [expected])
    }
}
