import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

@testable import ColonnadeRun

/// The driver around the lock machine, on a real server and a clock that nobody waits for.
@Suite struct LockGuardTests {
    private static let table = ObjectName(schema: "public", "orders")

    private func context(_ database: TestDatabase, _ clock: ManualClock) async throws -> RunContext {
        var settings = RunSettings()
        settings.pauseBudget = .milliseconds(1)
        settings.lockDeadline = .seconds(600)
        let step = Step(
            id: "expand-1", phase: .expand, kind: "add-column", summary: "", statements: [], locks: [],
            work: .catalog,
            transactional: true, undo: [], undoLocks: [], lossOnUndo: nil, reversible: true
        )
        return RunContext(
            engine: database.engine, connection: database.connection, observer: try await database.session(),
            session: try await database.engine.sessionID(of: database.connection), settings: settings,
            control: RunControl(), clock: clock, report: { _ in }, ask: { _ in .wait }, id: "change#1",
            step: step
        )
    }

    @Test func theDeadlineOfTenMinutesPassesByItsOwnClockAndNamesTheHolder() async throws {
        let database = try await TestDatabase.postgres(15)
        try await database.run("CREATE TABLE orders (id int)")
        let holder = try await database.session()
        try await holder.execute("BEGIN; LOCK TABLE orders IN ACCESS SHARE MODE; SELECT pg_sleep(0.01)")
        let clock = ManualClock()
        let context = try await context(database, clock)
        let start = clock.now
        let real = ContinuousClock.now
        let error = await #expect(throws: RunError.self) {
            _ = try await LockGuard(context: context).transaction(
                LockRequest([LockClaim(Self.table, .accessExclusive)], work: .catalog), report: { _ in }
            ) {}
        }
        #expect(error?.explanation.contains("test client") == true, "\(String(describing: error))")
        #expect(start.duration(to: clock.now) >= .seconds(600))
        #expect(ContinuousClock.now - real < .seconds(60))
        await holder.close()
        await context.observer.close()
        await database.drop()
    }
}
