import ColonnadeRehearsal
import Testing

@Suite struct VerdictTests {
    private let start = ContinuousClock.now

    /// A run with an operation every millisecond: a second of baseline, then a second of change.
    private func run(
        during milliseconds: Double = 1, longest: Double? = nil, errors: Int = 0, baselineErrors: Int = 0
    ) -> MeasuredRun {
        let recorder = LatencyRecorder(phase: "baseline", at: start)
        recorder.enter("expand", at: start + .seconds(1))
        for number in 0..<2_000 {
            let due = start + .milliseconds(number)
            let latency = number < 1_000 ? 1 : number == 1_500 ? longest ?? milliseconds : milliseconds
            let done = due + .microseconds(Int(latency * 1_000))
            if number < baselineErrors || (1_000..<1_000 + errors).contains(number) {
                recorder.failed("write", due: due, done: done, code: "23502", message: "null value")
            } else {
                recorder.succeeded("write", due: due, done: done)
            }
        }
        recorder.enter("over", at: start + .seconds(2))
        return MeasuredRun(recorder, baseline: "baseline", phases: ["expand"], seconds: 1)
    }

    private func verdict(
        _ run: MeasuredRun, difference: [String] = [], deadlocks: Int64 = 0, rewritten: [String] = []
    ) -> Verdict {
        var limits = RehearsalLimits(pauseBudget: .milliseconds(100))
        limits.maxDuration = .seconds(10)
        let cost = RehearsalReport.Cost(
            walBytes: 0, tempBytes: 0, grownBytes: 0, deadlocks: deadlocks, rewritten: rewritten)
        return Verdict(
            RehearsalReport.Attempt(run: run, cost: cost), difference: difference, limits: limits)
    }

    @Test func whatKeepsEveryLimitIsAYes() {
        let verdict = verdict(run(longest: 90))
        #expect(verdict.isYes)
        #expect(verdict.reasons.first?.hasPrefix("nobody waited longer than 9") == true)
    }

    @Test func aPauseMayBeTheBudgetAndWhatSomebodyWaitedBefore() {
        #expect(verdict(run(longest: 100.5)).isYes)
        let late = verdict(run(longest: 140))
        #expect(!late.isYes && late.reasons[0].contains("the longest pause was 14"))
    }

    @Test func eachErrorCountsWithItsCodeAndWords() {
        let verdict = verdict(run(errors: 3))
        #expect(verdict.reasons == ["clients saw 3 errors, 0 are allowed: 3 × 23502, null value"])
    }

    @Test func aLoadThatFailsByItselfProvesNothing() {
        let verdict = verdict(run(baselineErrors: 2))
        #expect(!verdict.isYes && verdict.reasons[0].hasPrefix("the load failed before anything was changed"))
    }

    @Test func everythingSlowerIsANoOnlyWhenItIsFelt() {
        #expect(verdict(run(during: 9)).isYes, "9 ms are nine times as much and nobody feels them")
        let slow = verdict(run(during: 40))
        #expect(!slow.isYes && slow.reasons[0].hasPrefix("p99 was 4"))
    }

    @Test func deadlocksDurationAndSchemaSpeakAgainstIt() {
        var long = run()
        long.seconds = 11
        let verdict = verdict(long, difference: ["- public.t: column a text"], deadlocks: 2)
        #expect(verdict.reasons.count == 3)
        #expect(verdict.reasons[0].contains("2 deadlocks"))
        #expect(verdict.reasons[1].contains("it took 11.0 s"))
        #expect(verdict.reasons[2].contains("column a text"))
    }

    @Test func aTableWrittenAnewSpeaksAgainstItHoweverSmallItIsHere() {
        let verdict = verdict(run(), rewritten: ["public.orders"])
        #expect(!verdict.isYes && verdict.reasons[0].hasPrefix("public.orders was written anew"))
    }

    @Test func whatFailedIsANoWithItsReason() {
        var failed = run()
        failed.failure = "division by zero"
        #expect(verdict(failed).reasons == ["it did not come to its end: division by zero"])
    }

    /// What a report draws: every tenth of a second, by when operations were due.
    @Test func theTimelineHasEachTenthOfASecondAndEachPhase() {
        let timeline = run(longest: 70, errors: 2).timeline
        #expect(timeline.slices.count == 20)
        #expect(timeline.slices.allSatisfy { $0.operations == 100 })
        #expect(timeline.slices[10].errors == 2 && timeline.slices[9].errors == 0)
        #expect(timeline.slices[15].longest == 70)
        #expect(timeline.spans.map(\.phase) == ["baseline", "expand", "over"])
        #expect(timeline.spans[1].start == 1 && timeline.spans[1].end == 2)
    }

    @Test func aTableGoneThroughWhileItsWritersWaitSpeaksAgainstIt() {
        var cost = RehearsalReport.Cost(
            walBytes: 0, tempBytes: 0, grownBytes: 0, deadlocks: 0, rewritten: ["public.big"])
        cost.scanned = ["public.big under ACCESS EXCLUSIVE", "public.orders under SHARE"]
        let verdict = Verdict(
            RehearsalReport.Attempt(run: run(), cost: cost),
            limits: RehearsalLimits(pauseBudget: .milliseconds(100)))
        #expect(verdict.reasons.count == 2, "a rewrite is said once: \(verdict.reasons)")
        #expect(verdict.reasons[1].hasPrefix("public.orders under SHARE was read from end to end"))
    }

    @Test func aStandbyThatFallsBehindSpeaksAgainstItWhereThereIsALimit() {
        var late = run()
        late.phases[0].server = PhaseActivity()
        late.phases[0].server?.lagMilliseconds = 5_200
        #expect(verdict(late).isYes, "nobody set a limit")
        #expect(verdict(late).reasons.contains("the standby was at most 5.2 s behind"))
        var limits = RehearsalLimits(pauseBudget: .milliseconds(100))
        limits.maxLag = .seconds(5)
        let cost = RehearsalReport.Cost(
            walBytes: 0, tempBytes: 0, grownBytes: 0, deadlocks: 0, rewritten: [])
        let judged = Verdict(RehearsalReport.Attempt(run: late, cost: cost), limits: limits)
        #expect(judged.reasons == ["the standby was 5.2 s behind; allowed are 5.0 s"])
    }
}
