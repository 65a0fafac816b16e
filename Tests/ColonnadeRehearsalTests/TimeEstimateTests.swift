import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeRun
import Testing

@Suite struct TimeEstimateTests {
    private let start = ContinuousClock.now

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func close(_ duration: Duration, _ seconds: Double, within: Double = 0.01) -> Bool {
        abs(duration.seconds - seconds) <= within
    }

    private var estimate: TimeEstimate {
        TimeEstimate([
            (.copying, .seconds(10)), (.restoring, .seconds(20)), (.before, .seconds(3)),
            (.change, .seconds(5)),
            (.after, .seconds(2)),
        ])
    }

    @Test func atFirstAllOfItIsLeftAndEverySecondOneLess() {
        var estimate = estimate
        #expect(close(estimate.left(at: start), 40))
        estimate.take(.part(.copying), at: start)
        #expect(close(estimate.left(at: at(1)), 39))
        #expect(close(estimate.left(at: at(4)), 36))
    }

    @Test func whatReadingTookSaysHowLongRestoringWill() {
        var estimate = estimate
        estimate.take(.part(.copying), at: start)
        estimate.take(.part(.restoring), at: at(5))
        #expect(close(estimate.left(at: at(5)), 10 + 10), "twice as fast as expected")
        #expect(close(estimate.left(at: at(9)), 6 + 10))
    }

    @Test func aPartsOwnPaceCountsMoreTheMoreOfItIsDone() {
        var estimate = estimate
        estimate.take(.part(.copying), at: start)
        estimate.take(.reached(0.25), at: at(10))
        #expect(close(estimate.left(at: at(10)), 30 + 30), "four times as slow as expected")
        estimate.take(.reached(0.5), at: at(20))
        #expect(close(estimate.left(at: at(20)), 20 + 30))
        var early = self.estimate
        early.take(.part(.copying), at: start)
        early.take(.reached(0.01), at: at(1))
        // 99 s by the pace of the first hundredth, 10 s by what was expected.
        #expect((13...15).contains(early.left(at: at(1)).seconds - 30), "the first bytes say little")
    }

    @Test func aBackfillsProgressCounts() {
        var estimate = estimate
        estimate.take(
            .known(.change, [(.step("expand-1"), .seconds(1)), (.step("backfill-1"), .seconds(60))]),
            at: start)
        estimate.take(.part(.step("backfill-1")), at: start)
        let progress = BackfillProgress(
            rowsDone: 500, rowsTotalEstimate: 1_000, percent: 50, rowsPerSecond: 50, etaSeconds: 10,
            throttledBy: nil)
        let felt = LatencyRecorder(phase: "backfill", at: start).recent(of: "backfill", until: start)
        estimate.take(.now(phase: "backfill", felt, backfill: progress), at: at(10))
        #expect(close(estimate.left(at: at(10)), 10 + 2))
    }

    @Test func whatTheFirstRoundTookTheSecondIsExpectedTo() {
        var estimate = TimeEstimate([
            (.step("backfill-1"), .seconds(60)), (.rollBack, .seconds(1)),
            (.step("backfill-1"), .seconds(60)),
        ])
        estimate.take(.part(.step("backfill-1")), at: start)
        estimate.take(.part(.rollBack), at: at(7))
        #expect(close(estimate.left(at: at(7)), 1 + 7))
        estimate.take(.part(.step("backfill-1")), at: at(8))
        // As after a restart: it goes on, and does not begin anew.
        estimate.take(.part(.step("backfill-1")), at: at(11))
        #expect(close(estimate.left(at: at(12)), 3))
    }

    @Test func whatOverrunsIsNeverDoneAndWhatIsFixedIsNeverOverdue() {
        var estimate = estimate
        estimate.take(.part(.change), at: start)
        #expect(close(estimate.left(at: at(20)), 2 + 2), "a tenth of what it has taken")
        estimate.take(.part(.after), at: at(30))
        for second in stride(from: 30.0, through: 60, by: 0.2) {
            #expect(estimate.left(at: at(second)) >= .zero)
        }
        #expect(close(estimate.left(at: at(60)), 0))
    }

    @Test func whatDoesNotComeIsNotWaitedFor() {
        var estimate = estimate
        estimate.take(.known(.restoring, []), at: start)
        #expect(close(estimate.left(at: start), 20))
        estimate.take(.part(.before), at: at(4))
        estimate.take(.part(.proof), at: at(4))
        #expect(close(estimate.left(at: at(4)), 10), "copying is over, and there is no proof")
    }

    /// A screen asks five times a second.
    @Test func aNewFindingMovesTheFigureLittleByLittle() {
        var estimate = estimate
        estimate.take(.part(.copying), at: start)
        var last = estimate.left(at: start).seconds
        for tick in 1...60 {
            let now = Double(tick) / 5
            if tick == 5 { estimate.take(.known(.change, [(.change, .seconds(205))]), at: at(now)) }
            let left = estimate.left(at: at(now)).seconds
            #expect(abs(left - last) < 15, "from \(last) to \(left)")
            last = left
        }
        #expect((210...228).contains(last), "from \(last) on it is what is known, 228 s")
    }

    @Test(arguments: [
        (0.0, "a few seconds"), (4, "a few seconds"), (4.2, "about 5 s"), (41, "about 45 s"),
        (59.5, "about 1 min"), (61, "about 1 min 10 s"), (590, "about 9 min 50 s"), (601, "about 11 min"),
        (5_400, "about 1 h 30 min"), (7_100, "about 2 h"),
    ])
    func itIsSaidAsExactlyAsItIsKnown(_ seconds: Double, _ words: String) {
        #expect(TimeEstimate.words(.seconds(seconds)) == words)
    }
}
