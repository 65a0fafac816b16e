import Colonnade
import ColonnadeTestSupport
import Foundation
import Testing

/// Copies of a server's files.
@Suite(.aFewAtATime) struct PhysicalCopyTests {
    /// pg_basebackup waits for a checkpoint, which would take its time.
    private static let settings = ["fsync": "off", "checkpoint_completion_target": "0"]

    /// By a role that may only replicate and read, of a server on which no superuser is called postgres.
    @Test(arguments: TestServers.versions)
    func hasTheSamePagesWithTheirDeadRows(_ major: Int) async throws {
        let server = try PrivatePostgres.start(
            PostgresBinaries.find(major: major), settings: Self.settings.merging(["autovacuum": "off"]) { $1 }
        )
        defer { server.stop() }
        let source = try await TestDatabase.on(server)
        try await source.run(
            """
            CREATE TABLE orders (id bigint PRIMARY KEY, note text);
            INSERT INTO orders SELECT i, repeat('x', 100) FROM generate_series(1, 20000) i;
            DELETE FROM orders WHERE id % 2 = 0;
            CREATE ROLE boss SUPERUSER LOGIN; CREATE ROLE copier REPLICATION LOGIN;
            """)
        let boss = try await source.session(as: "boss")
        try await boss.execute("ALTER ROLE postgres RENAME TO nobody_now")
        await boss.close()
        let url = source.url.replacing("//postgres@", with: "//copier@")
        var options = CopyOptions()
        options.isPhysical = true
        let sandbox = try await RehearsalSandbox.make(
            from: .database(url), options, observe: { _ in })
        let copy = try await TestDatabase.reached(sandbox.url(RehearsalSandbox.changed))
        let size = "SELECT pg_relation_size('orders'), pg_relation_size('orders_pkey'), count(*) FROM orders"
        #expect(try await copy.rows(size) == source.rows(size))
        #expect(try await copy.scalar("SHOW archive_mode").text == "off")
        #expect(try await copy.scalar("SELECT current_user::text").text == "nobody_now")
        try await copy.run("INSERT INTO orders VALUES (0, 'only here')")
        #expect(try await source.scalar("SELECT count(*) FROM orders").integer == 10_000)
        await copy.drop()
        sandbox.close()
        #expect(!FileManager.default.fileExists(atPath: sandbox.server.folder))
        await source.drop()
    }

    @Test func aRehearsalRunsOnIt() async throws {
        let server = try PrivatePostgres.start(PostgresBinaries.find(major: 15), settings: Self.settings)
        defer { server.stop() }
        let source = try await TestDatabase.on(server)
        try await source.run(
            """
            CREATE TABLE orders (id bigint PRIMARY KEY, note text);
            INSERT INTO orders SELECT i, 'n' FROM generate_series(1, 3000) i
            """)
        var rehearsal = RehearsalTests.rehearsal(of: source)
        rehearsal.copying.isPhysical = true
        rehearsal.compares = false
        let migration = MigrationText(sql: "ALTER TABLE orders ADD COLUMN carrier text")
        let report = try #require(
            try await rehearsal.run([migration], control: RunControl()) { _ in }.first)
        #expect(report.verdict.isYes, "\(report.verdict.reasons)")
        await source.drop()
    }
}
