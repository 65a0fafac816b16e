import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Testing

/// Measured alone, without other tests beside them: `make test` runs this target by itself.
///
/// Nobody waits behind Colonnade for longer than the pause budget, whoever is in its way.
@Suite struct LockTests {
    /// The ways in which a session can be in the way of ACCESS EXCLUSIVE.
    static let blockers = [
        "BEGIN; SELECT count(*) FROM orders",
        "BEGIN; UPDATE orders SET quantity = 1 WHERE id = 1",
        "BEGIN; LOCK TABLE orders IN ACCESS SHARE MODE",
        "BEGIN; LOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE",
    ]

    private func stage() async throws -> TestDatabase {
        let database = try await TestDatabase.postgres(15)
        try await database.run(
            """
            CREATE TABLE orders (id bigint PRIMARY KEY, quantity int NOT NULL);
            INSERT INTO orders SELECT i, i FROM generate_series(1, 1000) i
            """
        )
        return database
    }

    /// Reads all the time; returns the longest that a read took.
    private func innocent(_ database: TestDatabase, until stopped: @escaping @Sendable () async -> Bool)
        async throws -> Duration
    {
        let session = try await database.session()
        let clock = ContinuousClock()
        var longest = Duration.zero
        while await !stopped() {
            let start = clock.now
            _ = try await session.query("SELECT quantity FROM orders WHERE id = 7")
            longest = max(longest, clock.now - start)
            try await Task.sleep(for: .milliseconds(1))
        }
        await session.close()
        return longest
    }

    @Test(arguments: blockers)
    func innocentReadsGoOnWhileALockIsWaitedFor(_ blocker: String) async throws {
        let database = try await stage()
        let holder = try await database.session()
        try await holder.execute(SQL(verbatim: blocker))
        let gate = Gate()
        async let longest = innocent(database) { await gate.isOpen }
        async let running = CommandLineTool.run(
            ["apply", "--yes", "--sql", "ALTER TABLE orders ADD COLUMN a int"], on: database
        )
        try await Task.sleep(for: .seconds(2))
        try await holder.execute("COMMIT")
        await holder.close()
        let run = try await running
        await gate.open()
        #expect(run.status == 0, "\(run.stderr)")
        #expect(run.stderr.contains("waits outside the lock queue"), "\(run.stderr)")
        #expect(run.stderr.contains("test client"), "the one in the way is named: \(run.stderr)")
        // The budget of 100 ms, and what a busy machine of two cores may add to it.
        let waited = try await longest
        #expect(waited < .milliseconds(300), "\(waited)")
        await database.drop()
    }

    /// The contrast: an ALTER TABLE that waits in the queue makes the innocent wait as long as it waits itself.
    @Test func aPlainAlterTableMakesThemWait() async throws {
        let database = try await stage()
        let holder = try await database.session()
        try await holder.execute("BEGIN; SELECT count(*) FROM orders")
        let gate = Gate()
        async let longest = innocent(database) { await gate.isOpen }
        let plain = try await database.session()
        async let alter = plain.execute("ALTER TABLE orders ADD COLUMN a int")
        try await Task.sleep(for: .seconds(1))
        try await holder.execute("COMMIT")
        _ = try await alter
        await gate.open()
        #expect(try await longest > .milliseconds(700))
        await database.drop()
    }

    @Test func aPreparedTransactionIsNamedAndWaitedForUntilTheDeadline() async throws {
        let database = try await stage()
        try await database.run("BEGIN; UPDATE orders SET quantity = 1 WHERE id = 1")
        try await database.run("PREPARE TRANSACTION 'forgotten \(database.url.suffix(8))'")
        let arguments = [
            "apply", "--yes", "--lock-deadline", "1s", "--sql", "ALTER TABLE orders ADD COLUMN a int",
        ]
        let run = try await CommandLineTool.run(arguments, on: database)
        #expect(run.status == 4, "\(run.stderr)")
        #expect(run.stderr.contains("prepared transaction forgotten"), "\(run.stderr)")
        try await database.run("ROLLBACK PREPARED 'forgotten \(database.url.suffix(8))'")
        let again = try await CommandLineTool.run(arguments, on: database)
        #expect(again.status == 0, "\(again.stderr)")
        await database.drop()
    }

    @Test func aBlockerIsTerminatedOnlyWhenToldAndItIsWrittenDown() async throws {
        let database = try await stage()
        let role = "app_\(UInt32.random(in: 0 ... .max))"
        try await database.run("CREATE ROLE \(role) LOGIN; GRANT SELECT ON orders TO \(role)")
        let holder = try await database.session(as: role)
        try await holder.execute("BEGIN; SELECT count(*) FROM orders")
        let run = try await CommandLineTool.run(
            [
                "apply", "--yes", "--on-blocker", "terminate", "--blocker-grace", "300ms", "--sql",
                "ALTER TABLE orders ADD COLUMN a int",
            ], on: database
        )
        #expect(run.status == 0, "\(run.stderr)")
        #expect(run.stderr.contains("terminated pid"), "\(run.stderr)")
        await #expect(throws: EngineError.self) { try await holder.execute("SELECT 1") }
        let note = try await database.scalar("SELECT detail FROM colonnade.events WHERE kind = 'terminated'")
        #expect(note.text?.contains(role) == true)
        await holder.close()
        try await database.run("DROP OWNED BY \(role); DROP ROLE \(role)")
        await database.drop()
    }

    @Test func maintenanceByHandIsNeverSignalled() async throws {
        let database = try await stage()
        let role = "dba_\(UInt32.random(in: 0 ... .max))"
        try await database.run("CREATE ROLE \(role) LOGIN; ALTER TABLE orders OWNER TO \(role)")
        let holder = try await database.session(as: role)
        try await holder.execute("BEGIN; LOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE")
        let run = try await CommandLineTool.run(
            [
                "apply", "--yes", "--on-blocker", "terminate", "--blocker-grace", "100ms", "--lock-deadline",
                "1s",
                "--sql", "ALTER TABLE orders ADD COLUMN a int",
            ], on: database
        )
        #expect(run.status == 4, "\(run.stderr)")
        try await holder.execute("COMMIT")
        await holder.close()
        try await database.run(
            "ALTER TABLE orders OWNER TO postgres; DROP OWNED BY \(role); DROP ROLE \(role)")
        await database.drop()
    }
}

/// Opens once.
private actor Gate {
    private(set) var isOpen = false
    func open() { isOpen = true }
}
