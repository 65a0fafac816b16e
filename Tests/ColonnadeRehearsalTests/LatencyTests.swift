import ColonnadeRehearsal
import Testing

@Suite struct LatencyTests {
    private let start = ContinuousClock.now

    @Test func aStallShowsInEveryOperationThatWasDueDuringIt() {
        let recorder = LatencyRecorder(phase: "before", at: start)
        // One operation due every 10 ms; nothing is answered from 1 s to 3 s.
        for number in 0..<400 {
            let due = start + .milliseconds(number * 10)
            let isStalled = (100..<300).contains(number)
            recorder.succeeded(due: due, done: isStalled ? start + .seconds(3) : due + .milliseconds(1))
        }
        let summary = recorder.summary(of: ["before"], until: start + .seconds(4))
        #expect((1_950...2_050).contains(summary.longestPause))
        #expect(summary.p50 > 0.9 && summary.p50 < 1_100)
        #expect(summary.p99 > 1_800, "half of the operations waited: a closed loop would have hidden it")
        #expect(summary.operations == 400 && summary.throughput == 100)
    }

    @Test func anOperationBelongsToThePhaseInWhichItWasDue() {
        let recorder = LatencyRecorder(phase: "quiet", at: start)
        recorder.enter("change", at: start + .seconds(1))
        recorder.succeeded(due: start + .milliseconds(900), done: start + .seconds(5))
        recorder.succeeded(due: start + .milliseconds(1_100), done: start + .milliseconds(1_101))
        #expect(recorder.summary(of: "quiet").longestPause > 4_000)
        #expect(recorder.summary(of: "change").longestPause < 2)
        let seconds = recorder.summary(of: ["quiet"], until: start + .seconds(9)).seconds
        #expect(seconds == 1)
    }

    @Test func errorsAreCountedByCodeWithOneMessage() {
        let recorder = LatencyRecorder(phase: "x", at: start)
        for _ in 0..<3 { recorder.failed(due: start, done: start, code: "23502", message: "null value") }
        recorder.failed(due: start, done: start, code: "40P01", message: "deadlock")
        let summary = recorder.summary(of: "x")
        #expect(summary.errorCount == 4)
        #expect(summary.errors.first?.code == "23502" && summary.errors.first?.count == 3)
        #expect(summary.errors.first?.sample == "null value")
    }

    @Test func aWaitThatIsNotOverShowsAlready() {
        let recorder = LatencyRecorder(phase: "change", at: start)
        recorder.expects("client 1", due: start + .milliseconds(500))
        recorder.expects("client 2", due: start + .milliseconds(900))
        let during = recorder.recent(of: "change", until: start + .seconds(3))
        #expect(during.longestPause == 2_500 && during.operations == 0)
        recorder.expects("client 1", due: nil)
        recorder.expects("client 2", due: start + .seconds(9))
        #expect(recorder.recent(of: "change", until: start + .seconds(4)).longestPause == 0)
    }

    @Test func aPhaseIsSettledWhenWhatWasDueInItIsDone() {
        let recorder = LatencyRecorder(phase: "migrate", at: start)
        recorder.expects("client", due: start + .milliseconds(900))
        #expect(!recorder.isSettled("migrate"), "it is not over")
        recorder.enter("after", at: start + .seconds(1))
        #expect(!recorder.isSettled("migrate"), "a client is still at what was due in it")
        recorder.expects("client", due: start + .milliseconds(1_100))
        #expect(recorder.isSettled("migrate"))
    }

    @Test func whatIsFeltNowIsTheLastSecond() {
        let recorder = LatencyRecorder(phase: "x", at: start)
        for number in 0..<50 {
            let due = start + .milliseconds(number * 100)
            _ = recorder.recent(of: "x", until: due)
            recorder.succeeded(due: due, done: due + .milliseconds(number < 20 ? 400 : 1))
        }
        let now = recorder.recent(of: "x", until: start + .seconds(5))
        #expect((9...11).contains(now.operations) && now.p99 < 2)
        #expect(now.longestPause >= 390, "the longest pause is the phase's")
    }
}
