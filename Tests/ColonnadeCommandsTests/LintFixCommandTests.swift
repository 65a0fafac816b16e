import ColonnadeTestSupport
import Foundation
import Testing

/// `colonnade lint --fix` on files.
@Suite struct LintFixCommandTests {
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
