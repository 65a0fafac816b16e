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
        control: RunControl, observe: @escaping @Sendable (DemoMoment) -> Void
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
        _ sandbox: DemoSandbox, _ control: RunControl, _ observe: @escaping @Sendable (DemoMoment) -> Void
    ) async throws -> DemoReport {
        observe(
            .load("\(sandbox.description), \(clients) clients of the old code, \(Int(rate)) operations/s"))
        let rollout = DemoRollout(
            shop: sandbox.shop, clients: clients, rate: rate, control: control, observe: observe)
        let ours = try await rollout.run()
        observe(.load("The same SQL run directly, on the copy, under the same load"))
        let plain = DemoPlain(shop: sandbox.copy, clients: clients, rate: rate, observe: observe)
        return DemoReport(
            server: sandbox.description, rows: rows, baseline: ours.baseline, colonnade: ours.run,
            plain: try await plain.run(),
            rowsVerified: ours.outcome.rows, rowsWrong: ours.outcome.wrong,
            columns: ours.outcome.columns, leftBehind: ours.outcome.leftBehind
        )
    }
}

/// Runs work in a task that an interrupt cancels: with it the statement at hand, and every wait.
private func endingOnInterrupt<T: Sendable>(
    _ control: RunControl, _ work: @escaping @Sendable () async throws -> T
) async throws -> T {
    try await withThrowingTaskGroup(of: T?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            while !control.isInterrupted { try await Task.sleep(for: .milliseconds(50)) }
            return nil
        }
        defer { group.cancelAll() }
        guard let result = try await group.next(), let result else {
            group.cancelAll()
            // What was started has to be ended before this is.
            _ = try? await group.next()
            throw RunError.interrupted
        }
        return result
    }
}
