import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

/// A table that a subscription writes: the triggers of a rollout keep its rows right as well, in every phase.
@Suite(.aFewAtATime) struct SubscriptionTests {
    private static let schema =
        "CREATE TABLE orders (id int PRIMARY KEY, price int NOT NULL, note text)"

    @Test(arguments: TestServers.versions)
    func whatIsReplicatedReachesBothShapes(_ version: Int) async throws {
        let publisher = try await TestDatabase.postgres(version)
        // On a server of its own: creating a slot on the same one would wait for the subscription's own transaction.
        let subscriber = try await TestDatabase.postgres(version == 15 ? 18 : 15)
        for database in [publisher, subscriber] { try await database.run(Self.schema) }
        try await publisher.run(
            """
            INSERT INTO orders SELECT i, i * 10, 'n' FROM generate_series(1, 100) i;
            CREATE PUBLICATION feed FOR TABLE orders
            """)
        let name = "feed_\(UInt32.random(in: 0 ... .max))"
        try await subscriber.run("CREATE SUBSCRIPTION \(name) CONNECTION '\(publisher.url)' PUBLICATION feed")
        try await arrived(100, "price = id * 10", at: subscriber)

        let migration = """
            ALTER TABLE orders RENAME COLUMN price TO amount; ALTER TABLE orders ADD COLUMN half int;
            UPDATE orders SET half = id / 2
            """
        let plan = try await CommandLineTool.run(["plan", "--sql", migration], on: subscriber)
        #expect(plan.stdout.contains("subscription-loses-column"), "\(plan.stdout)\(plan.stderr)")
        try await publisher.run("INSERT INTO orders SELECT i, i * 10, 'n' FROM generate_series(101, 200) i")
        let apply = try await CommandLineTool.run(["apply", "--yes", "--sql", migration], on: subscriber)
        #expect(apply.status == 0, "\(apply.stderr)")
        try await publisher.run(
            """
            INSERT INTO orders SELECT i, i * 10, 'n' FROM generate_series(201, 300) i;
            UPDATE orders SET price = 7 WHERE id % 2 = 0; DELETE FROM orders WHERE id % 3 = 0
            """)
        try await arrived(
            200,
            "amount = price AND half = id / 2 AND price = CASE WHEN id % 2 = 0 THEN 7 ELSE id * 10 END",
            at: subscriber)
        let back = try await CommandLineTool.run(["rollback", "--yes"], on: subscriber)
        #expect(back.status == 0, "\(back.stderr)")
        try await publisher.run("INSERT INTO orders VALUES (301, 3010)")
        try await arrived(201, "price > 0", at: subscriber)

        try await subscriber.run(
            "ALTER SUBSCRIPTION \(name) DISABLE; ALTER SUBSCRIPTION \(name) SET (slot_name = NONE)")
        try await subscriber.run("DROP SUBSCRIPTION \(name)")
        // Its worker leaves the slot a moment later.
        try await waitUntil("the slot is free") {
            (try? await publisher.run("SELECT pg_drop_replication_slot('\(name)')")) != nil
        }
        for database in [publisher, subscriber] { await database.drop() }
    }

    private func arrived(_ rows: Int64, _ condition: String, at database: TestDatabase) async throws {
        try await waitUntil("\(rows) rows where \(condition)") {
            let counts = try await database.rows(
                "SELECT count(*), count(*) FILTER (WHERE \(condition)) FROM orders")
            return counts.first.map { [$0[0].integer, $0[1].integer] } == [rows, rows]
        }
    }
}
