import ColonnadeModel
import ColonnadeRehearsal
import Testing

/// What is said of production, by what was measured on a copy.
@Suite struct ForecastTests {
    private func step(_ work: Work, _ seconds: Double, waited: Int64 = 0) -> RehearsalReport.StepRun {
        RehearsalReport.StepRun(
            id: "\(work.rawValue)-1", phase: work == .backfill ? .backfill : .verify, summary: "", locks: [],
            work: work, seconds: seconds, waitMilliseconds: waited, holdMilliseconds: 0, waiters: 0)
    }

    private func table(_ rows: Int64, here: Int64) -> Forecast.Table {
        Forecast.Table(
            table: "public.orders", rows: rows, rowsHere: here, bytes: rows * 100, bytesHere: here * 100)
    }

    @Test func onlyWhatGrowsWithTheTableGrows() throws {
        let steps = [step(.catalog, 1), step(.backfill, 8), step(.scan, 2)]
        let forecast = try #require(
            Forecast(of: steps, seconds: 12, tables: [table(1_000_000, here: 100_000)]))
        #expect(forecast.factor == 10 && forecast.seconds == 2 + 10 * 10)
        #expect(forecast.rowsPerSecond == 12_500)
        #expect(forecast.lowSeconds == 51, "another machine is twice as fast")
        #expect(
            forecast.highSeconds == 4 + 100 * 3,
            "or half as fast, and a table of ten times the size half as fast again")
        let line = forecast.lines[0]
        #expect(
            line.contains("about 2 min, from 51 s to 5 min") && line.contains("1,000,000 rows there"),
            "\(line)"
        )
    }

    @Test func aWholeCopyIsForecastAsItWasMeasured() throws {
        let forecast = try #require(
            Forecast(of: [step(.backfill, 10)], seconds: 10, tables: [table(100_000, here: 100_000)]))
        #expect(forecast.seconds == 10 && forecast.lowSeconds == 5 && forecast.highSeconds == 20)
    }

    @Test func aTableOfAFewRowsSaysNothingOfHowWorkGrows() throws {
        let forecast = try #require(
            Forecast(of: [step(.backfill, 1)], seconds: 1, tables: [table(5_000, here: 10)]))
        #expect(forecast.factor == 1)
        #expect(Forecast(of: [], seconds: 1, tables: []) == nil, "nothing is known of the source")
    }

    // MARK: - Advice

    private func advice(
        backfillP99: Double = 1, waited: Int64 = 0, dead: Int64 = 0, facts: Advice.Facts = Advice.Facts(),
        hours: Double = 0
    ) -> [String] {
        let start = ContinuousClock.now
        let recorder = LatencyRecorder(phase: "baseline", at: start)
        recorder.enter("backfill", at: start + .seconds(1))
        for number in 0..<400 {
            let due = start + .milliseconds(number * 10)
            recorder.succeeded(
                due: due, done: due + .microseconds(Int(number < 100 ? 1_000 : backfillP99 * 1_000)))
        }
        recorder.enter("over", at: start + .seconds(4))
        let run = MeasuredRun(recorder, baseline: "baseline", phases: ["backfill"], seconds: 3)
        var cost = RehearsalReport.Cost(
            walBytes: 0, tempBytes: 0, grownBytes: 0, deadlocks: 0, rewritten: [])
        cost.growth = [.init(table: "public.orders", bytes: 0, indexBytes: 0, deadRows: dead)]
        let steps = [step(.backfill, 3, waited: waited)]
        let rows = Int64(10_000 * (1 + hours * 1_200))
        return Advice.lines(
            RehearsalReport.Attempt(run: run, cost: cost), steps: steps,
            limits: RehearsalLimits(pauseBudget: .milliseconds(100)), facts: facts,
            forecast: Forecast(of: steps, seconds: 3, tables: [table(rows, here: 10_000)]))
    }

    @Test func whatWasMeasuredDecidesWhatIsAdvised() {
        #expect(advice().isEmpty)
        #expect(advice(backfillP99: 60).contains { $0.contains("--speed gentle") })
        #expect(
            advice(hours: 2).contains { $0.contains("--speed full") }, "nobody feels it and it takes hours")
        #expect(advice(waited: 80).contains { $0.hasPrefix("backfill-1 waited 80 ms for its lock") })
        #expect(advice(dead: 6_000, hours: 2).contains { $0.contains("--vacuum-every 10") })
        #expect(advice(dead: 6_000).isEmpty, "a small table is vacuumed in a moment")
        #expect(advice(dead: 100).isEmpty)
        var facts = Advice.Facts()
        facts.foreignKeysWithoutIndex = ["public.orders (customer_id)"]
        #expect(advice(facts: facts)[0].hasPrefix("create an index on public.orders (customer_id) first"))
    }
}
