import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Synchronization
import Testing

/// Every way in which a rollout stops before its end, other than death.
@Suite(.aFewAtATime) struct StopTests {
    private static let migration =
        "ALTER TABLE orders ADD COLUMN total bigint NOT NULL; UPDATE orders SET total = quantity"

    private func stage(_ rows: Int = 20_000) async throws -> TestDatabase {
        let database = try await TestDatabase.postgres(15)
        try await database.run(
            """
            CREATE TABLE orders (id bigint PRIMARY KEY, quantity int NOT NULL);
            INSERT INTO orders SELECT i, i FROM generate_series(1, \(rows)) i
            """
        )
        return database
    }

    private func apply(_ database: TestDatabase, _ more: [String] = []) async throws -> Subprocess {
        try await CommandLineTool.run(["apply", "--yes", "--sql", Self.migration] + more, on: database)
    }

    /// A rollout whose column is there and whose backfill has not begun: whoever holds a row from here on is in the
    /// way of the backfill, not of the ADD COLUMN.
    private func expanded() async throws -> TestDatabase {
        let database = try await stage()
        let run = try await CommandLineTool.run(
            ["apply", "--yes", "--sql", Self.migration], on: database, fault: "before:backfill-1"
        )
        #expect(run.signal == 9)
        return database
    }

    /// Holds a row, so that the backfill fills all others and then waits: it can be interfered with at leisure.
    private func hold(_ id: Int, of database: TestDatabase) async throws -> any Connection {
        let session = try await database.session()
        try await session.execute("BEGIN; UPDATE orders SET quantity = quantity WHERE id = \(number: id)")
        return session
    }

    /// Waits until so many rows are filled; a test that never gets there fails here.
    private func wait(for filled: Int64, in database: TestDatabase) async throws {
        for _ in 0..<2_000 {
            let count = try? await database.scalar("SELECT count(*) FROM orders WHERE total IS NOT NULL")
                .integer
            if let count, count >= filled { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("the backfill never got as far as \(filled) rows")
    }

    private func expectEnd(_ database: TestDatabase) async throws {
        let end = try await apply(database)
        #expect(end.status == 0, "\(end.stderr)")
        #expect(
            try await database.scalar("SELECT count(*) FROM orders WHERE total IS DISTINCT FROM quantity")
                .integer == 0)
        await database.drop()
    }

    @Test func ctrlCStopsBetweenBatchesAndTheSameCommandContinues() async throws {
        let database = try await expanded()
        let holder = try await hold(777, of: database)
        let process = Mutex<Int32>(0)
        async let running = CommandLineTool.run(
            ["apply", "--yes", "--sql", Self.migration], on: database,
            started: { pid in process.withLock { $0 = pid } }
        )
        try await wait(for: 19_999, in: database)
        kill(process.withLock { $0 }, SIGINT)
        let run = try await running
        #expect(run.status == 130, "\(run.stderr)")
        let status = try await CommandLineTool.run(["status"], on: database)
        #expect(status.stdout.contains("stopped") && status.stdout.contains("interrupted"))
        #expect(try await database.scalar("SELECT count(*) FROM orders WHERE total IS NULL").integer == 1)
        await holder.close()
        try await expectEnd(database)
    }

    @Test func pauseFromElsewhereActsWithinABatch() async throws {
        let database = try await expanded()
        let holder = try await hold(777, of: database)
        async let running = apply(database)
        try await wait(for: 19_999, in: database)
        try await colonnade(["pause"], on: database)
        let run = try await running
        #expect(run.status == 4, "\(run.stderr)")
        let status = try await CommandLineTool.run(["status"], on: database)
        #expect(status.stdout.contains("paused"))
        await holder.close()
        try await colonnade(["resume", "--yes"], on: database)
        try await expectEnd(database)
    }

    @Test func theSpeedChangesWhileItRuns() async throws {
        let database = try await expanded()
        let holder = try await hold(777, of: database)
        async let running = apply(database, ["--speed", "gentle"])
        try await wait(for: 19_999, in: database)
        let change = try await colonnade(["resume", "--speed", "full"], on: database)
        #expect(change.stderr.contains("goes on at speed full"))
        #expect(try await database.scalar("SELECT speed FROM colonnade.rollouts").text == "full")
        await holder.close()
        let run = try await running
        #expect(run.status == 0, "\(run.stderr)")
        try await expectEnd(database)
    }

    @Test func aSecondRunnerIsToldWhoHoldsTheRollout() async throws {
        let database = try await expanded()
        let holder = try await hold(777, of: database)
        async let running = apply(database)
        try await wait(for: 19_999, in: database)
        let second = try await apply(database)
        #expect(second.status == 4)
        #expect(second.stderr.contains("another runner is at work: pid"), "\(second.stderr)")
        await holder.close()
        #expect(try await running.status == 0)
        try await expectEnd(database)
    }

    @Test func aLostConnectionIsResumable() async throws {
        let database = try await expanded()
        let holder = try await hold(777, of: database)
        async let running = apply(database)
        try await wait(for: 19_999, in: database)
        try await database.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'colonnade: inline%' "
                + "AND datname = current_database() AND application_name NOT LIKE '%observer'"
        )
        let run = try await running
        #expect(run.status == 4, "\(run.stderr)")
        #expect(run.stderr.contains("connection"))
        await holder.close()
        try await expectEnd(database)
    }

    @Test func onATerminalItAsksWhatToDoAboutWhoIsInTheWay() async throws {
        let database = try await stage(10)
        let role = "clerk_\(UInt32.random(in: 0 ... .max))"
        try await database.run("CREATE ROLE \(role) LOGIN; GRANT SELECT ON orders TO \(role)")
        for (typed, status) in [("w", Int32(4)), ("c", 4), ("t", 0)] {
            let holder = try await database.session(as: role)
            try await holder.execute("BEGIN; SELECT count(*) FROM orders")
            let run = try await CommandLineTool.runOnTerminal(
                [
                    "apply", "--yes", "--on-blocker", "ask", "--blocker-grace", "1s", "--lock-deadline", "8s",
                    "--sql", Self.migration,
                ], on: database, typing: "\(typed)\n"
            )
            #expect(run.status == status, "\(typed)\n\(run.stdout)")
            #expect(run.stdout.contains("in the way: pid"), "\(typed)\n\(run.stdout)")
            #expect(run.stdout.contains("[t]erminate its session?"), "\(typed)\n\(run.stdout)")
            await holder.close()
        }
        // Cancelling is of no use against a session that is idle in its transaction; it is tried and written down.
        let events = try await database.rows(
            "SELECT kind FROM colonnade.events WHERE kind <> 'fingerprint' ORDER BY at"
        ).map {
            $0[0].text
        }
        #expect(events == ["cancelled", "terminated"])
        try await database.run("DROP OWNED BY \(role); DROP ROLE \(role)")
        try await expectEnd(database)
    }

    @Test func anotherMachineHelpsAndMayDie() async throws {
        let database = try await expanded()
        let (first, second) = (try await hold(777, of: database), try await hold(19_000, of: database))
        async let running = apply(database)
        try await wait(for: 19_998, in: database)
        await second.close()
        let dying = try await CommandLineTool.run(
            ["apply", "--join", "inline", "--yes"], on: database, fault: "inside-batch"
        )
        #expect(dying.signal == 9, "\(dying.stderr)")
        try await colonnade(["apply", "--join", "inline", "--yes"], on: database)
        #expect(try await database.scalar("SELECT count(*) FROM orders WHERE total IS NULL").integer == 1)
        await first.close()
        let run = try await running
        #expect(run.status == 0, "\(run.stderr)")
        #expect(try await database.scalar("SELECT count(*) FROM colonnade.ranges").integer == 0)
        try await expectEnd(database)
    }

    @Test func severalWorkersFillEveryRowOnce() async throws {
        let database = try await stage(300_000)
        let run = try await apply(database, ["--workers", "3", "--speed", "full"])
        #expect(run.status == 0, "\(run.stderr)")
        let rows = try await database.scalar("SELECT rows_done FROM colonnade.backfills")
        #expect(rows.integer == 300_000)
        try await expectEnd(database)
    }

    @Test func rowsThatCannotBeFilledAreNamedAndTheRestIsKept() async throws {
        let database = try await stage(20_000)
        try await database.run("UPDATE orders SET quantity = 0 WHERE id IN (5, 12345, 20000)")
        let arguments = [
            "apply", "--yes", "--sql",
            "ALTER TABLE orders ADD COLUMN share int; UPDATE orders SET share = 100000 / quantity",
        ]
        let one = try await CommandLineTool.run(arguments, on: database)
        #expect(one.status == 5)
        #expect(one.stderr.contains("row id = ") && one.stderr.contains("division by zero"), "\(one.stderr)")
        let all = try await CommandLineTool.run(arguments + ["--max-failed-rows", "10"], on: database)
        #expect(all.status == 5)
        for id in [5, 12345, 20000] { #expect(all.stderr.contains("row id = \(id):"), "\(all.stderr)") }
        #expect(try await database.scalar("SELECT count(*) FROM orders WHERE share IS NULL").integer == 3)
        try await database.run("UPDATE orders SET quantity = 1 WHERE quantity = 0")
        let mended = try await CommandLineTool.run(arguments, on: database)
        #expect(mended.status == 0, "\(mended.stderr)")
        #expect(try await database.scalar("SELECT count(*) FROM orders WHERE share IS NULL").integer == 0)
        await database.drop()
    }

    @Test func aUniqueIndexOverDuplicatesLeavesNoInvalidIndexBehind() async throws {
        let database = try await stage(1_000)
        try await database.run("UPDATE orders SET quantity = 1 WHERE id = 2")
        let arguments = ["apply", "--yes", "--sql", "CREATE UNIQUE INDEX once ON orders (quantity)"]
        let run = try await CommandLineTool.run(arguments, on: database)
        #expect(run.status == 5)
        #expect(run.stderr.contains("1 row of public.orders repeat"), "\(run.stderr)")
        #expect(try await database.scalar("SELECT to_regclass('once') IS NULL").bool == true)
        try await database.run("UPDATE orders SET quantity = 2 WHERE id = 2")
        let again = try await CommandLineTool.run(arguments, on: database)
        #expect(again.status == 0, "\(again.stderr)")
        #expect(
            try await database.scalar("SELECT indisvalid FROM pg_index WHERE indexrelid = 'once'::regclass")
                .bool == true)
        await database.drop()
    }

    @Test func theUsersTriggersFireOrNotAsSaid() async throws {
        for (choice, expected) in [("fire", Int64(1_000)), ("suppress", 0)] {
            let database = try await stage(1_000)
            try await database.run(
                """
                CREATE TABLE audit (id bigint);
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
                  'BEGIN INSERT INTO audit VALUES (NEW.id); RETURN NEW; END';
                CREATE TRIGGER audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION note();
                """
            )
            let unsaid = try await apply(database)
            #expect(unsaid.status == 2)
            #expect(
                unsaid.stderr.contains("audit") && unsaid.stderr.contains("--user-triggers"),
                "\(unsaid.stderr)")
            let said = try await apply(database, ["--user-triggers", choice])
            #expect(said.status == 0, "\(said.stderr)")
            #expect(try await database.scalar("SELECT count(*) FROM audit").integer == expected)
            await database.drop()
        }
    }
}
