import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Testing

/// A real streaming standby: a backfill waits for it, and nobody changes a schema on it.
@Suite struct ReplicaTests {
    @Test func theBackfillWaitsForAStandbyThatFallsBehind() async throws {
        let primary = try TestServers.postgres(15)
        let standby = try PrivatePostgres.startStandby(of: primary)
        defer { standby.stop() }
        let database = try await TestDatabase.postgres(15)
        try await database.run(
            """
            CREATE TABLE orders (id bigint PRIMARY KEY, quantity int NOT NULL, note text);
            INSERT INTO orders SELECT i, i, repeat('x', 100) FROM generate_series(1, 400000) i
            """
        )
        let replica = try await TestDatabase.existing(database, on: standby)
        try await waitUntil("the standby has the rows") {
            let count = try? await replica.scalar("SELECT count(*) FROM orders")
            return count?.integer == 400_000
        }
        try await replica.run("SELECT pg_wal_replay_pause()")
        async let running = CommandLineTool.run(
            [
                "apply", "--yes", "--max-lag", "1s", "--speed", "full", "--sql",
                "ALTER TABLE orders ADD COLUMN total bigint NOT NULL; UPDATE orders SET total = quantity",
            ], on: database
        )
        try await waitUntil("the backfill stops and says why") {
            let reason = try? await database.scalar("SELECT throttled_by FROM colonnade.backfills")
            return reason?.text?.contains("behind (limit 1 s)") == true
        }
        let status = try await CommandLineTool.run(["status"], on: database)
        #expect(status.stdout.contains("throttled"), "\(status.stdout)")
        let before = try await database.scalar("SELECT rows_done FROM colonnade.backfills").integer ?? -1
        try await Task.sleep(for: .milliseconds(500))
        #expect(try await database.scalar("SELECT rows_done FROM colonnade.backfills").integer == before)
        #expect(before < 400_000)
        try await replica.run("SELECT pg_wal_replay_resume()")
        let run = try await running
        #expect(run.status == 0, "\(run.stderr)")
        #expect(
            try await database.scalar("SELECT count(*) FROM orders WHERE total IS DISTINCT FROM quantity")
                .integer == 0)

        let refused = try await CommandLineTool.run(
            ["apply", "--yes", "--database", replica.url, "--sql", "CREATE TABLE fresh (id int PRIMARY KEY)"]
        )
        #expect(refused.status == 3, "\(refused.stderr)")
        #expect(
            refused.stderr.contains("read-only") && refused.stderr.contains("primary"), "\(refused.stderr)")
        await replica.connection.close()
        await database.drop()
    }
}
