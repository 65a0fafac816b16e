import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

/// What a session is said to hold on a table.
@Suite(.aFewAtATime) struct LocksHeldTests {
    /// Whoever waits for a row holds its tuple EXCLUSIVE (`heap_acquire_tuplock`), and the table only ROW EXCLUSIVE.
    @Test func aRowThatIsWaitedForIsNoLockOnItsTable() async throws {
        let database = try await TestDatabase.postgres(18)
        try await database.run("CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)")
        let (first, second) = (try await database.session(), try await database.session())
        let number = try await database.engine.sessionID(of: second)
        try await first.execute("BEGIN")
        try await first.execute("UPDATE orders SET id = 2")
        let waiting = Task { try await second.execute("UPDATE orders SET id = 3") }
        while try await database.scalar("SELECT count(*) FROM pg_locks WHERE locktype = 'tuple'").integer == 0
        {
            try await Task.sleep(for: .milliseconds(10))
        }
        let held = try await database.engine.locksHeld(by: .number(number), on: database.connection)
        #expect(held == [LockClaim(ObjectName(schema: "public", "orders"), .rowExclusive)])
        try await first.execute("COMMIT")
        _ = try await waiting.value
        for session in [first, second] { await session.close() }
        await database.drop()
    }
}
