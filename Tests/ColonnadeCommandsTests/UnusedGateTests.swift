import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Foundation
import Testing

/// The gate *unused* opens by what a real server has counted, and only after old code has stopped.
@Suite(.aFewAtATime) struct UnusedGateTests {
    /// Debian's 15: the 18 that scripts/install-dependencies unpacks comes without pg_stat_statements.
    private func server() throws -> PrivatePostgres {
        try PrivatePostgres.start(
            PostgresBinaries.find(major: 15),
            settings: [
                "shared_preload_libraries": "pg_stat_statements", "fsync": "off", "max_connections": "40",
            ])
    }

    private func database(on server: PrivatePostgres) async throws -> TestDatabase {
        let database = try await TestDatabase.on(server)
        try await database.run(
            """
            CREATE EXTENSION pg_stat_statements;
            CREATE TABLE orders (id int PRIMARY KEY, status text, old_status text);
            INSERT INTO orders SELECT i, 'new', 'old' FROM generate_series(1, 100) i
            """)
        return database
    }

    private func map(_ database: TestDatabase, _ more: [String] = []) async throws -> Subprocess {
        try await CommandLineTool.run(["map", "orders.old_status"] + more, on: database)
    }

    /// Clients of pgbench with prepared statements, until they are ended.
    private func load(_ database: TestDatabase, _ script: String) async throws -> () async throws -> Void {
        let path = "\(NSTemporaryDirectory())/colonnade-\(UUID().uuidString).pgbench"
        try script.write(toFile: path, atomically: true, encoding: .utf8)
        let started = AsyncStream.makeStream(of: Int32.self)
        let run = Task {
            try await Subprocess.run(
                PostgresBinaries.find(major: 15).program("pgbench"),
                ["-n", "-M", "prepared", "-c", "2", "-R", "100", "-T", "120", "-f", path, database.url],
                started: { started.continuation.yield($0) })
        }
        var pids = started.stream.makeAsyncIterator()
        let pid = await pids.next()
        return {
            // What Dispatch starts has SIGTERM blocked.
            if let pid { kill(pid, SIGKILL) }
            let end = try await run.value
            #expect(end.signal == SIGKILL, "\(end.stderr)")
            try FileManager.default.removeItem(atPath: path)
        }
    }

    /// New code of the shop, which never names the old column.
    private static let newCode = """
        \\set id random(1, 100)
        SELECT o.status FROM orders o WHERE o.id = :id;
        UPDATE orders SET status = 'paid' WHERE id = :id;
        INSERT INTO orders (id, status) VALUES (100000 + (random() * 1000000)::int, 'new') ON CONFLICT DO NOTHING;
        """
    /// Old code that asks by an alias.
    private static let oldCode = """
        \\set id random(1, 100)
        SELECT o.old_status FROM orders o WHERE o.id = :id;
        """

    @Test func opensOnlyAfterTheOldStatementsHaveStopped() async throws {
        let server = try server()
        let database = try await database(on: server)
        let drop = ["apply", "--yes", "--sql", "ALTER TABLE orders DROP COLUMN old_status"]
        #expect(try await CommandLineTool.run(drop, on: database).status == 0)
        let early = try await CommandLineTool.run(["complete", "--yes"], on: database)
        #expect(
            early.status == 1 && early.stderr.contains("colonnade map public.orders.old_status --unused-for"))

        let endNewCode = try await load(database, Self.newCode)
        let endOldCode = try await load(database, Self.oldCode)
        let question = ["--unused-for", "2s"]
        #expect(try await map(database, question).stdout.contains("counting begins with this look"))
        try await Task.sleep(for: .seconds(3))
        let used = try await map(database, question)
        #expect(
            used.status == 1 && used.stdout.contains("used since the last look"),
            "\(used.stdout)\(used.stderr)")
        #expect(used.stdout.contains("SELECT o.old_status FROM orders o WHERE o.id = $1"), "\(used.stdout)")
        #expect(!used.stdout.contains("o.status FROM"), "new code is no use of the old column")
        #expect(!used.stdout.contains("UPDATE orders SET status"), "\(used.stdout)")
        try await endOldCode()
        _ = try await map(database, question)
        let soon = try await map(database, ["--unused-for", "1h"])
        #expect(soon.status == 1 && soon.stdout.contains("not for long enough"), "\(soon.stdout)")
        try await Task.sleep(for: .seconds(2.5))
        let unused = try await map(database, question)
        #expect(unused.status == 0 && unused.stdout.contains("is met"), "\(unused.stdout)\(unused.stderr)")

        // Somebody was forgotten: one call more, and contract is refused until it is quiet again.
        try await database.run("SELECT old_status FROM orders WHERE id = 1")
        let refused = try await CommandLineTool.run(["complete", "--yes"], on: database)
        #expect(refused.status == 1 && refused.stderr.contains("used again"), "\(refused.stderr)")
        #expect(try await CommandLineTool.run(["complete", "--yes"], on: database).status == 1, "still")
        _ = try await map(database, question)
        try await Task.sleep(for: .seconds(2.5))
        #expect(try await map(database, question).status == 0)
        let complete = try await CommandLineTool.run(["complete", "--yes"], on: database)
        #expect(complete.status == 0, "\(complete.stderr)")
        try await endNewCode()
        await database.drop()
        server.stop()
    }

    @Test func statementsAreResolvedWithTheirCalls() async throws {
        let server = try server()
        let database = try await database(on: server)
        try await database.run("CREATE VIEW olds AS SELECT id, old_status AS o FROM orders")
        for _ in 0..<3 { try await database.run("SELECT o FROM olds WHERE id = 5") }
        try await database.run("SELECT id FROM olds")
        try await database.run("SELECT * FROM orders LIMIT 1")
        try await database.run("UPDATE orders SET old_status = 'x' WHERE id = 3")
        let run = try await map(database, ["--json"])
        let document = try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any]
        let found = try #require(document?["dependencies"] as? [[String: Any]])
        let statements = found.filter { $0["via"] as? String == "statistics" }
        func entry(_ text: String) throws -> [String: Any] {
            try #require(
                statements.first {
                    (($0["evidence"] as? [String: Any])?["text"] as? String)?.contains(text) == true
                },
                "\(text): \(statements)")
        }
        let view = try entry("SELECT o FROM olds")
        #expect(view["through"] as? String == "public.olds" && view["breaks_on"] as? [String] == ["drop"])
        #expect((view["evidence"] as? [String: Any])?["calls"] as? Int == 3)
        #expect(try entry("SELECT * FROM orders")["certainty"] as? String == "likely")
        #expect(try entry("UPDATE orders")["effect"] as? String == "breaks")
        #expect(
            !statements.contains {
                (($0["evidence"] as? [String: Any])?["text"] as? String) == "SELECT id FROM olds"
            })
        await database.drop()
        server.stop()
    }

    /// A replica counts for itself, and texts may be hidden from a role: both leave the gate to somebody who knows.
    @Test func whatIsCountedElsewhereOrHiddenIsNotObserved() async throws {
        let server = try server()
        let database = try await database(on: server)
        try await database.run(
            "SELECT old_status FROM orders WHERE id = 1; CREATE ROLE plain LOGIN; GRANT CREATE ON DATABASE \(try await database.scalar("SELECT quote_ident(current_database())").text ?? "") TO plain"
        )
        let plain = database.url.replacing("postgres://postgres@", with: "postgres://plain@")
        let hidden = try await CommandLineTool.run(
            ["map", "orders.old_status", "--unused-for", "1ms", "--database", plain])
        #expect(
            hidden.stdout.contains("whose text this role may not see"), "\(hidden.stdout)\(hidden.stderr)")
        let standby = try PrivatePostgres.startStandby(of: server)
        defer { standby.stop() }
        try await waitUntil("the standby streams") {
            try await database.scalar("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")
                .integer == 1
        }
        let question = ["--unused-for", "1ms"]
        // Its owner is the other role; a look of its own begins anew.
        try await database.run("DROP TABLE colonnade.uses")
        _ = try await map(database, question)
        try await Task.sleep(for: .milliseconds(50))
        let answer = try await map(database, question)
        #expect(
            answer.status == 1 && answer.stdout.contains("not everything can be seen"), "\(answer.stdout)")
        #expect(answer.stdout.contains("statements on 1 replica"), "\(answer.stdout)")
        let replica = try await TestDatabase.existing(database, on: standby)
        let there = try await map(replica)
        #expect(there.status == 0 && there.stdout.contains("public.orders.old_status"), "\(there.stderr)")
        #expect(try await map(replica, question).status == 3, "it cannot remember there")
        await replica.connection.close()
        await database.drop()
        server.stop()
    }

    @Test func withoutCountsNothingIsProvedAndSomebodyHasToConfirm() async throws {
        let database = try await TestDatabase.postgres()
        try await database.run("CREATE TABLE orders (id int, old_status text)")
        let run = try await map(database, ["--unused-for", "1s"])
        #expect(run.status == 1 && run.stdout.contains("colonnade confirm unused"), "\(run.stdout)")
        #expect(try await database.scalar("SELECT to_regclass('colonnade.uses') IS NULL").bool == true)
        await database.drop()
    }
}
