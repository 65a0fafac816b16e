import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Testing

/// A backfill takes a second session while nobody else is at work on its server, and gives it up when somebody comes.
@Suite(.aFewAtATime) struct AloneTests {
    @Test(arguments: [true, false])
    func aSecondSessionHelpsOnlyWhileNobodyElseIsAtWork(_ isAlone: Bool) async throws {
        // A server of its own: on the others, other tests are at work.
        let server = try PrivatePostgres.start(PostgresBinaries.find(major: 15), settings: ["fsync": "off"])
        defer { server.stop() }
        let database = try await TestDatabase.on(server)
        try await database.run(
            """
            CREATE TABLE orders (id bigint PRIMARY KEY, quantity int NOT NULL);
            INSERT INTO orders SELECT i, i FROM generate_series(1, 400000) i
            """
        )
        await database.connection.close()
        async let running = CommandLineTool.run(
            [
                "apply", "--yes", "--sql",
                "ALTER TABLE orders ADD COLUMN total bigint NOT NULL; UPDATE orders SET total = quantity",
            ], on: database
        )
        let observer = try await database.engine.connect(as: isAlone ? "colonnade observer" : "a user")
        var most: Int64 = 0
        for _ in 0..<2_000 {
            most = max(
                most,
                try await observer.scalar(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'colonnade: inline%backfill-1'"
                ).integer ?? 0)
            let state = try? await observer.scalar("SELECT state FROM colonnade.rollouts").text
            if state == "ready" { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        let run = try await running
        #expect(run.status == 0, "\(run.stderr)")
        #expect(most == (isAlone ? 1 : 0))
        let wrong = "SELECT count(*) FROM orders WHERE total IS DISTINCT FROM quantity"
        #expect(try await observer.scalar(SQL(verbatim: wrong)).integer == 0)
        await observer.close()
    }
}
