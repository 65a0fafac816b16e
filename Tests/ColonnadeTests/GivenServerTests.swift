import Colonnade
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Synchronization
import Testing

/// Rehearsals on a server that the user gave.
@Suite(.aFewAtATime) struct GivenServerTests {
    private static let role = """
        DO $$ BEGIN CREATE ROLE given_owner NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        """

    private func databases(of server: String, like pattern: String) async throws -> [String] {
        let admin = try await TestDatabase.reached(server)
        let rows = try await admin.rows(
            "SELECT datname::text FROM pg_database WHERE datname LIKE '\(pattern)' ORDER BY 1")
        await admin.connection.close()
        return rows.compactMap { $0[0].text }
    }

    /// `colonnade_rehearsal_0123456789ab`, as a report has it.
    private func run(of report: RehearsalReport) throws -> String {
        String(try #require(report.snapshot.server.firstMatch(of: #/colonnade_rehearsal_[0-9a-f]{12}/#)).0)
    }

    /// From an older server to a newer one, with everything that can go wrong there.
    @Test func theCopiesAreDroppedAndNothingElseIsTouched() async throws {
        let source = try await TestDatabase.postgres(15)
        try await source.run(RehearsalCase.schema + Self.role)
        try await source.run("ALTER TABLE orders OWNER TO given_owner")
        let name = try await source.scalar("SELECT current_database()::text").text ?? ""
        try await source.run("ALTER DATABASE \(name) SET work_mem = '7MB'")
        var rehearsal = RehearsalTests.rehearsal(of: source)
        let server = try TestServers.postgres(18)
        rehearsal.sandbox = server.url()
        rehearsal.compares = false
        rehearsal.isFull = true
        rehearsal.program = CommandLineTool.path
        let sql =
            "ALTER TABLE orders ADD COLUMN cents bigint NOT NULL DEFAULT 0; UPDATE orders SET cents = quantity * 100;"
        let report = try #require(
            try await rehearsal.run([MigrationText(sql: sql)], control: RunControl()) { _ in }.first)
        #expect(report.verdict.isYes, "\(report.verdict.reasons)")
        #expect(!report.snapshot.isPrivate && report.snapshot.server.hasPrefix("PostgreSQL 18"))
        let survived = try #require(report.colonnade?.run.survived)
        for part in ["long transaction", "session", "killed", "taken back"] {
            #expect(survived.contains { $0.contains(part) }, "\(part) in \(survived)")
        }
        #expect(!survived.contains { $0.contains("restarted") || $0.contains("power") }, "\(survived)")
        for part in [
            "neither restarted nor stopped", "everything belongs to postgres", "the source is PostgreSQL 15",
            "work_mem 4MB instead of 7MB",
        ] { #expect(report.snapshot.remarks.contains { $0.contains(part) }, "\(report.snapshot.remarks)") }
        #expect(try await databases(of: server.url(), like: "\(run(of: report))%").isEmpty)
        let admin = try await TestDatabase.reached(server.url())
        #expect(try await admin.rows("SELECT FROM pg_roles WHERE rolname = 'given_owner'").isEmpty)
        #expect(try await admin.scalar("SHOW fsync").text == "off")
        await admin.connection.close()
        await source.drop()
    }

    @Test func aTemplateIsCopiedPageForPageUnlessSomebodyIsConnectedToIt() async throws {
        let server = try TestServers.postgres(18)
        let source = try await TestDatabase.postgres(18)
        try await source.run(
            """
            CREATE TABLE orders (id bigint PRIMARY KEY, note text);
            INSERT INTO orders SELECT i, repeat('x', 100) FROM generate_series(1, 5000) i;
            DELETE FROM orders WHERE id % 2 = 0; ANALYZE;
            """)
        for sql in [
            "BEGIN", "INSERT INTO orders VALUES (0, 'n')", "PREPARE TRANSACTION 'given \(source.url)'",
        ] {
            try await source.run(sql)
        }
        var options = CopyOptions()
        options.isTemplate = true
        func copy() async throws -> RehearsalSandbox {
            try await RehearsalSandbox.make(
                from: .database(source.url), on: server.url(), options, observe: { _ in })
        }
        let refused = await #expect(throws: SandboxError.self) { try await copy() }
        for part in ["while others are connected", ", test, since", "prepared transaction given", "remedy"] {
            #expect(refused?.description.contains(part) == true, "\(refused?.description ?? "")")
        }
        try await source.run("ROLLBACK PREPARED 'given \(source.url)'")
        let size = "SELECT pg_relation_size('orders'), count(*) FROM orders"
        let before = try await source.rows(size)
        await source.connection.close()
        let sandbox = try await copy()
        let copied = try await TestDatabase.reached(sandbox.url(RehearsalSandbox.changed))
        #expect(try await copied.rows(size) == before)
        await copied.drop()
        sandbox.close()

        // The whole way, with the other copies that are made of the copy.
        var rehearsal = RehearsalTests.rehearsal(of: source)
        rehearsal.sandbox = server.url()
        rehearsal.copying = options
        let report = try #require(
            try await rehearsal.run(
                [MigrationText(sql: "ALTER TABLE orders ADD COLUMN carrier text")], control: RunControl()
            ) { _ in }.first)
        #expect(report.verdict.isYes && report.plain != nil, "\(report.verdict.reasons)")
        #expect(report.verdict.reasons.contains { $0.contains("rows are what the plain SQL makes") })
        #expect(try await databases(of: server.url(), like: "\(run(of: report))%").isEmpty)
        await source.drop()
    }

    @Test func whatWillNotDoIsSaidBeforeAnythingIsMade() async throws {
        let (older, newer) = (try await TestDatabase.postgres(15), try await TestDatabase.postgres(18))
        let servers = (try TestServers.postgres(15).url(), try TestServers.postgres(18).url())
        try await older.run(
            "DO $$ BEGIN CREATE ROLE given_nobody LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$"
        )
        func refusal(_ source: TestDatabase, _ sandbox: String, isTemplate: Bool = false) async -> String {
            var options = CopyOptions()
            options.isTemplate = isTemplate
            let error = await #expect(throws: SandboxError.self) {
                try await RehearsalSandbox.make(
                    from: .database(source.url), on: sandbox, options, observe: { _ in })
            }
            return error?.description ?? ""
        }
        let nobody = servers.0.replacing("//postgres@", with: "//given_nobody@")
        for (text, part) in [
            (await refusal(older, older.url), "is the very database that is copied"),
            (await refusal(older, nobody), "given_nobody may make no databases"),
            (await refusal(newer, servers.0), "the source is PostgreSQL 18 and the sandbox 15"),
            (await refusal(older, "postgres:///x?host=/nowhere"), "cannot reach the sandbox"),
            (
                await refusal(older, servers.1, isTemplate: true),
                "a template is a database of the same server"
            ),
        ] { #expect(text.contains(part), "\(text)") }
        // What fails on the way leaves nothing either.
        try await older.run(
            "\(Self.role) CREATE TABLE t (id int); CREATE POLICY p ON t TO given_owner USING (true)")
        let policy = await refusal(older, servers.1.replacing("//postgres@", with: "//postgres@"))
        #expect(
            policy.contains("role \"given_owner\" does not exist") && policy.contains("CREATE ROLE"),
            "\(policy)")
        await older.drop()
        await newer.drop()
    }

    /// A run is dead when nobody holds its lock; whoever looks at what it has left is left alone.
    @Test func whatADeadRunHasLeftIsDroppedByTheNextOne() async throws {
        let server = try TestServers.postgres(15)
        let source = try await TestDatabase.postgres(15)
        let runs = ["dead", "lives", "seen"].map { ($0, "colonnade_rehearsal_\(Self.digits())") }
        let name = Dictionary(uniqueKeysWithValues: runs)
        for run in name.values { try await source.run("CREATE DATABASE \(run)_snapshot") }
        let holder = try await source.session()
        _ = try await holder.query(
            "SELECT pg_advisory_lock(1668246639, hashtext(\(bind: .text(name["lives"] ?? ""))))")
        let guest = try await TestDatabase.reached(server.url("\(name["seen"] ?? "")_snapshot"))
        let said = Mutex<[String]>([])
        func rehearse() async throws {
            let sandbox = try await RehearsalSandbox.make(
                from: .database(source.url), on: server.url(), CopyOptions()
            ) { if case .chapter(let text) = $0 { said.withLock { $0.append(text) } } }
            sandbox.close()
        }
        func left() async throws -> [String] {
            var left: [String] = []
            for (what, run) in runs where try await !databases(of: server.url(), like: "\(run)%").isEmpty {
                left.append(what)
            }
            return left
        }
        try await rehearse()
        #expect(try await left() == ["lives", "seen"], "\(said.withLock { $0 })")
        #expect(
            said.withLock { $0 }.contains {
                $0.contains("\(name["seen"] ?? "")_snapshot") && $0.contains("other users")
            })
        await guest.connection.close()
        await holder.close()
        try await waitUntil("the others are dropped as well") {
            try await rehearse()
            return try await left().isEmpty
        }
        await source.drop()
    }

    private static func digits() -> String {
        (0..<12).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
    }
}
