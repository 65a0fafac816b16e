import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeReport
import Testing

@Suite struct RehearsalReportTests {
    private static let odd = "<script>alert(\"x\")</script> | *& 'co'"

    /// A rollout without an error, and plain SQL whose every operation failed.
    private var report: RehearsalReport {
        func attempt(failing: Bool) -> RehearsalReport.Attempt {
            let start = ContinuousClock.now
            let recorder = LatencyRecorder(phase: "baseline", at: start)
            recorder.enter(Self.odd, at: start + .seconds(1))
            for number in 0..<200 {
                let due = start + .milliseconds(number * 10)
                if failing, number >= 100 {
                    recorder.failed(Self.odd, due: due, done: due, code: "23502", message: Self.odd)
                } else {
                    recorder.succeeded(Self.odd, due: due, done: due + .milliseconds(1))
                }
            }
            let run = MeasuredRun(recorder, baseline: "baseline", phases: [Self.odd], seconds: 1)
            let cost = RehearsalReport.Cost(
                walBytes: 2_048, tempBytes: 0, grownBytes: 0, deadlocks: 0, rewritten: [])
            return RehearsalReport.Attempt(run: run, cost: cost)
        }
        let limits = RehearsalLimits(pauseBudget: .milliseconds(100))
        let colonnade = attempt(failing: false)
        return RehearsalReport(
            rollout: Self.odd, migration: Self.odd, checksum: "", processors: 2,
            snapshot: RehearsalReport.Snapshot(source: Self.odd, server: Self.odd), load: .none,
            limits: limits,
            verdict: Verdict(colonnade, limits: limits), colonnade: colonnade, plain: attempt(failing: true),
            steps: [
                RehearsalReport.StepRun(
                    id: "expand-1", phase: .expand, summary: Self.odd, locks: [Self.odd], work: .catalog,
                    seconds: 1,
                    waitMilliseconds: 2, holdMilliseconds: 3, waiters: 4)
            ])
    }

    @Test func nothingOfOthersIsMarkupInThePage() {
        let page = RehearsalHTML.page(of: report, at: "2026-01-01")
        #expect(!page.contains("<script>") && page.contains("&lt;script&gt;alert(&quot;x&quot;)"))
        #expect(!page.contains("http://") && !page.contains("https://"), "no network")
    }

    @Test func nothingOfOthersIsMarkupInMarkdown() {
        let text = RehearsalMarkdown.text(of: report)
        let tables = text.split(separator: "\n").filter { $0.hasPrefix("|") }
        // An escaped bar divides nothing: each table has as many in every line.
        let bars = tables.map { $0.replacing("\\|", with: "").filter { $0 == "|" }.count }
        #expect(Set(bars) == [5, 7], "\(tables)")
        #expect(tables.allSatisfy { !$0.contains("<script>") })
    }

    /// Where the verdict is no, its reasons are what speaks against it: the rest stands below.
    @Test func whatBecameOfTheRowsIsSaidWhateverTheVerdict() {
        var report = report
        report.verdict.isYes = false
        report.verdict.reasons = ["too slow"]
        var proof = RowsProof(.untouched)
        proof.rows = 12_345
        report.colonnade?.run.rollback = proof
        report.rows = RowsProof(.changed, notCompared: "a | client")
        let page = RehearsalHTML.page(of: report, at: "")
        let text = RehearsalMarkdown.text(of: report)
        for form in [page, text] {
            #expect(
                form.contains("taken back, its 12,345 rows were those of a copy that got the same 0 writes"))
        }
        #expect(page.contains("<li>the rows are not proved: a | client</li>"))
        #expect(text.contains("the rows are not proved: a \\| client"))
        report.verdict.reasons.append("it did not come to its end: \(proof.line)")
        #expect(RehearsalHTML.page(of: report, at: "").ranges(of: "taken back").count == 1)
    }

    @Test func bothFormsHoldThePlainSQLAgainstTheSameLimits() {
        #expect(report.verdict.isYes && report.plainVerdict?.isYes == false)
        let page = RehearsalHTML.page(of: report, at: "")
        #expect(page.contains("<p class=\"verdict\">Yes</p>") && page.contains("clients saw 100 errors"))
        #expect(page.ranges(of: "class=\"error\"").count == 20, "ten tenths of a second, wide and narrow")
        let text = RehearsalMarkdown.text(of: report)
        #expect(
            text.contains("✅ **Yes**") && text.contains("**no**") && text.contains("clients saw 100 errors"))
        #expect(text.contains("2.0 KiB"))
    }
}
