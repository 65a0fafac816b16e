import ColonnadeRehearsal
import Testing

@Suite struct CopyRateTests {
    /// However the bytes come, no second beyond the first has more than its share.
    @Test(arguments: [100, 5_000, 400_000]) func keepsToTheRate(_ step: Int64) {
        let start = ContinuousClock.now
        var now = start
        var rate = CopyRate(bytesPerSecond: 100_000, at: start)
        var read: Int64 = 0
        while read < 3_000_000 {
            now += .milliseconds(1)
            read += step
            now += rate.take(step, at: now)
        }
        let seconds = (now - start) / .seconds(1)
        #expect((Double(read) / 100_000 - 1.1...Double(read) / 100_000 + 31).contains(seconds), "\(seconds)")
        #expect(Double(read) <= (seconds + 1) * 100_000 + 1)
    }

    @Test func restsNotWhereItIsSlowAnyway() {
        let start = ContinuousClock.now
        var rate = CopyRate(bytesPerSecond: 1_000, at: start)
        for second in 1...20 { #expect(rate.take(900, at: start + .seconds(second)) == .zero) }
        // What was not used is not saved up.
        #expect(rate.take(3_000, at: start + .seconds(100)) == .seconds(2))
    }
}
