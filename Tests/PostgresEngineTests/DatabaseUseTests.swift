import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

/// How large and how busy tables are, as the server counts.
@Suite(.aFewAtATime) struct DatabaseUseTests {
    @Test(arguments: [15, 18]) func countsRowsBytesReadsAndWrites(_ version: Int) async throws {
        let database = try await TestDatabase.postgres(version)
        try await database.run(
            """
            CREATE TABLE orders (id bigint PRIMARY KEY, note text);
            INSERT INTO orders SELECT i, repeat('x', 100) FROM generate_series(1, 5000) i;
            CREATE TABLE empty (id int); CREATE TABLE unknown (id int);
            CREATE TABLE whole (a int NOT NULL) PARTITION BY RANGE (a);
            CREATE TABLE half PARTITION OF whole FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (a);
            CREATE TABLE quarter PARTITION OF half FOR VALUES FROM (0) TO (5);
            CREATE TABLE rest PARTITION OF whole FOR VALUES FROM (10) TO (20);
            INSERT INTO whole SELECT i % 20 FROM generate_series(0, 199) i WHERE i % 20 NOT BETWEEN 5 AND 9;
            """)
        for table in ["orders", "empty", "whole"] { try await database.run("VACUUM ANALYZE \(table)") }
        for _ in 1...5 { try await database.run("SELECT count(*) FROM orders") }
        // The counters of a session are handed over when it is idle.
        try await database.run("SELECT pg_stat_force_next_flush()")
        let use = try await database.engine.use(on: database.connection)
        func table(_ name: Identifier) throws -> TableUse {
            try #require(use.tables[ObjectName(schema: "public", name)])
        }
        let orders = try table("orders")
        #expect(orders.rows == 5_000)
        #expect((600_000...2_000_000).contains(orders.bytes ?? 0), "\(orders.bytes ?? 0)")
        let window = Double(try #require(use.window).components.seconds)
        let (reads, writes) = (orders.readsPerSecond ?? 0, orders.writesPerSecond ?? 0)
        #expect(reads > 0 && writes > 0 && window >= 0)
        #expect(writes / reads > 100, "5,000 rows were written, and read a few times")
        #expect(try table("empty").rows == 0)
        #expect(try table("unknown").rows == nil)
        #expect(try table("whole").rows == 150 && table("half").rows == 50 && table("rest").rows == 100)
        #expect(try (table("whole").bytes ?? 0) == (table("half").bytes ?? 0) + (table("rest").bytes ?? 0))
        #expect(use.tables.keys.allSatisfy { $0.schema == "public" })
        await database.drop()
    }

    /// Whoever holds a table is not waited for: that would run into the timeout.
    @Test func waitsForNobody() async throws {
        let database = try await TestDatabase.postgres()
        try await database.run("CREATE TABLE held (id int)")
        let other = try await database.session()
        try await other.execute("BEGIN")
        try await other.execute("LOCK TABLE held")
        try await database.run("SET lock_timeout = '5s'")
        let use = try await database.engine.use(on: database.connection)
        #expect(use.tables[ObjectName(schema: "public", "held")] != nil)
        await other.close()
        await database.drop()
    }

    @Test func sqliteKnowsSizesOnly() async throws {
        let database = try await TestDatabase.sqlite()
        try await database.run("CREATE TABLE t (id integer PRIMARY KEY); INSERT INTO t VALUES (1)")
        let use = try await database.engine.use(on: database.connection)
        #expect(use.window == nil && use.tables[ObjectName("t")]?.writesPerSecond == nil)
        #expect(use.tables[ObjectName("t")] != nil)
        await database.drop()
    }
}
