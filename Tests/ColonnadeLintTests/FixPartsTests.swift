import Testing

@testable import ColonnadeLint

/// Where the statements of a file cannot stay in one transaction: the tool's opt-out, further files, or a word to the author.
@Suite struct FixPartsTests {
    private let mixed =
        "SET lock_timeout = '1s';\nALTER TABLE t ADD a int;\n-- for the list\nCREATE INDEX i ON t (a);\nALTER TABLE t ADD b int"

    private func written(
        _ text: String, _ tool: String, siblings: [String] = []
    ) throws -> [(name: String, text: String)] {
        let (_, _, _, outcome) = try FixTests.fix(text, tool: tool, siblings: siblings)
        guard case .written(let files) = outcome else { return [] }
        return files.map { ($0.name, $0.text) }
    }

    private func reason(_ text: String, _ tool: String, siblings: [String] = []) throws -> String? {
        let (_, _, _, outcome) = try FixTests.fix(text, tool: tool, siblings: siblings)
        if case .byHand(let reason) = outcome { return reason }
        return nil
    }

    @Test func aStatementAloneOptsOut() throws {
        let index = "SET lock_timeout = '1s';\nCREATE INDEX i ON t (a)"
        #expect(
            try written(index, "dbmate").map(\.text) == [
                "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON t (a);\n-- migrate:down\nSELECT 1;\n"
            ])
        #expect(
            try written(index, "goose").map(\.text) == [
                "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY i ON t (a);\n-- +goose Down\nSELECT 1;\n"
            ])
        #expect(try written(index, "flyway").map(\.text) == ["CREATE INDEX CONCURRENTLY i ON t (a);\n"])
        #expect(
            try written("CREATE INDEX i ON t (a)", "liquibase").map(\.text) == [
                "--liquibase formatted sql\n--changeset a:1 runInTransaction:false\nCREATE INDEX CONCURRENTLY i ON t (a);\n"
            ])
    }

    @Test func whatStandsBesideItGoesIntoFilesOfItsOwn() throws {
        let files = try written(mixed, "dbmate")
        #expect(
            files.map(\.name) == ["20260101000000_a.sql", "20260101000001_a_2.sql", "20260101000002_a_3.sql"])
        #expect(
            files.map(\.text) == [
                "-- migrate:up\nSET lock_timeout = '1s';\nALTER TABLE t ADD a int;\nRESET lock_timeout;\n-- migrate:down\nSELECT 1;\n",
                """
                -- migrate:up transaction:false
                -- for the list
                CREATE INDEX CONCURRENTLY i ON t (a);


                -- migrate:down
                -- 20260101000000_a.sql takes this back as well.

                """,
                """
                -- migrate:up
                SET lock_timeout = '1s';
                ALTER TABLE t ADD b int;


                -- migrate:down
                -- 20260101000000_a.sql takes this back as well.

                """,
            ])
    }

    /// The tool's session is the same for all its files.
    @Test func aPartLeavesNoTimeoutToABuild() throws {
        let local = mixed.replacing("SET lock", with: "SET LOCAL lock")
        #expect(try written(local, "dbmate").allSatisfy { !$0.text.contains("RESET") })
        let twice = "\(mixed);\nALTER TABLE t ADD CONSTRAINT c UNIQUE (a)"
        for tool in ["prisma", "golang-migrate"] {
            let files = try written(twice, tool).map(\.text).filter {
                $0.contains("TABLE") || $0.contains("INDEX")
            }
            #expect(files.count == 5)
            #expect(files.map { $0.contains("RESET lock_timeout;") } == [true, false, true, false, false])
        }
    }

    @Test func oneStringToolsGetOneStatementAFile() throws {
        let files = try written("DROP INDEX a, b", "golang-migrate")
        #expect(
            files.map(\.name) == ["000007_a.up.sql", "000008_a_2.up.sql", "000008_a_2.down.sql"])
        #expect(files.map(\.text)[0] == "DROP INDEX CONCURRENTLY a;\n")
        #expect(files.map(\.text)[1] == "DROP INDEX CONCURRENTLY b;\n")
        // dbmate's opt-out sends the part as one string, too.
        #expect(try written("DROP INDEX a, b", "dbmate").count == 2)
        #expect(try written("DROP INDEX a, b", "goose").count == 2)
    }

    @Test func aProofIsNotHeldUnderTheLockThatAddingTook() throws {
        let files = try written("SET lock_timeout = 1;\nALTER TABLE t ALTER a SET NOT NULL", "prisma")
        #expect(
            files.map(\.name) == [
                "20260101000000_a/migration.sql", "20260101000001_a_2/migration.sql",
                "20260101000002_a_3/migration.sql",
            ])
        #expect(
            files.map(\.text) == [
                "SET lock_timeout = 1;\nALTER TABLE t ADD CONSTRAINT t_a_not_null CHECK (a IS NOT NULL) NOT VALID;\n",
                "ALTER TABLE t VALIDATE CONSTRAINT t_a_not_null;\n",
                "SET lock_timeout = 1;\nALTER TABLE t ALTER a SET NOT NULL;\nALTER TABLE t DROP CONSTRAINT t_a_not_null;\n",
            ])
    }

    @Test func versionsOfFlywayGoOnBelow() throws {
        let names = try written(mixed, "flyway", siblings: ["V8__b.sql"]).map(\.name)
        #expect(names == ["V7__a.sql", "V7.1__a_2.sql", "V7.2__a_3.sql"])
        #expect(
            try reason(mixed, "flyway", siblings: ["V7.1__b.sql"])?.contains("executeInTransaction") == true)
    }

    @Test func supabaseRunsItByItselfWhereItStands() throws {
        #expect(try written(mixed, "supabase").count == 1)
    }

    @Test func whereThereIsNoRoomItIsSaid() throws {
        let reason = try reason(mixed, "golang-migrate", siblings: ["000008_b.up.sql"])
        #expect(reason?.contains("a migration of its own, with no other statement in it") == true)
        #expect(try self.reason(mixed, "drizzle")?.contains("by hand") == true)
        #expect(try self.reason("BEGIN;\nCREATE INDEX i ON t (a);\nCOMMIT", "sqitch") != nil)
        #expect(try self.reason(mixed, "liquibase")?.contains("changeset of its own") == true)
        #expect(try self.reason(mixed, "dbmate", siblings: ["20260101000001_b.sql"]) != nil)
    }

    @Test func lineBreaksStayWhatTheyAre() throws {
        let text = "DROP TABLE x;\r\nDROP INDEX a, b"
        let file = try written(text, "sql")[0].text
        #expect(file == "DROP TABLE x;\r\nDROP INDEX CONCURRENTLY a;\r\nDROP INDEX CONCURRENTLY b;\n")
    }
}
