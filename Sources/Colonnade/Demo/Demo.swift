import ColonnadeEngine
public import ColonnadeModel
import ColonnadeRehearsal
public import ColonnadeRun

/// The whole story on a private database, under load: a NOT NULL column with a computed value goes live in a table that
/// is read and written all the time; then the same SQL is run directly on a copy.
public struct Demo: Sendable {
    /// Which database.
    public var engine = EngineKind.postgresql
    /// Orders in the shop.
    public var rows = 1_000_000
    /// Clients of the old code, and later as many of the new.
    public var clients = 8
    /// Whether the database goes on running afterwards.
    public var keeps = false

    /// A demo with the defaults.
    public init() {}

    /// Operations a second of all clients: what leaves a small machine some room.
    private var rate: Double { engine == .sqlite ? 100 : 500 }

    /// Runs the story. Everything it started ends with it, also when it fails or is interrupted.
    ///
    /// - Returns: what was measured, and how to reach the database if it is kept.
    /// - Throws: ``ColonnadeError``, with `.run(.interrupted, …)` soon after an interrupt.
    public func run(
        control: RunControl, observe: @escaping @Sendable (LoadMoment) -> Void
    ) async throws -> (report: DemoReport, kept: (connect: String, end: String)?) {
        do {
            return try await Database.translating {
                try await endingOnInterrupt(control) {
                    observe(.chapter("Building a shop of \(rows) orders, and a copy of it …"))
                    let sandbox = try await DemoSandbox.open(engine, rows: rows)
                    do {
                        let report = try await tell(sandbox, control, observe)
                        if keeps { return (report, sandbox.keep()) }
                        sandbox.close()
                        return (report, nil)
                    } catch {
                        sandbox.close()
                        throw error
                    }
                }
            }
        } catch  where control.isInterrupted {
            // Whatever the interrupt made fail first, initdb or a statement, it is the interrupt that is told.
            throw ColonnadeError.run(.interrupted, rollout: "demo")
        } catch let error as SandboxError {
            throw ColonnadeError.database(error.description)
        }
    }

    private func tell(
        _ sandbox: DemoSandbox, _ control: RunControl, _ observe: @escaping @Sendable (LoadMoment) -> Void
    ) async throws -> DemoReport {
        observe(
            .load("\(sandbox.description), \(clients) clients of the old code, \(Int(rate)) operations/s"))
        let shop = sandbox.shop
        let ours = try await RolloutUnderLoad(
            database: Database.open(shop.url), text: MigrationText(sql: DemoShop.migration),
            workload: workload(shop),
            pace: Pace(before: .seconds(5), sideBySide: .seconds(2), after: .seconds(2)), control: control,
            observe: observe
        ).run()
        if let failure = ours.failure { throw ColonnadeError.database(failure) }
        let outcome = try await shop.outcome()
        observe(.load("The same SQL run directly, on the copy, under the same load"))
        let plain = try await PlainUnderLoad(
            engine: sandbox.copy.engine, migration: PlainMigration(sandbox.copy.plainMigration),
            workload: workload(sandbox.copy),
            pace: Pace(before: .seconds(2), sideBySide: .zero, after: .seconds(2)), observe: observe
        ).run()
        if let failure = plain.failure { throw ColonnadeError.database(failure) }
        return DemoReport(
            server: sandbox.description, rows: rows, baseline: ours.baseline, colonnade: ours, plain: plain,
            rowsVerified: outcome.rows, rowsWrong: outcome.wrong, columns: outcome.columns,
            leftBehind: outcome.leftBehind
        )
    }

    private func workload(_ shop: DemoShop) -> Workload {
        Workload(rate: rate, clients: clients, oldCode: shop.oldCode) { shop.newCode }
    }
}
