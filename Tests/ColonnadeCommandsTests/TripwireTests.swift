import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Testing

/// The tripwire: who still writes an old column, where nobody counts statements or counts get lost.
@Suite(.aFewAtATime) struct TripwireTests {
    private static let subject = "orders.old_status"

    private func database(_ version: Int = 15) async throws -> TestDatabase {
        let database = try await TestDatabase.postgres(version)
        try await database.run(
            """
            CREATE TABLE orders (id int PRIMARY KEY, status text, old_status text DEFAULT 'new');
            INSERT INTO orders SELECT i, 'a' FROM generate_series(1, 100) i
            """)
        return database
    }

    private func map(_ database: TestDatabase, _ more: [String]) async throws -> Subprocess {
        try await CommandLineTool.run(["map", Self.subject] + more, on: database)
    }

    private func install(_ database: TestDatabase) async throws {
        let run = try await map(database, ["--tripwire", "--yes"])
        #expect(run.status == 0, "\(run.stderr)")
    }

    private func count(_ database: TestDatabase) async throws -> Int64 {
        try await database.scalar(
            "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM \(try await sequence(database))"
        ).integer ?? -1
    }

    @Test(arguments: [15, 18])
    func countsWhoeverGivesTheColumnAValueAndNobodyElse(_ version: Int) async throws {
        let database = try await database(version)
        try await install(database)
        for quiet in [
            "INSERT INTO orders (id, status) VALUES (200, 'b')",
            "INSERT INTO orders VALUES (201, 'b', 'new')", "INSERT INTO orders VALUES (202, 'b', DEFAULT)",
            "UPDATE orders SET status = 'c'", "UPDATE orders SET old_status = old_status, status = 'd'",
            "DELETE FROM orders WHERE id = 202",
            "BEGIN; SET LOCAL colonnade.batch = 'on'; UPDATE orders SET old_status = 'z'; COMMIT",
        ] {
            try await database.run(quiet)
        }
        #expect(try await count(database) == 0)
        let loud: [(String, Int64)] = [
            ("INSERT INTO orders VALUES (300, 'b', 'x')", 1),
            ("UPDATE orders SET old_status = 'y' WHERE id < 11", 10),
            ("INSERT INTO orders VALUES (301, 'b', NULL)", 1),
            ("INSERT INTO orders VALUES (1, 'b') ON CONFLICT (id) DO UPDATE SET old_status = 'q'", 1),
            (
                "MERGE INTO orders o USING (VALUES (2)) v (id) ON o.id = v.id WHEN MATCHED THEN UPDATE SET old_status = 'm'",
                1
            ),
            ("BEGIN; UPDATE orders SET old_status = 'r' WHERE id = 3; ROLLBACK", 1),
        ]
        var expected: Int64 = 0
        for (sql, rows) in loud {
            try await database.run(sql)
            expected += rows
            #expect(try await count(database) == expected, "\(sql)")
        }
        await database.drop()
    }

    @Test func samplesSayWhoAndNeverWhat() async throws {
        let database = try await database()
        try await install(database)
        try await database.run(
            """
            CREATE ROLE old_app LOGIN; GRANT SELECT, INSERT, UPDATE ON orders TO old_app;
            CREATE ROLE clerk NOLOGIN; GRANT clerk TO old_app; GRANT SELECT, UPDATE ON orders TO clerk
            """)
        let session = try await database.session(as: "old_app")
        for sql in [
            "SET application_name = 'billing'",
            "/* who: 'x' */ UPDATE orders SET old_status = 'secret-1', \"status\" = E'it\\'s secret-2' WHERE id = 4711 OR id = 4 -- don't",
            "UPDATE orders SET old_status = $$secret-3$$ WHERE id = 5",
            "UPDATE orders SET old_status = 'a''secret-4', status = N'secret-5' WHERE id = 6e0",
            "UPDATE orders SET old_status = 'secret-6\\', status = ' secret-7' WHERE id = 7",
        ] {
            try await session.execute(SQL(verbatim: sql))
        }
        try await session.execute("SET ROLE clerk")
        try await session.execute("UPDATE orders SET old_status = 'clerk' WHERE id = 8")
        await session.close()
        let rows = try await database.rows(
            "SELECT role, application, query FROM colonnade.writers ORDER BY at")
        let texts = rows.map { $0[2].text ?? "" }
        #expect(rows.map { $0[0].text } == ["old_app", "old_app", "old_app", "clerk"], "\(texts)")
        #expect(rows.allSatisfy { $0[1].text == "billing" })
        #expect(texts.allSatisfy { !$0.contains("secret") && !$0.contains("4711") }, "\(texts)")
        #expect(texts[2] == "UPDATE orders SET old_status = ?, status = ? WHERE id = ?")
        // Nobody but its owner reads or calls what the tripwire keeps.
        #expect(
            try await database.scalar(
                "SELECT has_function_privilege('old_app', 'colonnade.tripwire()', 'EXECUTE')"
            ).bool == false)
        let seen = try await map(database, ["--json"])
        #expect(seen.stdout.contains("\"name\" : \"old_app (billing)"), "\(seen.stdout)")
        await database.drop()
    }

    /// Without counts of statements the writers are found all the same, and reads are left to somebody who knows.
    @Test func itsEvidenceGoesIntoTheGate() async throws {
        let database = try await database()
        let question = ["--unused-for", "1s"]
        #expect(try await map(database, question).stdout.contains("--tripwire"))
        let first = try await map(database, question + ["--tripwire", "--yes"])
        #expect(
            first.status == 1 && first.stdout.contains("counting begins"), "\(first.stdout)\(first.stderr)")
        try await database.run("UPDATE orders SET old_status = 'x' WHERE id < 4")
        let used = try await map(database, question)
        #expect(used.status == 1 && used.stdout.contains("used since the last look"), "\(used.stdout)")
        #expect(used.stdout.contains("3 rows written"), "\(used.stdout)")
        #expect(
            used.stdout.contains("writer postgres (")
                && used.stdout.contains("UPDATE orders SET old_status = ?"))
        try await Task.sleep(for: .seconds(1.2))
        let quiet = try await map(database, question)
        #expect(
            quiet.status == 1 && quiet.stdout.contains("nothing that can be seen has used it"),
            "\(quiet.stdout)")
        #expect(quiet.stdout.contains("a tripwire counts writes only"))
        // One whose transaction has not ended has no sample yet.
        let session = try await database.session()
        try await session.execute("BEGIN; UPDATE orders SET old_status = 'y' WHERE id = 9")
        let open = try await map(database, question)
        #expect(open.stdout.contains("writer somebody"), "\(open.stdout)")
        try await session.execute("ROLLBACK")
        await session.close()
        await database.drop()
    }

    /// New code that writes only the new column is no writer of the old one, whatever the two-way trigger of a rollout does.
    @Test func aRolloutsOwnWritesDoNotCountAndContractTakesItOff() async throws {
        let database = try await database()
        try await install(database)
        let apply = try await CommandLineTool.run(
            ["apply", "--yes", "--sql", "ALTER TABLE orders RENAME COLUMN old_status TO state"], on: database)
        #expect(apply.status == 0, "\(apply.stderr)")
        try await database.run(
            "UPDATE orders SET state = 'n' WHERE id < 50; INSERT INTO orders (id, state) VALUES (400, 'm')")
        #expect(
            try await database.scalar("SELECT count(*) FROM orders WHERE old_status IN ('n', 'm')").integer
                == 50)
        #expect(try await count(database) == 0)
        try await database.run("UPDATE orders SET old_status = 'o' WHERE id = 60")
        #expect(try await count(database) == 1)
        let drift = try await CommandLineTool.run(["status", "--json"], on: database)
        #expect(drift.stdout.contains("\"state\" : \"ready\""))
        let early = try await CommandLineTool.run(["complete", "--yes"], on: database)
        #expect(
            early.stderr.contains("colonnade map public.orders.old_status --unused-for"), "\(early.stderr)")
        _ = try await CommandLineTool.run(["confirm", "unused", "--by", "ana"], on: database)
        let complete = try await CommandLineTool.run(["complete", "--yes"], on: database)
        #expect(complete.status == 0, "\(complete.stderr)")
        #expect(
            complete.stderr.contains("take the tripwire off public.orders.old_status"), "\(complete.stderr)")
        #expect(
            !complete.stderr.contains("has changed"), "a tripwire is no change by others: \(complete.stderr)")
        #expect(
            try await database.scalar("SELECT count(*) FROM pg_trigger WHERE tgname LIKE '000%'").integer == 0
        )
        await database.drop()
    }

    @Test func aDropOfAWatchedColumnIsPlannedAsIfNobodyWatched() async throws {
        let database = try await database()
        try await install(database)
        let drop = ["--sql", "ALTER TABLE orders DROP COLUMN old_status"]
        let apply = try await CommandLineTool.run(["apply", "--yes"] + drop, on: database)
        #expect(apply.status == 0, "\(apply.stderr)")
        _ = try await CommandLineTool.run(["confirm", "unused", "--by", "ana"], on: database)
        let complete = try await CommandLineTool.run(["complete", "--yes"], on: database)
        #expect(complete.status == 0, "\(complete.stderr)")
        #expect(
            try await database.scalar(
                "SELECT count(*) FROM information_schema.columns WHERE column_name = 'old_status'"
            ).integer == 0)
        await database.drop()
    }

    /// Whatever becomes of its tables, writers go on.
    @Test func aBrokenSamplerFailsNobody() async throws {
        let database = try await database()
        try await install(database)
        try await database.run("DROP TABLE colonnade.writers")
        try await database.run("UPDATE orders SET old_status = 'x' WHERE id = 1")
        #expect(try await count(database) == 1)
        try await database.run("DROP SEQUENCE \(try await sequence(database))")
        try await database.run("UPDATE orders SET old_status = 'y' WHERE id = 1")
        #expect(try await database.scalar("SELECT old_status FROM orders WHERE id = 1").text == "y")
        await database.drop()
    }

    private func sequence(_ database: TestDatabase) async throws -> String {
        try await database.scalar(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'S' AND c.relname LIKE 'tripwire%'"
        ).text ?? ""
    }

    /// A writer whose transaction is open keeps no other waiting, nor does one that writes the same.
    @Test func writersDoNotMeet() async throws {
        let database = try await database()
        try await install(database)
        let one = try await database.session()
        let other = try await database.session()
        try await one.execute("BEGIN; UPDATE orders SET old_status = 'x' WHERE id = 1")
        try await other.execute("SET lock_timeout = '200ms'; UPDATE orders SET old_status = 'x' WHERE id = 2")
        try await other.execute("UPDATE orders SET old_status = 'x' WHERE id = 3")
        try await one.execute("COMMIT")
        #expect(try await count(database) == 3)
        await one.close()
        await other.close()
        await database.drop()
    }

    @Test func itAsksAndWaitsOutsideTheQueueAndGoes() async throws {
        let database = try await database()
        let unasked = try await map(database, ["--tripwire"])
        #expect(unasked.status == 2 && unasked.stderr.contains("--yes"), "\(unasked.stderr)")
        let dry = try await map(database, ["--tripwire", "--dry-run"])
        #expect(dry.status == 0 && dry.stderr.contains("CREATE TRIGGER"), "\(dry.stderr)")
        #expect(dry.stderr.contains("SHARE ROW EXCLUSIVE"), "\(dry.stderr)")
        let holder = try await database.session()
        try await holder.execute("BEGIN; UPDATE orders SET status = 'h' WHERE id = 1")
        let busy = try await map(database, ["--tripwire", "--yes", "--lock-deadline", "1s"])
        #expect(busy.status == 4 && busy.stderr.contains("nothing was changed"), "\(busy.stderr)")
        try await holder.execute("COMMIT")
        await holder.close()
        try await install(database)
        #expect(try await map(database, ["--tripwire", "--yes"]).stderr.contains("has its tripwire already"))
        let off = try await map(database, ["--no-tripwire", "--yes"])
        #expect(off.status == 0, "\(off.stderr)")
        #expect(
            try await database.scalar("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal").integer == 0)
        #expect(try await map(database, ["--no-tripwire", "--yes"]).stderr.contains("has no tripwire"))
        await database.drop()
    }

    @Test(arguments: [15, 18])
    func partitionsTypesWithoutEqualityAndComputedDefaults(_ version: Int) async throws {
        let database = try await TestDatabase.postgres(version)
        try await database.run(
            """
            CREATE TABLE parts (id int, old json DEFAULT '{}', at timestamptz DEFAULT now(), uid uuid DEFAULT gen_random_uuid(),
              twice int GENERATED ALWAYS AS (id * 2) STORED) PARTITION BY RANGE (id);
            CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
            CREATE VIEW v AS SELECT 1 AS id
            """)
        for column in ["old", "at", "uid"] {
            let run = try await CommandLineTool.run(
                ["map", "parts.\(column)", "--tripwire", "--yes"], on: database)
            #expect(run.status == 0, "\(run.stderr)")
            #expect(run.stderr.contains("another value each time") == (column == "uid"), "\(run.stderr)")
        }
        func counts() async throws -> [Int64] {
            var found: [Int64] = []
            for row in try await database.rows(
                "SELECT c.oid::regclass::text FROM pg_class c WHERE relkind = 'S' AND relname LIKE 'tripwire%' ORDER BY relname"
            ) {
                found.append(
                    try await database.scalar(
                        "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM \(row[0].text ?? "")"
                    ).integer ?? -1)
            }
            return found
        }
        try await database.run("INSERT INTO parts (id) VALUES (1), (2)")
        #expect(try await counts() == [0, 0, 0])
        try await database.run("INSERT INTO parts (id, old, uid) VALUES (3, '[]', gen_random_uuid())")
        try await database.run("UPDATE parts_1 SET at = now() - interval '1 day' WHERE id = 1")
        try await database.run("UPDATE parts SET uid = gen_random_uuid() WHERE id < 3")
        #expect(try await counts() == [1, 1, 2])
        for (subject, reason) in [
            ("parts.twice", "nobody writes it"), ("v.id", "is none"), ("parts", "name one"),
        ] {
            let run = try await CommandLineTool.run(["map", subject, "--tripwire", "--yes"], on: database)
            #expect(run.status != 0 && run.stderr.contains(reason), "\(run.stderr)")
        }
        await database.drop()
    }

    @Test func sqliteTakesNone() async throws {
        let database = try await TestDatabase.sqlite()
        try await database.run("CREATE TABLE orders (id integer PRIMARY KEY, old_status text)")
        let run = try await map(database, ["--tripwire", "--yes"])
        #expect(run.status == 3 && run.stderr.contains("SQLite takes no tripwire"), "\(run.stderr)")
        await database.drop()
    }
}
