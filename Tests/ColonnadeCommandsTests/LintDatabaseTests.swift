import ColonnadeTestSupport
import Foundation
import Testing

/// `colonnade lint` and `colonnade stats` with a database.
@Suite(.aFewAtATime) struct LintDatabaseTests {
    private static let files = [
        "db/migrations/20260101000000_a.sql": "CREATE TABLE orders (id bigint PRIMARY KEY, note text);",
        "db/migrations/20260102000000_b.sql":
            "SET lock_timeout = '1s'; ALTER TABLE orders ADD CONSTRAINT sane CHECK (id > 0);",
    ]

    private func shop(_ rows: Int) async throws -> TestDatabase {
        let database = try await TestDatabase.postgres()
        try await database.run(
            """
            CREATE TABLE orders (id bigint PRIMARY KEY, note text);
            INSERT INTO orders SELECT i FROM generate_series(1, \(rows)) i;
            CREATE TABLE schema_migrations (version text PRIMARY KEY);
            INSERT INTO schema_migrations VALUES ('20260101000000');
            """)
        try await database.run("VACUUM ANALYZE orders")
        return database
    }

    @Test func pendingMigrationsAreJudgedByTheDatabase() async throws {
        let project = try LintProject(Self.files)
        defer { project.remove() }
        let (small, large) = (try await shop(100), try await shop(20_000))
        let found = ["db/migrations/20260102000000_b.sql add-check"]
        #expect(try await project.found([], on: large) == found)
        #expect(try await project.colonnade(["lint"], on: large).status == 1)
        let note = try await project.colonnade(["lint"], on: small)
        #expect(note.status == 0 && note.stdout.contains("note: all of orders"), "\(note.stdout)")
        #expect(note.stdout.contains("100 rows"))
        try await small.run("INSERT INTO schema_migrations VALUES ('20260102000000')")
        #expect(try await project.colonnade(["lint"], on: small).stderr.contains("nothing found in 0 files"))
        for database in [small, large] { await database.drop() }
    }

    @Test func statsOfOneMachineAreReadOnAnother() async throws {
        let project = try LintProject(Self.files)
        defer { project.remove() }
        let database = try await shop(100)
        let stats = try await project.colonnade(["stats", "--output", "stats.json"], on: database)
        #expect(stats.status == 0 && stats.stdout.isEmpty, "\(stats.stderr)")
        let printed = try await project.colonnade(["stats", "--quiet"], on: database)
        let document = try #require(
            JSONSerialization.jsonObject(with: Data(printed.stdout.utf8)) as? [String: Any])
        #expect(
            Set(document.keys) == ["engine", "server_version", "taken_at", "window_seconds", "tables"])
        let tables = try #require(document["tables"] as? [[String: Any]])
        let orders = try #require(tables.first { $0["table"] as? String == "orders" })
        #expect(orders["rows"] as? Int == 100 && orders["schema"] as? String == "public")
        #expect(orders["writes_per_second"] is Double)
        let lint = try await project.colonnade(["lint", "--stats", "stats.json"])
        #expect(lint.status == 0 && lint.stdout.contains("100 rows"), "\(lint.stdout)")
        await database.drop()
    }

    @Test func aPlanIsShownInsteadOfFindings() async throws {
        let project = try LintProject(Self.files)
        defer { project.remove() }
        let database = try await shop(100)
        let without = try await project.colonnade(["lint", "--show-plan"])
        #expect(without.status == 2 && without.stderr.contains("--database"))
        let plan = try await project.colonnade(["lint", "--show-plan"], on: database)
        #expect(plan.status == 0, "\(plan.stderr)")
        let own = try await project.colonnade(["plan"], on: database)
        #expect(plan.stdout == own.stdout && plan.stdout.contains("VALIDATE CONSTRAINT"))
        let json = try await project.colonnade(["lint", "--show-plan", "--json"], on: database)
        #expect(json.stdout.contains("\"steps\""))
        let refused = try await project.colonnade(
            ["lint", "--show-plan", "--sql", "VACUUM orders"], on: database)
        #expect(refused.status == 1)
        let dump = try await project.colonnade(["lint", "--show-plan", "--schema", "x.sql"], on: database)
        #expect(dump.status == 2 && dump.stderr.contains("--schema"), "\(dump.stderr)")
        await database.drop()
    }

    /// What is refused of one migration hides no other, whether `lint` or `plan` is asked.
    @Test func plansAreShownBesideWhatIsRefused() async throws {
        let project = try LintProject([
            "a.sql": "ALTER TABLE orders ADD COLUMN total int;", "b.sql": "VACUUM orders;",
            "c.sql": "ALTER TABEL orders;", "d.sql": "CREATE INDEX orders_note ON orders (note);",
            "e.sql": "ALTER TABLE orders DROP COLUMN note;",
            "code/app.py": "db.execute('SELECT note FROM orders')\n",
        ])
        defer { project.remove() }
        let database = try await shop(100)
        let files = ["a.sql", "b.sql", "c.sql", "d.sql"]
        let lint = try await project.colonnade(["lint", "--show-plan"] + files, on: database)
        #expect(lint.status == 2, "\(lint.stderr)")
        #expect(lint.stdout.contains("ADD COLUMN total") && lint.stdout.contains("INDEX CONCURRENTLY"))
        #expect(lint.stderr.contains("b.sql:1:1: error:") && lint.stderr.contains("c.sql:1:7: error: syntax"))
        let plan = try await project.colonnade(["plan"] + files, on: database)
        #expect(plan.stdout == lint.stdout && plan.stderr == lint.stderr && plan.status == 2)
        let json = try await project.colonnade(
            ["lint", "--show-plan", "--json", "a.sql", "b.sql"], on: database)
        let list = try JSONSerialization.jsonObject(with: Data(json.stdout.utf8)) as? [[String: Any]]
        #expect(list?.count == 1 && json.status == 1 && json.stderr.contains("b.sql"), "\(json)")
        let code = try await project.colonnade(
            ["lint", "--show-plan", "--code", "code", "e.sql"], on: database)
        #expect(code.stdout.contains("code/app.py:1"), "\(code.stdout)")
        await database.drop()
    }

    /// What the owning tool has recorded is not pending, whatever its table looks like.
    @Test(
        arguments: [
            (
                "supabase/migrations/", ["20260101000000_a.sql", "20260102000000_b.sql"], [:],
                """
                CREATE SCHEMA supabase_migrations; CREATE TABLE supabase_migrations.schema_migrations (version text);
                INSERT INTO supabase_migrations.schema_migrations VALUES ('20260101000000')
                """
            ),
            (
                "migrations/", ["20260101000000_a.sql", "20260102000000_b.sql"], ["atlas.sum": "h1:x"],
                """
                CREATE SCHEMA atlas_schema_revisions;
                CREATE TABLE atlas_schema_revisions.atlas_schema_revisions (version text);
                INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES ('20260101000000')
                """
            ),
            (
                "drizzle/", ["0000_a.sql", "0001_b.sql"],
                [
                    "meta/_journal.json":
                        #"{"entries": [{"when": 5, "tag": "0000_a"}, {"when": 7, "tag": "0001_b"}]}"#
                ],
                """
                CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id int, hash text, created_at bigint);
                INSERT INTO drizzle.__drizzle_migrations VALUES (1, 'x', 5)
                """
            ),
            (
                "migrations/", ["001_a.sql", "002_b.sql"], [:],
                """
                CREATE TABLE databasechangelog (id text, author text, filename text);
                INSERT INTO databasechangelog VALUES ('001_a.sql', 'ann', 'x'), ('other', 'ann', 'x')
                """
            ),
        ] as [(String, [String], [String: String], String)])
    func whatTheToolHasRecordedIsNotPending(
        _ folder: String, _ names: [String], _ more: [String: String], _ record: String
    ) async throws {
        var files = Dictionary(uniqueKeysWithValues: more.map { (folder + $0, $1) })
        for name in names {
            // Liquibase's head is a comment to everybody else.
            let head =
                record.contains("databasechangelog")
                ? "--liquibase formatted sql\n--changeset ann:\(name)\n" : ""
            files[folder + name] = "\(head)TRUNCATE orders;\n"
        }
        let project = try LintProject(files)
        defer { project.remove() }
        let database = try await TestDatabase.postgres()
        try await database.run("CREATE TABLE orders (id bigint PRIMARY KEY); \(record)")
        let found = try await project.found([], on: database)
        #expect(Set(found.map { $0.prefix { $0 != " " } }) == ["\(folder)\(names[1])"], "\(found)")
        await database.drop()
    }
}
