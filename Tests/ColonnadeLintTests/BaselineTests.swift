import Testing

@testable import ColonnadeLint

/// What is known is not said again, and what is gone is.
@Suite struct BaselineTests {
    private let old = "DROP TABLE a;\nDROP TABLE b;"

    private func apply(
        _ baseline: Baseline, _ texts: [(path: String, text: String)]
    ) -> (left: [String], known: Int, gone: [String]) {
        var report = Reports.of(texts)
        let (known, gone) = baseline.apply(to: &report) { $0 }
        return (report.findings.map(\.excerpt), known, gone.map(\.excerpt))
    }

    private func baseline(_ texts: [(path: String, text: String)], keeping former: Baseline? = nil)
        -> Baseline
    {
        Baseline(Reports.of(texts), place: { $0 }, keeping: former)
    }

    @Test func onlyWhatIsNewIsLeft() {
        let known = baseline([("1.sql", old)])
        #expect(apply(known, [("1.sql", old)]) == ([], 2, []))
        let moved = "-- a line more\n\nDROP TABLE a; DROP TABLE c;\n  DROP TABLE b;"
        #expect(apply(known, [("1.sql", moved)]) == (["DROP TABLE c"], 2, []))
        // The same statement in another file is another finding.
        #expect(apply(known, [("2.sql", old)]).left.count == 2)
        // One more of the same is one more.
        #expect(apply(known, [("1.sql", "\(old) DROP TABLE a;")]).left == ["DROP TABLE a"])
    }

    @Test func whatIsNotThereAnyMoreIsSaidForFilesThatWereJudged() {
        let known = baseline([("1.sql", old), ("2.sql", "DROP TABLE z")])
        #expect(apply(known, [("1.sql", "DROP TABLE a")]) == ([], 1, ["DROP TABLE b"]))
    }

    @Test func writingItAnewKeepsWhatWasNotJudged() {
        let known = baseline([("1.sql", old), ("2.sql", "DROP TABLE z")])
        let anew = baseline([("1.sql", "DROP TABLE c")], keeping: known)
        #expect(anew.findings.map(\.excerpt) == ["DROP TABLE c", "DROP TABLE z"])
    }
}
