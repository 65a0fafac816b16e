import ColonnadeTestSupport
import Foundation
import Testing

/// `colonnade lint` in a folder, as a developer or a pipeline runs it.
@Suite struct LintCommandTests {
    private static let first = "CREATE TABLE orders (id bigint PRIMARY KEY, note text);"
    private static let second = "SET lock_timeout = '1s';\nALTER TABLE orders ADD CHECK (id > 0);\n"

    private func project(_ more: [String: String] = [:]) throws -> LintProject {
        let files = [
            "db/migrations/20260101000000_first.sql": Self.first,
            "db/migrations/20260102000000_second.sql": Self.second,
        ]
        return try LintProject(files.merging(more) { $1 })
    }

    private let known = "db/migrations/20260102000000_second.sql add-check"

    @Test(arguments: ["text", "compact", "json", "sarif", "github", "gitlab", "junit", "markdown"])
    func everyFormNamesTheFindingAndFails(_ form: String) async throws {
        let project = try project()
        defer { project.remove() }
        let run = try await project.colonnade(["lint", "--format", form])
        #expect(run.status == 1)
        #expect(run.stdout.contains("add-check"), "\(run.stdout)")
        #expect(run.stderr.isEmpty == (form != "text"), "\(run.stderr)")
        if form == "json" {
            #expect(run.stdout == (try await project.colonnade(["lint", "--json"])).stdout)
        }
        let both = try await project.colonnade(["lint", "--json", "--format", "sarif"])
        #expect(both.status == 2)
    }

    @Test func jsonHasTheKeysOfTheContract() async throws {
        let project = try project()
        defer { project.remove() }
        let run = try await project.colonnade(["lint", "--json"])
        let document = try #require(
            JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any])
        #expect(Set(document.keys) == ["findings", "summary", "baseline_gone"])
        let summary = try #require(document["summary"] as? [String: Int])
        #expect(
            summary == ["errors": 1, "warnings": 0, "notes": 0, "files": 2, "statements": 3, "baselined": 0])
        let finding = try #require((document["findings"] as? [[String: Any]])?.first)
        let keys = [
            "rule", "severity", "message", "path", "line", "column", "end_line", "end_column", "statement",
            "locks",
            "work", "safe_way", "docs", "why", "excerpt", "fingerprint", "fix", "fix_in_place",
        ]
        #expect(Set(finding.keys) == Set(keys))
        #expect(finding["line"] as? Int == 2 && finding["column"] as? Int == 24)
        let lock = try #require((finding["locks"] as? [[String: String]])?.first)
        #expect(
            lock == ["relation": "orders", "mode": "ACCESS EXCLUSIVE", "blocks": "reads and writes"])
    }

    @Test func textBeginsWithACommentAsWell() async throws {
        let project = try project()
        defer { project.remove() }
        let sql = "-- colonnade:ignore drop-table nobody uses it\nDROP TABLE x;"
        #expect(try await project.found(["--sql", sql]) == ["<sql> missing-lock-timeout"])
    }

    @Test func theBaselineHidesWhatIsKnownAndSaysWhatIsGone() async throws {
        let project = try project()
        defer { project.remove() }
        let missing = try await project.colonnade(["lint", "--baseline", "known.json"])
        #expect(missing.status == 2 && missing.stderr.contains("--write-baseline"))
        let written = try await project.colonnade(["lint", "--baseline", "known.json", "--write-baseline"])
        #expect(written.status == 0 && written.stderr.contains("1 error"), "\(written.stderr)")
        let quiet = try await project.colonnade(["lint", "--baseline", "known.json"])
        #expect(quiet.status == 0 && quiet.stdout.isEmpty)
        #expect(quiet.stderr.contains("nothing found in 2 files; 1 more in the baseline"))
        // From another folder it is the same file.
        let below = try await CommandLineTool.run(
            ["lint", "--baseline", "../../known.json", "20260102000000_second.sql"],
            folder: project.folder.appendingPathComponent("db/migrations").path)
        #expect(below.status == 0, "\(below.stdout)")
        try project.write("db/migrations/20260102000000_second.sql", "DROP TABLE orders;")
        let changed = try await project.colonnade(["lint", "--baseline", "known.json"])
        #expect(changed.status == 1 && changed.stdout.contains("[drop-table]"))
        #expect(changed.stderr.contains("that there is not any more") && changed.stderr.contains("add-check"))
        try project.write("known.json", "[]")
        let broken = try await project.colonnade(["lint", "--baseline", "known.json"])
        #expect(broken.status == 2 && broken.stderr.contains("known.json"))
    }

    @Test func onlyWhatGitSaysChangedIsJudged() async throws {
        let project = try project()
        defer { project.remove() }
        let outside = try await project.colonnade(["lint", "--changed"])
        #expect(outside.status == 2 && outside.stderr.contains("git says:"), "\(outside.stderr)")
        try await project.git(["init", "-q", "-b", "main"])
        #expect(try await project.found(["--changed"]).count == 1, "nothing was committed yet")
        try await project.git(["add", "-A"])
        try await project.git(["commit", "-q", "-m", "one"])
        #expect(try await project.found(["--changed"]).isEmpty)
        try await project.git(["checkout", "-q", "-b", "work"])
        try project.write(
            "db/migrations/20260103000000_größe.sql",
            "SET lock_timeout = 100; CREATE INDEX i ON orders (note);")
        let new = "db/migrations/20260103000000_größe.sql create-index"
        #expect(try await project.found(["--changed"]) == [new], "not known to git yet")
        try await project.git(["add", "-A"])
        try await project.git(["commit", "-q", "-m", "two"])
        #expect(try await project.found(["--changed"]).isEmpty)
        #expect(try await project.found(["--since", "main"]) == [new])
        // What others did on main meanwhile is not this branch's.
        try await project.git(["checkout", "-q", "main"])
        try project.write("db/migrations/20260102000000_second.sql", "DROP TABLE orders;")
        try await project.git(["commit", "-q", "-a", "-m", "three"])
        try await project.git(["checkout", "-q", "work"])
        #expect(try await project.found(["--since", "main"]) == [new])
        let unknown = try await project.colonnade(["lint", "--since", "nosuch"])
        #expect(unknown.status == 2 && unknown.stderr.contains("fetch-depth"), "\(unknown.stderr)")
        #expect(try await project.colonnade(["lint", "--since=--output=x"]).status == 2)
    }

    /// A table that an unchanged migration behind the changed one creates is not there yet.
    @Test func whatIsNotJudgedTellsTheSchemaInItsPlace() async throws {
        let project = try project([
            "db/migrations/20260101120000_between.sql":
                "SET lock_timeout = '1s'; ALTER TABLE orders ADD x int;"
        ])
        defer { project.remove() }
        let files = ["db/migrations/20260101000000_first.sql", "db/migrations/20260102000000_second.sql"]
        #expect(try await project.found(files) == [known])
        #expect(try await project.found([files[0]]).isEmpty)
    }

    @Test func theConfigurationSaysTheSameForEverybodyAndTheCommandLineWins() async throws {
        let project = try project([
            "colonnade.yaml": """
            lint:
              pg_version: 11
              fail_on: note
              ignore: [db/migrations/2025*]
              rules:
                add-check: off
                mixed-case-name: on
                drop-table: note
            """,
            "db/migrations/20250101000000_old.sql": "DROP TABLE older;",
            "db/migrations/20260103000000_third.sql": "CREATE TABLE \"Big\" (id bigint PRIMARY KEY);",
            "db/migrations/20260104000000_fourth.sql": "SET lock_timeout = 1; DROP TABLE orders;",
        ])
        defer { project.remove() }
        let big = "db/migrations/20260103000000_third.sql mixed-case-name"
        let drop = "db/migrations/20260104000000_fourth.sql drop-table"
        #expect(try await project.found([]) == [big, drop])
        #expect(try await project.colonnade(["lint"]).status == 1, "a note fails")
        #expect(try await project.colonnade(["lint", "--fail-on", "warning"]).status == 0)
        #expect(try await project.found(["--enable", "add-check"]) == [known, big, drop])
        #expect(try await project.found(["--disable", "drop-table", "--disable", "mixed-case-name"]).isEmpty)
        let given = try await project.colonnade(["lint", "db/migrations/20250101000000_old.sql"])
        #expect(given.status == 0 && given.stderr.contains("is ignored by colonnade.yaml"))
    }

    @Test(arguments: [
        ("lint:\n  pg_verson: 15", "colonnade.yaml:2:3: error: there is no setting pg_verson"),
        ("lint:\n  pg_version: 9", "colonnade.yaml:2:15: error: lint.pg_version: takes 10 to 18"),
        ("lint:\n  fail_on: never", "colonnade.yaml:2:12: error: lint.fail_on: takes error, warning or note"),
        ("lint:\n  rules:\n    drop-tabel: off", "colonnade.yaml:3:5: error: there is no rule drop-tabel"),
        (
            "lint:\n  rules:\n    drop-table: loud",
            "colonnade.yaml:3:17: error: lint.rules.drop-table: takes off"
        ),
        ("lint:\n  ignore: 5", "colonnade.yaml:2:11: error: lint.ignore"),
        ("environments:\n  live:\n    databse: x", "colonnade.yaml:3:5: error: there is no setting databse"),
    ])
    func whatTheConfigurationCannotMeanIsAnErrorWithItsPlace(_ yaml: String, _ expected: String) async throws
    {
        let project = try project(["colonnade.yaml": yaml])
        defer { project.remove() }
        let run = try await project.colonnade(["lint"])
        #expect(run.status == 2 && run.stderr.contains(expected), "\(run.stderr)")
    }

    @Test func aDumpTellsTheSchemaAndIsNoMigration() async throws {
        let dump = """
            --
            -- PostgreSQL database dump
            --

            \\restrict abc

            SET statement_timeout = 0;
            CREATE TABLE public.orders (id bigint NOT NULL, note text);
            COPY public.orders (id, note) FROM stdin;
            1\tit's
            \\.
            \\unrestrict abc
            SET search_path TO "$user", public;
            INSERT INTO "schema_migrations" (version) VALUES ('20260101000000');
            """
        let project = try project(["db/structure.sql": dump])
        defer { project.remove() }
        let schema = ["--schema", "db/structure.sql"]
        #expect(try await project.found(schema + ["db/migrations/20260102000000_second.sql"]) == [known])
        let unknown = try await project.colonnade(["lint", "--sql", "ALTER TABLE nosuch ADD a int"] + schema)
        #expect(unknown.stdout.contains("[unknown-table]"))
        let given = try await project.colonnade(["lint", "db/structure.sql"])
        #expect(given.status == 0 && given.stderr.contains("is a dump of a whole schema"))
        try project.write("db/structure.sql", "\(dump)\nCREATE TABL x;")
        let broken = try await project.colonnade(["lint"] + schema)
        #expect(broken.status == 2 && broken.stderr.contains("db/structure.sql:15:"), "\(broken.stderr)")
    }

    @Test func statsSayHowBadItIs() async throws {
        func stats(_ rows: Int, _ hours: Int) -> String {
            """
            {"engine": "postgresql", "server_version": "15.1", "taken_at": "2026-01-01T00:00:00Z",
             "window_seconds": \(hours * 3600), "tables": [{"schema": "public", "table": "orders",
             "rows": \(rows), "bytes": 3435973837, "reads_per_second": 0, "writes_per_second": 0}]}
            """
        }
        let project = try project(["stats.json": stats(200, 24)])
        defer { project.remove() }
        let small = try await project.colonnade(["lint", "--stats", "stats.json"])
        #expect(
            small.status == 0 && small.stdout.contains("note") && small.stdout.contains("200 rows, 3.2 GiB"))
        try project.write("stats.json", stats(50_000, 24))
        #expect(try await project.colonnade(["lint", "--stats", "stats.json"]).status == 0, "nobody uses it")
        try project.write("stats.json", stats(50_000, 0))
        let short = try await project.colonnade(["lint", "--stats", "stats.json"])
        #expect(short.status == 1, "rates of less than an hour say nothing")
        #expect(!short.stdout.contains("a second"))
        try project.write("stats.json", "{}")
        #expect(try await project.colonnade(["lint", "--stats", "stats.json"]).status == 2)
    }
}
