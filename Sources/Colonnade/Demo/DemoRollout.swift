import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeRun

/// The change as Colonnade makes it: exactly what a user does with plan, apply, ready, confirm and complete.
struct DemoRollout: Sendable {
    struct Result: Sendable {
        var baseline: LatencySummary
        var run: DemoReport.Run
        var outcome: DemoShop.Outcome
    }

    let shop: DemoShop
    let clients: Int
    let rate: Double
    let control: RunControl
    let observe: @Sendable (DemoMoment) -> Void

    func run() async throws -> Result {
        let recorder = LatencyRecorder(phase: "baseline")
        let pulse = DemoPulse(recorder, observe)
        let oldCode = LoadGenerator(engine: shop.engine, recorder: recorder)
        let newCode = LoadGenerator(engine: shop.engine, recorder: recorder)
        oldCode.start("shop, old code", clients: clients, rate: rate, shop.oldCode)
        pulse.start()
        do {
            try await Task.sleep(for: .seconds(5))
            let clock = ContinuousClock()
            let database = try await Database.open(shop.url)
            let text = MigrationText(sql: DemoShop.migration)

            pulse.enter("expand")
            var began = clock.now
            let report: @Sendable (RunEvent) -> Void = { event in
                if case .stepStarted(let step) = event { pulse.enter(step.phase.rawValue) }
                if case .backfillProgress(_, let progress) = event { pulse.progress(progress) }
            }
            let record = try await database.apply(
                database.prepare(text), settings: RunSettings(), control: control, report: report
            )
            var seconds = (clock.now - began).seconds

            pulse.enter("switch")
            newCode.start("shop, new code", clients: clients, rate: rate, shop.newCode)
            try await Task.sleep(for: .seconds(2))
            try await oldCode.stop()
            try await Task.sleep(for: .seconds(1))
            try await database.confirm(
                .unused, of: record, by: "demo", note: "every client runs the new code")

            began = clock.now
            pulse.enter("contract")
            let ready = try await database.find(record.name)
            _ = try await database.complete(ready, settings: RunSettings(), control: control, report: report)
            seconds += (clock.now - began).seconds
            pulse.enter("after")
            try await Task.sleep(for: .seconds(2))
            try await newCode.stop()
            await pulse.stop()
            return try await result(recorder, seconds)
        } catch {
            await oldCode.cancel()
            await newCode.cancel()
            await pulse.stop(brokenOff: true)
            throw error
        }
    }

    private func result(_ recorder: LatencyRecorder, _ seconds: Double) async throws -> Result {
        let names = ["expand", "backfill", "verify", "switch", "contract", "after"]
        let phases = names.map { DemoReport.Phase(phase: $0, load: recorder.summary(of: $0)) }
        return Result(
            baseline: recorder.summary(of: "baseline"),
            run: DemoReport.Run(
                phases: phases, seconds: seconds, isCutShort: false, load: recorder.summary(of: names)),
            outcome: try await shop.outcome()
        )
    }
}
