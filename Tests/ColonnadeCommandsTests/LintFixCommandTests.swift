import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Testing

/// `colonnade lint --fix` on files.
@Suite(.aFewAtATime) struct LintFixCommandTests {
    private static let table = "CREATE TABLE orders (id bigint PRIMARY KEY, note text);"

    @Test func aFileWithAByteOrderMarkIsMendedInItsPlace() async throws {
        let project = try LintProject([
            "db/migrations/20260101000000_a.sql": Self.table,
            "db/migrations/20260102000000_b.sql": "\u{FEFF}DROP INDEX a, b;\r\nSELECT 'größe';\r\n",
        ])
        defer { project.remove() }
        let run = try await project.colonnade(["lint", "--fix"])
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
        #expect(run.stderr.contains("wrote db/migrations/20260102000000_b.sql"))
        let expected =
            "\u{FEFF}DROP INDEX CONCURRENTLY a;\r\nDROP INDEX CONCURRENTLY b;\r\nSELECT 'größe';\r\n"
        #expect(try project.bytes("db/migrations/20260102000000_b.sql") == Data(expected.utf8))
    }

    /// An old transaction that looks at the table holds the build up for longer than the file's timeouts allow.
    @Test(arguments: [false, true])
    func aMendedFileWaitsForOldTransactionsAndKeepsItsTimeouts(_ isMended: Bool) async throws {
        let database = try await TestDatabase.postgres()
        try await database.run("CREATE TABLE orders (id bigint PRIMARY KEY, note text)")
        let name = "add_index.sql"
        let project = try LintProject([
            name: """
            SET lock_timeout = '60ms';
            SET statement_timeout = '80ms';
            \(isMended ? "CREATE INDEX" : "CREATE INDEX CONCURRENTLY") orders_note ON orders (note);
            CREATE TABLE seen AS SELECT current_setting('lock_timeout') l, current_setting('statement_timeout') s;

            """
        ])
        defer { project.remove() }
        if isMended {
            let fix = try await project.colonnade(["lint", "--fix", name])
            #expect(fix.status == 0 && fix.stderr.contains("nothing found"), "\(fix.stdout)\(fix.stderr)")
        }
        let old = try await database.session()
        try await old.execute("BEGIN; INSERT INTO orders VALUES (1, 'x')")
        async let run = Subprocess.run(
            "/usr/bin/env", ["psql", "-X", "-v", "ON_ERROR_STOP=1", "-f", name, database.url],
            folder: project.folder.path)
        if isMended {
            try await waitUntil("the build has waited for longer than the timeouts") {
                try await database.scalar(
                    """
                    SELECT count(*) FROM pg_stat_activity WHERE application_name = 'psql'
                    AND wait_event_type = 'Lock' AND now() - query_start > interval '200 ms'
                    AND datname = current_database()
                    """
                ).integer == 1
            }
        }
        if !isMended { #expect(try await run.stderr.contains("timeout")) }
        try await old.execute("COMMIT")
        let result = try await run
        #expect((result.status == 0) == isMended, "\(result.stderr)")
        let isValid = "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'orders_note'::regclass"
        #expect(try await database.scalar(isValid).text == "\(isMended)")
        if isMended {
            #expect(try await database.scalar("SELECT l || ' ' || s FROM seen").text == "60ms 80ms")
        }
        await old.close()
        await database.drop()
    }

    @Test func whatItsToolWrapsIsSplitIntoFilesAndJudgedAgain() async throws {
        let name = "db/migrations/20260102000000_b.sql"
        let project = try LintProject([
            "db/migrations/20260101000000_a.sql": "-- migrate:up\n\(Self.table)\n-- migrate:down\n",
            name: """
            -- migrate:up
            SET lock_timeout = '1s';
            ALTER TABLE orders ADD total int;
            CREATE INDEX orders_note ON orders (note);
            -- migrate:down
            DROP TABLE orders;

            """,
        ])
        defer { project.remove() }
        let run = try await project.colonnade(["lint", "--fix", name])
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
        #expect(run.stderr.contains("nothing found in 2 files"))
        let second = try project.read("db/migrations/20260102000001_b_2.sql")
        #expect(second.hasPrefix("-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY orders_note"))
        #expect(try !project.read(name).contains("INDEX") && project.read(name).contains("DROP TABLE orders"))
    }

    @Test func whatCannotBeWrittenIsSaidAndLeft() async throws {
        let text = "SELECT 1;\nCREATE INDEX orders_note ON orders (note);\n"
        let project = try LintProject([
            "migrations/000001_a.up.sql": Self.table, "migrations/000002_b.up.sql": text,
            "migrations/000003_c.up.sql": "SELECT 1;",
        ])
        defer { project.remove() }
        let run = try await project.colonnade(["lint", "--fix"])
        #expect(run.status == 1)
        #expect(
            run.stderr.contains(
                "by hand: migrations/000002_b.up.sql:2:1: its statements cannot be in one transaction"),
            "\(run.stderr)")
        #expect(try project.read("migrations/000002_b.up.sql") == text)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: project.folder.path + "/migrations").count
                == 3)
    }

    @Test func aFileThatCannotBeWrittenIsAnError() async throws {
        let project = try LintProject(["a.sql": "DROP INDEX i;"])
        defer { project.remove() }
        let sql = try await project.colonnade(["lint", "--fix", "--sql", "DROP INDEX i"])
        #expect(sql.status == 2)
        #expect(try await project.colonnade(["lint", "--fix", "-"], input: "DROP INDEX i").status == 2)
    }
}
