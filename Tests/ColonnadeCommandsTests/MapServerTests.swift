import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Foundation
import Testing

/// What of the surroundings needs a server in a state of its own: replication, autovacuum, jobs, functions that take rows.
@Suite(.aFewAtATime) struct MapServerTests {
    private struct Map {
        let document: [String: Any]

        var dependencies: [[String: Any]] { document["dependencies"] as? [[String: Any]] ?? [] }
        var condition: [String] { (document["facts"] as? [String: Any])?["condition"] as? [String] ?? [] }

        func first(_ kind: String, _ name: String) -> [String: Any]? {
            dependencies.first { $0["kind"] as? String == kind && $0["name"] as? String == name }
        }
    }

    private func map(_ subject: String, _ database: TestDatabase) async throws -> Map {
        let run = try await CommandLineTool.run(["map", subject, "--json"], on: database)
        #expect(run.status == 0, "\(run.stderr)")
        return Map(
            document: try #require(
                try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any]))
    }

    /// A real pair of servers: each side sees the other. One after the other: a slot waits for every open transaction of its
    /// server, and CREATE SUBSCRIPTION is one while it waits for the slot on the other server.
    @Test(.serialized, arguments: TestServers.versions)
    func publisherAndSubscriberSeeEachOther(_ version: Int) async throws {
        let publisher = try await TestDatabase.postgres(version)
        let subscriber = try await TestDatabase.postgres(version == 15 ? 18 : 15)
        for database in [publisher, subscriber] {
            try await database.run("CREATE TABLE orders (id int PRIMARY KEY, status text)")
        }
        try await publisher.run("CREATE PUBLICATION feed FOR TABLE orders")
        let name = "map_\(UInt32.random(in: 0 ... .max))"
        try await subscriber.run("CREATE SUBSCRIPTION \(name) CONNECTION '\(publisher.url)' PUBLICATION feed")
        try await waitUntil("the subscription streams") {
            try await publisher.scalar(
                "SELECT count(*) FROM pg_stat_replication WHERE application_name = '\(name)' AND state = 'streaming'"
            ).integer == 1
        }
        let there = try await map("orders.status", subscriber)
        let subscription = try #require(there.first("subscription", name))
        #expect(
            subscription["via"] as? String == "replication"
                && subscription["certainty"] as? String == "likely")
        #expect(subscription["breaks_on"] as? [String] == ["drop", "rename", "not_null"])
        let here = try await map("orders.status", publisher)
        #expect(here.first("publication", "feed")?["breaks_on"] as? [String] == ["add", "rename", "type"])
        let slot = try #require(here.first("replication-slot", name))
        #expect((slot["detail"] as? String)?.hasPrefix("logical, pgoutput, in use") == true, "\(slot)")
        let replica = try #require(here.first("replica", name))
        #expect((replica["detail"] as? String)?.contains("behind") == true, "\(replica)")
        try await subscriber.run(
            "ALTER SUBSCRIPTION \(name) DISABLE; ALTER SUBSCRIPTION \(name) SET (slot_name = NONE)")
        try await subscriber.run("DROP SUBSCRIPTION \(name)")
        try await waitUntil("the slot is free") {
            (try? await publisher.run("SELECT pg_drop_replication_slot('\(name)')")) != nil
        }
        for database in [publisher, subscriber] { await database.drop() }
    }

    @Test(arguments: TestServers.versions)
    func autovacuumAndDeadRowsAreSaid(_ version: Int) async throws {
        let database = try await TestDatabase.postgres(version)
        try await database.run(
            """
            CREATE TABLE orders (id int PRIMARY KEY, status text) WITH (autovacuum_enabled = off);
            INSERT INTO orders VALUES (1, 'a'), (2, 'b'); DELETE FROM orders WHERE id = 1
            """)
        var condition: [String] = []
        try await waitUntil("the server has counted") {
            condition = try await map("orders", database).condition
            return condition.contains { $0.contains("dead") }
        }
        #expect(condition.contains("1 dead row") && condition.contains("autovacuum is off"), "\(condition)")
        try await database.run("ALTER TABLE orders SET (autovacuum_enabled = on)")
        try await database.run("VACUUM orders")
        try await waitUntil("the server has counted") {
            condition = try await map("orders", database).condition
            return condition.contains { $0.hasPrefix("last vacuumed 20") }
        }
        #expect(!condition.contains("autovacuum is off"))
        await database.drop()
    }

    /// An autovacuum worker that takes its time, and somebody's own VACUUM after it.
    @Test(arguments: TestServers.versions)
    func whoVacuumsTheTableIsSeen(_ version: Int) async throws {
        let server = try PrivatePostgres.start(
            PostgresBinaries.find(major: version),
            settings: [
                "fsync": "off", "autovacuum": "on", "autovacuum_naptime": "1s",
                "autovacuum_vacuum_threshold": "1",
                "autovacuum_vacuum_scale_factor": "0", "autovacuum_vacuum_cost_delay": "100ms",
                "autovacuum_vacuum_cost_limit": "1",
            ])
        let database = try await TestDatabase.on(server)
        try await database.run(
            """
            CREATE TABLE orders (id int PRIMARY KEY, status text);
            INSERT INTO orders SELECT i, repeat('x', 1000) FROM generate_series(1, 3000) i;
            DELETE FROM orders WHERE id % 2 = 0
            """)
        func found(_ kind: String, _ words: String) async throws -> [String: Any]? {
            try await map("orders.status", database).dependencies.first { one in
                let text = (one["evidence"] as? [String: Any])?["text"] as? String
                return one["kind"] as? String == kind && text?.contains(words) == true
            }
        }
        var worker: [String: Any]?
        try await waitUntil("an autovacuum worker is at the table") {
            worker = try await found("autovacuum", "orders")
            return worker != nil
        }
        #expect(worker?["effect"] as? String == "blocks", "\(worker ?? [:])")
        // Whoever waits for the lock for a second has the worker ended.
        try await database.run("ALTER TABLE orders SET (autovacuum_enabled = off)")
        let session = try await database.session()
        try await session.execute("SET vacuum_cost_delay = 100; SET vacuum_cost_limit = 1")
        let vacuum = Task { try await session.execute("VACUUM orders") }
        var other: [String: Any]?
        try await waitUntil("somebody's VACUUM is at the table") {
            other = try await found("session", "VACUUM orders")
            return other != nil
        }
        #expect(other?["effect"] as? String == "blocks", "\(other ?? [:])")
        try await database.run(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = 'VACUUM orders'")
        _ = await vacuum.result
        await session.close()
        await database.drop()
    }

    /// Whether Debian's package postgresql-15-cron is installed.
    private static let hasCron = FileManager.default.fileExists(
        atPath: "/usr/share/postgresql/15/extension/pg_cron.control")

    /// pg_cron's own table, with jobs that its own functions have scheduled.
    @Test(.enabled(if: hasCron, "pg_cron is not installed: scripts/install-dependencies does it"))
    func jobsOfPgCronAreRead() async throws {
        let server = try PrivatePostgres.start(
            PostgresBinaries.find(major: 15),
            settings: ["fsync": "off", "shared_preload_libraries": "pg_cron"])
        let before = try await TestDatabase.on(server)
        let name = try await before.scalar("SELECT current_database()").text ?? ""
        // pg_cron has its jobs in one database, which it is told at its start.
        try await before.run("ALTER SYSTEM SET cron.database_name = '\(name)'")
        try server.restart(.fast)
        let database = try await TestDatabase.existing(before, on: server)
        try await database.run(
            """
            CREATE EXTENSION pg_cron;
            CREATE TABLE orders (id int, status text);
            SELECT cron.schedule('0 3 * * *', 'DELETE FROM orders WHERE status = ''old'' ');
            SELECT cron.schedule('purge', '0 4 * * *', 'DELETE FROM orders WHERE id < 0');
            SELECT cron.schedule_in_database('other', '0 5 * * *', 'SELECT status FROM orders', 'postgres')
            """)
        func jobs(_ subject: String) async throws -> [[String: Any]] {
            try await map(subject, database).dependencies.filter { $0["kind"] as? String == "cron-job" }
        }
        let mine = try await jobs("orders.status")
        #expect(mine.compactMap { $0["name"] as? String } == ["job 1 at 0 3 * * *"])
        #expect(mine.first?["effect"] as? String == "breaks")
        #expect(try await jobs("orders").count == 2)
        await before.connection.close()
        await database.drop()
    }

    @Test(arguments: TestServers.versions)
    func functionsThatTakeARowAreOneDependencyEach(_ version: Int) async throws {
        let database = try await TestDatabase.postgres(version)
        try await database.run(
            """
            CREATE TABLE orders (id int, status text);
            CREATE VIEW open_orders AS SELECT id, status FROM orders;
            CREATE VIEW ids AS SELECT id FROM orders;
            CREATE FUNCTION reads_it(o orders) RETURNS text LANGUAGE sql AS 'SELECT o.status';
            CREATE FUNCTION reads_other(o orders) RETURNS int LANGUAGE sql AS 'SELECT o.id';
            CREATE FUNCTION whole() RETURNS json LANGUAGE sql AS 'SELECT row_to_json(v) FROM open_orders v';
            CREATE FUNCTION other() RETURNS json LANGUAGE sql AS 'SELECT row_to_json(v) FROM ids v'
            """)
        func functions(_ subject: String) async throws -> [String] {
            try await map(subject, database).dependencies.filter { $0["kind"] as? String == "function" }
                .compactMap { $0["name"] as? String }.sorted()
        }
        #expect(try await functions("orders.status") == ["reads_it(orders)", "whole()"])
        let all = try await functions("orders")
        #expect(all == ["other()", "reads_it(orders)", "reads_other(orders)", "whole()"], "\(all)")
        await database.drop()
    }
}
