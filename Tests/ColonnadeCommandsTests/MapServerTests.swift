import ColonnadeModel
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

    /// A real pair of servers: each side sees the other.
    @Test(arguments: TestServers.versions)
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

    /// pg_cron itself is not to be had on the test servers: a table in its place, as its documentation describes it.
    @Test func jobsOfPgCronAreRead() async throws {
        let database = try await TestDatabase.postgres()
        try await database.run(
            """
            CREATE TABLE orders (id int, status text);
            CREATE SCHEMA cron;
            CREATE TABLE cron.job (jobid bigint, schedule text, command text, nodename text, nodeport int, database text,
              username text, active boolean, jobname text);
            INSERT INTO cron.job VALUES
              (1, '0 3 * * *', 'DELETE FROM orders WHERE status = ''old''', '', 5432, current_database(), 'postgres', true, ''),
              (2, '0 4 * * *', 'DELETE FROM orders WHERE id < 0', '', 5432, current_database(), 'postgres', true, ''),
              (3, '0 5 * * *', 'SELECT status FROM orders', '', 5432, 'elsewhere', 'postgres', true, '')
            """)
        let map = try await map("orders.status", database)
        let jobs = map.dependencies.filter { $0["kind"] as? String == "cron-job" }
        #expect(jobs.compactMap { $0["name"] as? String } == ["job 1 at 0 3 * * *"])
        #expect(jobs.first?["effect"] as? String == "breaks")
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
