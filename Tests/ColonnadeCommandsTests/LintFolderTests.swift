import ColonnadeTestSupport
import Foundation
import Testing

/// `colonnade lint DIR`: all of a folder, in the order of the tool that owns it.
@Suite struct LintFolderTests {
    private static let create = "CREATE TABLE orders (id bigint PRIMARY KEY, note text);\n"
    private static let check = "SET lock_timeout = '1s';\nALTER TABLE orders ADD CHECK (id > 0);\n"

    /// Flyway's order is that of its numbers: 2 before 10.
    private func project() throws -> LintProject {
        try LintProject([
            "services/shop/sql/V2__orders.sql": Self.create,
            "services/shop/sql/V10__check.sql": Self.check,
            "db/migrations/20260101000000_other.sql": "DROP TABLE other;\n",
        ])
    }

    @Test func theFolderStandsForItsMigrations() async throws {
        let project = try project()
        defer { project.remove() }
        let expected = ["services/shop/sql/V10__check.sql add-check"]
        #expect(try await project.found(["services/shop/sql"]) == expected)
        #expect(try await project.found(["./services/shop/../shop/sql/"]) == expected)
        // Unlike a file, it is judged as a whole: what comes first is no earlier migration, but judged as well.
        let run = try await project.colonnade(["lint", "services/shop/sql"])
        #expect(run.stderr.contains("in 2 files"), "\(run.stderr)")
        let there = try await CommandLineTool.run(
            ["lint", "."], folder: project.folder.appendingPathComponent("services/shop/sql").path)
        #expect(there.status == 1 && there.stdout.hasPrefix("V10__check.sql:2:"), "\(there.stdout)")
    }

    /// A file that is named by itself stands behind those of its own folder, wherever that is.
    @Test func aFileOfAnotherFolderIsJudgedOnWhatThatHasBefore() async throws {
        let project = try LintProject([
            "billing/V2__orders.sql": "CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(10));\n",
            "billing/V10__code.sql":
                "SET lock_timeout = '1s';\nALTER TABLE orders ALTER code TYPE varchar(20);\n",
            "billing/V11__code.sql":
                "SET lock_timeout = '1s';\nALTER TABLE orders ALTER code TYPE varchar(5);\n",
            "db/migrations/20260101000000_other.sql": "DROP TABLE other;\n",
            "queries/report.sql": "CREATE TABLE orders (code varchar(1));\n",
            "queries/top.sql": "SET lock_timeout = '1s';\nALTER TABLE orders ALTER code TYPE varchar(20);\n",
        ])
        defer { project.remove() }
        #expect(try await project.found(["billing/V10__code.sql"]).isEmpty)
        #expect(
            try await project.found(["billing/V11__code.sql", "billing/V10__code.sql"]) == [
                "billing/V11__code.sql change-column-type"
            ])
        #expect(
            try await project.found(["queries/top.sql"]) == ["queries/top.sql change-column-type"],
            "files without an order are no history of each other")
        let there = try await CommandLineTool.run(
            ["lint", "V10__code.sql"], folder: project.folder.appendingPathComponent("billing").path)
        #expect(there.status == 0, "\(there.stdout)")
    }

    @Test func whatTheConfigurationSaysOfItsOwnFolderHoldsForNoOther() async throws {
        let project = try project()
        defer { project.remove() }
        try project.write("colonnade.yaml", "migrations: db/migrations\nconvention: dbmate\n")
        #expect(
            try await project.found(["services/shop/sql"]) == ["services/shop/sql/V10__check.sql add-check"])
        // As part of the message of a tool, each statement would be in a transaction.
        try project.write(
            "db/migrations/20260101000000_other.sql",
            "SET lock_timeout = '1s';\nCREATE INDEX CONCURRENTLY i ON other (a);\n")
        let inDbmate = ["db/migrations/20260101000000_other.sql concurrently-in-transaction"]
        #expect(try await project.found([]).contains(inDbmate[0]))
        #expect(try await project.found(["db/migrations"]).contains(inDbmate[0]))
    }

    @Test func aFolderThatHoldsNoneIsRefused() async throws {
        let project = try project()
        defer { project.remove() }
        try project.write("empty/README.md", "nothing here\n")
        let empty = try await project.colonnade(["lint", "empty"])
        #expect(empty.status == 2 && empty.stderr.contains("there are no migrations in empty"))
        let several = try await project.colonnade(["lint", "services/shop/sql", "db/migrations"])
        #expect(several.status == 2 && several.stderr.contains("services/shop/sql is a folder, not a file"))
    }

    /// Diesel, Hasura: a folder for each migration, with `up.sql` and `down.sql`, in a transaction unless its settings say no.
    @Test func aFolderForEachMigrationHasItsTwoParts() async throws {
        let project = try LintProject([
            "migrations/2026-01-01-120000_orders/up.sql": Self.create,
            "migrations/2026-01-01-120000_orders/down.sql": "DROP TABLE orders;\n",
            "migrations/2026-01-02-120000_check/up.sql": Self.check,
            "migrations/2026-01-02-120000_check/down.sql": "",
            "migrations/2026-01-03-120000_index/up.sql": "CREATE INDEX CONCURRENTLY i ON orders (note);\n",
            "migrations/2026-01-03-120000_index/down.sql": "DROP INDEX i;\n",
        ])
        defer { project.remove() }
        let (check, index) = (
            "migrations/2026-01-02-120000_check/up.sql", "migrations/2026-01-03-120000_index/up.sql"
        )
        #expect(
            try await project.found([]) == [
                "\(check) no-way-back", "\(check) add-check", "\(index) concurrently-in-transaction",
            ])
        try project.write("migrations/2026-01-03-120000_index/metadata.toml", "run_in_transaction = false\n")
        #expect(try await project.found([index]).isEmpty)
    }

    @Test func aFolderOfPrismasIsNoFolderOfMigrations() async throws {
        let project = try LintProject(["prisma/migrations/20260101000000_a/migration.sql": Self.create])
        defer { project.remove() }
        let run = try await project.colonnade(["lint", "prisma/migrations/20260101000000_a"])
        #expect(run.status == 2 && run.stderr.contains("is a folder, not a file"), "\(run.stderr)")
        let all = try await project.colonnade(["lint", "prisma/migrations"])
        #expect(all.status == 0 && all.stderr.contains("1 file"), "\(all.stderr)")
    }

    @Test func fixingAFolderFixesItsFiles() async throws {
        let project = try project()
        defer { project.remove() }
        try project.write(
            "services/shop/sql/V10__check.sql",
            "SET lock_timeout = '1s';\nALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0);\n")
        let run = try await project.colonnade(["lint", "--fix", "services/shop/sql"])
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
        #expect(try await project.found(["services/shop/sql"]) == [])
        #expect(try project.read("db/migrations/20260101000000_other.sql") == "DROP TABLE other;\n")
    }
}
