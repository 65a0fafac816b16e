import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Foundation
import Testing

/// Measured alone, without other tests beside them: `make test` runs this target by itself.
///
/// Nobody waits behind Colonnade for longer than the pause budget, whoever is in its way.
@Suite struct LockTests {
    /// A change, who is in its way, and a user's statement that must not wait behind it.
    struct Class: Sendable, CustomTestStringConvertible {
        var name: String
        var change = "ALTER TABLE orders ADD COLUMN a int"
        var blocker: String
        var innocent = "SELECT quantity FROM orders WHERE id = 7"
        var testDescription: String { name }
    }

    static let classes = [
        Class(name: "behind an idle reader", blocker: "BEGIN; SELECT count(*) FROM orders"),
        Class(name: "behind a writer", blocker: "BEGIN; UPDATE orders SET quantity = 1 WHERE id = 1"),
        Class(name: "behind ACCESS SHARE", blocker: "BEGIN; LOCK TABLE orders IN ACCESS SHARE MODE"),
        Class(
            name: "behind maintenance", blocker: "BEGIN; LOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE"),
        Class(
            name: "a foreign key behind a writer of the other table",
            change: "ALTER TABLE orders ADD COLUMN customer_id int REFERENCES customers",
            blocker: "BEGIN; UPDATE customers SET name = 'x' WHERE id = 1",
            innocent: "UPDATE orders SET quantity = 8 WHERE id = 7"
        ),
        Class(
            name: "a default", change: "ALTER TABLE orders ALTER COLUMN quantity SET DEFAULT 1",
            blocker: "BEGIN; SELECT count(*) FROM orders"
        ),
    ]

    private func stage() async throws -> TestDatabase {
        let database = try await TestDatabase.postgres(15)
        try await database.run(
            """
            CREATE TABLE customers (id int PRIMARY KEY, name text); INSERT INTO customers VALUES (1, 'a');
            CREATE TABLE orders (id bigint PRIMARY KEY, quantity int NOT NULL);
            INSERT INTO orders SELECT i, i FROM generate_series(1, 1000) i
            """
        )
        return database
    }

    /// Does the same all the time; returns the longest that it took.
    private func innocent(
        _ statement: String, _ database: TestDatabase, until stopped: @escaping @Sendable () async -> Bool
    ) async throws -> Duration {
        let session = try await database.session()
        let clock = ContinuousClock()
        var longest = Duration.zero
        while await !stopped() {
            let start = clock.now
            try await session.execute(SQL(verbatim: statement))
            longest = max(longest, clock.now - start)
            try await Task.sleep(for: .milliseconds(1))
        }
        await session.close()
        return longest
    }

    @Test(arguments: classes) func usersGoOnWhileALockIsWaitedFor(_ it: Class) async throws {
        let database = try await stage()
        let holder = try await database.session()
        try await holder.execute(SQL(verbatim: it.blocker))
        let gate = Gate()
        async let longest = innocent(it.innocent, database) { await gate.isOpen }
        async let running = CommandLineTool.run(["apply", "--yes", "--sql", it.change], on: database)
        let arrived = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'colonnade: inline%'"
        for _ in 0..<400 where try await database.scalar(arrived).integer == 0 {
            try await Task.sleep(for: .milliseconds(50))
        }
        try await Task.sleep(for: .seconds(1))
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

    /// The contrast: the plain statement waits in the queue and makes users wait for as long as it waits itself.
    @Test(arguments: classes) func thePlainStatementMakesThemWait(_ it: Class) async throws {
        let database = try await stage()
        let holder = try await database.session()
        try await holder.execute(SQL(verbatim: it.blocker))
        let gate = Gate()
        async let longest = innocent(it.innocent, database) { await gate.isOpen }
        let plain = try await database.session()
        async let alter = plain.execute(SQL(verbatim: it.change))
        try await Task.sleep(for: .seconds(1))
        try await holder.execute("COMMIT")
        _ = try await alter
        await gate.open()
        #expect(try await longest > .milliseconds(700))
        await database.drop()
    }

    /// An ordinary autovacuum gives way only to who has waited for `deadlock_timeout`, a second: longer than anybody
    /// may stand in the queue for ACCESS EXCLUSIVE.
    @Test func anAutovacuumIsDisplacedWithoutAnybodyWaiting() async throws {
        let server = try PrivatePostgres.start(
            PostgresBinaries.find(major: 15),
            settings: [
                "autovacuum_naptime": "1s", "autovacuum_vacuum_cost_delay": "100ms",
                "autovacuum_vacuum_cost_limit": "1", "autovacuum_vacuum_scale_factor": "0.01",
            ]
        )
        defer { server.stop() }
        let database = try await TestDatabase.on(server)
        try await database.run(
            """
            CREATE TABLE orders (id bigint PRIMARY KEY, quantity int NOT NULL);
            INSERT INTO orders SELECT i, i FROM generate_series(1, 100000) i;
            UPDATE orders SET quantity = 0
            """
        )
        let vacuuming =
            "SELECT count(*) FROM pg_stat_progress_vacuum p JOIN pg_stat_activity a USING (pid) "
            + "WHERE p.relid = 'orders'::regclass AND a.backend_type = 'autovacuum worker'"
        for _ in 0..<600 where try await database.scalar(vacuuming).integer == 0 {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(try await database.scalar(vacuuming).integer == 1, "no worker came")
        let gate = Gate()
        async let longest = innocent("SELECT quantity FROM orders WHERE id = 7", database) {
            await gate.isOpen
        }
        let run = try await CommandLineTool.run(
            ["apply", "--yes", "--sql", "ALTER TABLE orders ADD COLUMN a int"], on: database)
        await gate.open()
        #expect(run.status == 0, "\(run.stderr)")
        let waited = try await longest
        #expect(waited < .milliseconds(300), "\(waited)")
        let log = try String(contentsOfFile: "\(server.folder)/log", encoding: .utf8)
        #expect(log.contains("canceling autovacuum task"))
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
