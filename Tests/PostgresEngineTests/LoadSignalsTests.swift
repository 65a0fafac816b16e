import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Testing

/// What a backfill is told of the server is what happens on it.
@Suite(.aFewAtATime) struct LoadSignalsTests {
    @Test(arguments: TestServers.versions)
    func deadRowsAndWALAreCountedWhileSomebodyLocksTheTable(_ version: Int) async throws {
        let server = try PrivatePostgres.start(
            PostgresBinaries.find(major: version), settings: ["fsync": "off", "autovacuum_naptime": "1d"])
        defer { server.stop() }
        let database = try await TestDatabase.on(server)
        try await database.run(
            """
            CREATE TABLE orders (id int, note text)
              WITH (autovacuum_vacuum_threshold = 100, autovacuum_vacuum_scale_factor = 0.5);
            INSERT INTO orders SELECT i, repeat('x', 100) FROM generate_series(1, 10000) i; ANALYZE orders
            """)
        let watcher = try await database.engine.connect(as: "colonnade: test")
        func signals() async throws -> LoadSignals {
            try await database.engine.loadSignals(filling: "orders", on: watcher)
        }
        let before = try #require(try await signals().wal)
        try await database.run("UPDATE orders SET note = repeat('y', 100) WHERE id <= 4000")
        try await database.run("SELECT pg_stat_force_next_flush()")
        let holder = try await database.session()
        try await holder.execute("BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
        let after = try await signals()
        let dead = try #require(after.deadRows)
        #expect(dead.rows == 4_000)
        #expect(dead.dueAt == 5_100)
        #expect(!dead.isVacuumed)
        #expect((400_000...800_000).contains(dead.bytes))
        let wal = try #require(after.wal)
        #expect(wal.written - before.written > 400_000 && wal.at > before.at)
        let limit = try await database.scalar("SELECT pg_size_bytes(current_setting('max_wal_size'))")
        #expect(wal.checkpointAfter < limit.integer ?? 0 && wal.checkpointAfter > (limit.integer ?? 0) / 3)
        #expect(wal.checkpointGap == 30)
        await holder.close()
        try await database.run("ALTER TABLE orders SET (autovacuum_enabled = off)")
        #expect(try await signals().deadRows?.dueAt == nil)
        await watcher.close()
    }
}
