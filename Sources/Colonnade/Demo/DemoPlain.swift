import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal

/// The same change as most migration tools make it: the statements in one transaction.
struct DemoPlain: Sendable {
    let shop: DemoShop
    let clients: Int
    let rate: Double
    /// After this time it is broken off: nobody would let users wait for longer, or watch it.
    var limit = Duration.seconds(60)
    let observe: @Sendable (DemoMoment) -> Void

    func run() async throws -> DemoReport.Run {
        let recorder = LatencyRecorder(phase: "baseline")
        let pulse = DemoPulse(recorder, observe)
        let oldCode = LoadGenerator(engine: shop.engine, recorder: recorder)
        oldCode.start("shop, old code", clients: clients, rate: rate, shop.oldCode)
        pulse.start()
        do {
            try await Task.sleep(for: .seconds(2))
            pulse.enter("migrate")
            let clock = ContinuousClock()
            let began = clock.now
            let isDone = try await migrateWithinLimit()
            let seconds = (clock.now - began).seconds
            pulse.enter("old code goes on")
            try await Task.sleep(for: .seconds(2))
            try await oldCode.stop()
            await pulse.stop()
            let names = ["migrate", "old code goes on"]
            return DemoReport.Run(
                phases: names.map { DemoReport.Phase(phase: $0, load: recorder.summary(of: $0)) },
                seconds: seconds, isCutShort: !isDone,
                load: recorder.summary(of: names)
            )
        } catch {
            await oldCode.cancel()
            await pulse.stop(brokenOff: true)
            throw error
        }
    }

    /// - Returns: whether it came to its end.
    private func migrateWithinLimit() async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await migrate()
                return true
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return false
            }
            let isDone = try await group.next() ?? false
            group.cancelAll()
            // The cancelled statement has to be over, and its locks gone, before anything else is measured.
            if !isDone { _ = try? await group.next() }
            return isDone
        }
    }

    private func migrate() async throws {
        let connection = try await shop.engine.connect(as: "migration")
        do {
            try await connection.execute(shop.isEmbedded ? "BEGIN IMMEDIATE" : "BEGIN")
            for statement in shop.plainMigration { try await connection.execute(statement) }
            try await connection.execute("COMMIT")
            await connection.close()
        } catch {
            // Takes the transaction back as well.
            await connection.close()
            throw error
        }
    }
}
