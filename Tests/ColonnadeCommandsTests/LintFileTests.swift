import ColonnadeTestSupport
import Foundation
import Testing

/// What `colonnade lint` says of a migration's file, whatever SQL is in it.
@Suite(.aFewAtATime) struct LintFileTests {
    private static let first = "db/migrations/20260101000000_first.sql"
    private static let second = "db/migrations/20260103000000_second.sql"

    /// A repository whose branch main has two migrations, and which stands on a branch of its own.
    private func project() async throws -> LintProject {
        let project = try LintProject([
            Self.first: "CREATE TABLE a (id bigint PRIMARY KEY);",
            Self.second: "CREATE TABLE b (id bigint PRIMARY KEY);",
        ])
        try await project.git(["init", "-q", "-b", "main"])
        try await project.git(["add", "-A"])
        try await project.git(["commit", "-q", "-m", "one"])
        try await project.git(["checkout", "-q", "-b", "work"])
        return project
    }

    @Test func aMigrationThatTheOtherBranchHasIsNotEdited() async throws {
        let project = try await project()
        defer { project.remove() }
        try project.write(Self.first, "CREATE TABLE a (id bigint PRIMARY KEY, name text);")
        #expect(try await project.found(["--since", "main"]) == ["\(Self.first) edited-migration"])
        // Whoever works on a branch edits what is new on it as often as need be.
        let new = "db/migrations/20260104000000_third.sql"
        try project.write(Self.first, "CREATE TABLE a (id bigint PRIMARY KEY);")
        try project.write(new, "CREATE TABLE c (id bigint PRIMARY KEY);")
        try await project.git(["add", "-A"])
        try await project.git(["commit", "-q", "-m", "two"])
        try project.write(new, "CREATE TABLE c (id bigint PRIMARY KEY, name text);")
        #expect(try await project.found(["--since", "main"]).isEmpty)
        #expect(try await project.found(["--changed"]).isEmpty)
    }

    @Test func aNewMigrationComesBehindTheOthers() async throws {
        let project = try await project()
        defer { project.remove() }
        let between = "db/migrations/20260102000000_between.sql"
        try project.write(between, "CREATE TABLE c (id bigint PRIMARY KEY);")
        #expect(try await project.found(["--since", "main"]) == ["\(between) out-of-order-migration"])
        let report = try await project.colonnade(["lint", "--since", "main"])
        #expect(report.stdout.contains("\(Self.second) comes behind this migration"), "\(report.stdout)")
        #expect(report.status == 0)
        // Without a commit to compare with, nobody knows which was there first.
        #expect(try await project.found([]).isEmpty)
        #expect(try await project.found([between]).isEmpty)
    }

    @Test func whereAFileIsNoUTF8IsSaid() async throws {
        let project = try LintProject(["db/migrations/1_a.sql": "SELECT 1;\n"])
        defer { project.remove() }
        let folder = project.folder.appendingPathComponent("db/migrations")
        try Data("-- größe\nALTER TABLE a ADD b int; -- gr".utf8 + [0xF6] + "sse\n".utf8)
            .write(to: folder.appendingPathComponent("2_b.sql"))
        let latin = try await project.colonnade(["lint", "db/migrations/2_b.sql"])
        #expect(latin.status == 2)
        #expect(latin.stderr.hasPrefix("error: db/migrations/2_b.sql:2:31: this byte is not UTF-8"))
        #expect(latin.stderr.contains("iconv -f LATIN1 -t UTF-8"))
        try Data([0xFF, 0xFE, 0x41, 0x00]).write(to: folder.appendingPathComponent("3_c.sql"))
        let wide = try await project.colonnade(["lint", "--schema", "x", "db/migrations/3_c.sql"])
        #expect(wide.status == 2 && wide.stderr.contains("3_c.sql:1:1: the file is UTF-16"), "\(wide.stderr)")
    }

    /// Flyway runs R__views.sql again whenever it changes.
    @Test func whatIsRunAgainMayBeEditedAndHasNoPlace() async throws {
        let project = try LintProject([
            "migrations/V1__a.sql": "CREATE TABLE a (id bigint PRIMARY KEY);",
            "migrations/R__views.sql":
                "SET lock_timeout = '1s'; CREATE OR REPLACE VIEW v AS SELECT id FROM a;",
        ])
        defer { project.remove() }
        try await project.git(["init", "-q", "-b", "main"])
        try await project.git(["add", "-A"])
        try await project.git(["commit", "-q", "-m", "one"])
        try project.write("migrations/V2__b.sql", "CREATE TABLE b (id bigint PRIMARY KEY);")
        try project.write(
            "migrations/R__views.sql",
            "SET lock_timeout = '1s'; CREATE OR REPLACE VIEW v AS SELECT id, 1 AS one FROM a;")
        #expect(try await project.found(["--since", "main"]).isEmpty)
    }

    /// What the tool runs to take a migration back; a comment that says why nothing can is enough.
    @Test(arguments: [
        ("m/1_a.sql", "-- +goose Up\n%@\n-- +goose Down\n", [:], true),
        ("m/1_a.sql", "-- +goose Up\n%@\n-- +goose Down\nDROP TABLE a;\n", [:], false),
        ("m/1_a.sql", "-- migrate:up\n%@\n", [:], true),
        ("m/1_a.sql", "-- migrate:up\n%@\n-- migrate:down\n\n", [:], true),
        ("m/1_a.sql", "-- migrate:up\n%@\n-- migrate:down\n-- the rows are gone for good\n", [:], false),
        ("m/1_a.up.sql", "%@", [:], true),
        ("m/1_a.up.sql", "%@", ["m/1_a.down.sql": "\n"], true),
        ("m/1_a.up.sql", "%@", ["m/1_a.down.sql": "DROP TABLE a;"], false),
        (
            "deploy/a.sql", "BEGIN;\n%@\nCOMMIT;",
            ["sqitch.plan": "a 2026-01-01T00:00:00Z t <t@localhost>\n"], true
        ),
        (
            "deploy/a.sql", "BEGIN;\n%@\nCOMMIT;",
            [
                "sqitch.plan": "a 2026-01-01T00:00:00Z t <t@localhost>\n",
                "revert/a.sql": "-- Revert shop:a from pg\n\nBEGIN;\n\n-- XXX Add DDLs here.\n\nCOMMIT;\n",
            ], true
        ),
        (
            "deploy/a.sql", "BEGIN;\n%@\nCOMMIT;",
            [
                "sqitch.plan": "a 2026-01-01T00:00:00Z t <t@localhost>\n",
                "revert/a.sql": "BEGIN;\nDROP TABLE a;\nCOMMIT;\n",
            ], false
        ),
        ("m/20260101000000_a.sql", "%@", [:], false),
    ])
    func aMigrationHasAWayBackWhereTheToolKnowsOne(
        _ name: String, _ text: String, _ others: [String: String], _ isMissing: Bool
    ) async throws {
        let sql = "CREATE TABLE a (id bigint PRIMARY KEY);"
        let folder = name.hasPrefix("m/") ? "m" : "."
        let project = try LintProject(
            others.merging([
                name: text.replacing("%@", with: sql), "colonnade.yaml": "migrations: \(folder)\n",
            ]) {
                $1
            })
        defer { project.remove() }
        let found = try await project.found([])
        #expect(found == (isMissing ? ["\(name) no-way-back"] : []), "\(found)")
    }

    @Test func aDatabaseThatHasALaterOneSaysSo() async throws {
        let project = try LintProject([
            Self.first: "CREATE TABLE a (id bigint PRIMARY KEY);",
            Self.second: "CREATE TABLE b (id bigint PRIMARY KEY);",
        ])
        defer { project.remove() }
        let database = try await TestDatabase.postgres()
        try await database.run(
            """
            CREATE TABLE b (id bigint PRIMARY KEY);
            CREATE TABLE schema_migrations (version text PRIMARY KEY);
            INSERT INTO schema_migrations VALUES ('20260103000000');
            """)
        #expect(try await project.found([], on: database) == ["\(Self.first) out-of-order-migration"])
        await database.drop()
    }

    /// `--schema <(pg_dump …)` names a pipe, which has no size and is read once.
    @Test func pipesAreReadLikeFiles() async throws {
        let project = try LintProject([
            "stats.json": """
            {"engine": "postgresql", "server_version": "15", "taken_at": "2026-01-01T00:00:00Z",
             "tables": [{"schema": "public", "table": "orders", "rows": 7, "bytes": 8192}]}
            """,
            "schema.sql": "CREATE TABLE public.orders (id bigint PRIMARY KEY, note text);\n"
                + String(repeating: "-- more than a pipe holds at once\n", count: 5_000),
            "a.sql": "SET lock_timeout = '1s';\nALTER TABLE orders ALTER note SET NOT NULL;\n",
        ])
        defer { project.remove() }
        let lint = "'\(CommandLineTool.path)' lint --format json"
        func run(_ script: String) async throws -> Subprocess {
            try await Subprocess.run("/bin/bash", ["-c", script], folder: project.folder.path)
        }
        let files = try await run("\(lint) --schema schema.sql --stats stats.json a.sql")
        let piped = try await run("\(lint) --schema <(cat schema.sql) --stats <(cat stats.json) a.sql")
        #expect(piped.stdout == files.stdout && piped.stderr == files.stderr, "\(piped)")
        #expect(files.stdout.contains("\"rows\" : 7") && files.stdout.contains("set-not-null"), "\(files)")
        let migration = try await run("mkfifo p.sql; cat a.sql > p.sql & \(lint) --schema schema.sql p.sql")
        #expect(
            migration.stdout.contains("p.sql") && migration.stdout.contains("set-not-null"), "\(migration)")
        let unnamed = try await run("\(lint) --schema schema.sql <(cat a.sql)")
        #expect(unnamed.stdout.contains("set-not-null"), "\(unnamed)")
        _ = try await run("\(lint) --schema schema.sql --baseline known.json --write-baseline a.sql")
        let known = try await run("\(lint) --schema schema.sql --baseline <(cat known.json) a.sql")
        #expect(known.status == 0 && known.stdout.contains("\"baselined\" : 1"), "\(known)")
        let fixed = try await run("\(lint) --fix <(cat a.sql)")
        #expect(fixed.status == 2 && fixed.stderr.contains("--fix changes files"), "\(fixed)")
    }
}
