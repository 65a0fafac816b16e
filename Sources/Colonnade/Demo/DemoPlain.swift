import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal

/// The same change as most migration tools make it: the statements in one transaction.
struct DemoPlain: Sendable {
    let shop: DemoShop
    let clients: Int
    let rate: Double
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
            try await migrate()
            let seconds = (clock.now - began).seconds
            pulse.enter("old code goes on")
            try await Task.sleep(for: .seconds(2))
            try await oldCode.stop()
            await pulse.stop()
            let names = ["migrate", "old code goes on"]
            return DemoReport.Run(
                phases: names.map { DemoReport.Phase(phase: $0, load: recorder.summary(of: $0)) },
                seconds: seconds,
                load: recorder.summary(of: names)
            )
        } catch {
            try? await oldCode.stop()
            await pulse.stop()
            throw error
        }
    }

    private func migrate() async throws {
        let connection = try await shop.engine.connect(as: "migration")
        let fill: SQL = "UPDATE orders SET total_cents = (unit_price * quantity * 100)"
        // SQLite cannot make a column NOT NULL afterwards: the table is built anew by hand, as its manual says.
        let statements: [SQL] =
            shop.isEmbedded
            ? [
                "ALTER TABLE orders ADD COLUMN total_cents bigint", fill,
                """
                CREATE TABLE new_orders (id integer PRIMARY KEY, customer_id integer NOT NULL, status text NOT NULL,
                  quantity integer NOT NULL, unit_price integer NOT NULL, note text,
                  created_at text NOT NULL DEFAULT CURRENT_TIMESTAMP, total_cents bigint NOT NULL)
                """,
                "INSERT INTO new_orders SELECT * FROM orders", "DROP TABLE orders",
                "ALTER TABLE new_orders RENAME TO orders",
                "CREATE INDEX orders_customer_id_idx ON orders (customer_id)",
            ]
            : [
                "ALTER TABLE orders ADD COLUMN total_cents bigint", fill,
                "ALTER TABLE orders ALTER COLUMN total_cents SET NOT NULL",
            ]
        try await connection.execute(shop.isEmbedded ? "BEGIN IMMEDIATE" : "BEGIN")
        for statement in statements { try await connection.execute(statement) }
        try await connection.execute("COMMIT")
        await connection.close()
    }
}
