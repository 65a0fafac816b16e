import ColonnadeModel
import ColonnadeSQL
import PostgresEngine
import Testing

@testable import ColonnadeLint

/// What `--fix` writes parses, and has no finding of the rule that it mends, whatever the tool and the version.
@Suite struct FixTests {
    /// Rules that know the safe statements.
    static let fixing: Set<String> = [
        "add-check", "add-column-with-constraint", "add-foreign-key", "add-key", "create-index",
        "detach-partition", "drop-index",
        "reindex", "set-not-null", "timeout-with-concurrently",
    ]

    /// Forms that the rules' own examples do not have.
    static let more = [
        "DROP INDEX a, b", "DROP INDEX IF EXISTS s.a, \"B\", c RESTRICT", "DROP INDEX a CASCADE",
        "drop /* index */ index -- x\n a", "CREATE /* INDEX */ UNIQUE INDEX ON ONLY t (a)",
        "CREATE UNIQUE INDEX IF NOT EXISTS \"Index\" ON s.\"T\" USING gist (a gist_ops) INCLUDE (b) WHERE a > 0",
        "CREATE INDEX index ON t (\"index\")",
        "ALTER TABLE IF EXISTS ONLY t ADD CONSTRAINT c CHECK (a > 0) NO INHERIT",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED",
        "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
        "ALTER TABLE t ADD CONSTRAINT c UNIQUE (a, \"B\") DEFERRABLE INITIALLY DEFERRED",
        "ALTER TABLE t ADD CONSTRAINT c UNIQUE NULLS NOT DISTINCT (a)",
        "ALTER TABLE t ADD CONSTRAINT c UNIQUE (a) INCLUDE (b) WITH (fillfactor = 70)",
        "CREATE TABLE t (id bigint NOT NULL);; ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY (id)",
        "ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY (id)",
        "ALTER TABLE t ALTER a SET NOT NULL, ALTER b SET NOT NULL",
        "ALTER TABLE s.\"Ünï\" ALTER COLUMN \"größe\" SET NOT NULL",
        "ALTER TABLE \(String(repeating: "t", count: 60)) ALTER COLUMN aaaaaaaaaa SET NOT NULL",
        "CREATE TABLE t (a int CONSTRAINT t_a_not_null CHECK (a > 0));; ALTER TABLE t ALTER COLUMN a SET NOT NULL",
        "CREATE TABLE t (a int) PARTITION BY LIST (a);; CREATE INDEX i ON t (a)",
        "CREATE TABLE t (a int) PARTITION BY LIST (a);; CREATE INDEX i ON t (a);; DROP INDEX i",
        "CREATE TABLE p (a int) PARTITION BY LIST (a);; ALTER TABLE p DETACH PARTITION t",
        "CREATE TABLE p (a int) PARTITION BY LIST (a);; CREATE TABLE q PARTITION OF p DEFAULT;; ALTER TABLE p DETACH PARTITION t",
        "SET lock_timeout = '1s'; CREATE INDEX i ON t (a)",
        "SET lock_timeout = '1s'; ALTER TABLE t ADD b int; CREATE INDEX i ON t (a); ALTER TABLE t ADD c int",
        "SET LOCAL statement_timeout TO 500; ALTER TABLE t ADD b int; DROP INDEX a, b; ALTER TABLE t ADD c int",
        "SET SESSION lock_timeout = 100; ALTER TABLE t ADD CONSTRAINT c UNIQUE (a); CREATE INDEX i ON t (a)",
        "SELECT set_config('lock_timeout', '1s', false); CREATE INDEX i ON t (a); DROP INDEX j",
        "SET statement_timeout = '5s'; ALTER TABLE t ALTER a SET NOT NULL; REINDEX INDEX i; DROP VIEW v",
        "SET transaction_timeout = '5s'; SET lock_timeout = 5; DROP TABLE u; CREATE INDEX CONCURRENTLY i ON t (a)",
        "ALTER TABLE ONLY t ADD b int, ADD CHECK (b > 0), ADD UNIQUE (a, b), ADD FOREIGN KEY (a) REFERENCES t (b)",
        "ALTER TABLE t ADD CHECK (a > b), VALIDATE CONSTRAINT c, DROP CONSTRAINT d, ALTER a SET NOT NULL",
        "ALTER TABLE t ADD n int UNIQUE CHECK (n > 0) DEFAULT 3, ADD m int CONSTRAINT own CHECK (m > 0), ADD o int",
        "ALTER TABLE t ADD \"ü\" int CHECK (\"ü\" > 0) CHECK (\"ü\" < 9), ALTER a SET NOT NULL",
        "ALTER TABLE t ADD n text UNIQUE COLLATE \"C\"", "ALTER TABLE t ADD n int UNIQUE DEFERRABLE",
        "ALTER TABLE t ADD COLUMN IF NOT EXISTS n int UNIQUE",
        "ALTER TABLE t ADD n int PRIMARY KEY CHECK (n > 0)",
        "ALTER TABLE t ADD n int /* few */ UNIQUE", "ALTER TABLE t ADD n int UNIQUE NULLS NOT DISTINCT",
        "CREATE TABLE p (a int) PARTITION BY LIST (a);; ALTER TABLE p ADD n int UNIQUE",
        "REINDEX (VERBOSE) TABLE t", "REINDEX INDEX s.i", "REINDEX SCHEMA s", "REINDEX SYSTEM d",
    ]

    static let texts = RuleCatalog.all.filter { fixing.contains($0.id) }.flatMap { $0.bad } + more
    static let tools = [
        "sql", "dbmate", "goose", "golang-migrate", "flyway", "prisma", "sqitch", "atlas", "supabase",
        "drizzle",
        "liquibase",
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var tool: String
        var version: Int
        var testDescription: String { "\(tool) \(version): \(text)" }
    }

    private static let names = [
        "golang-migrate": "000007_a.up.sql", "flyway": "V7__a.sql",
        "prisma": "20260101000000_a/migration.sql",
        "sqitch": "deploy/a.sql", "drizzle": "0007_a.sql",
    ]

    private static func framed(_ text: String, for tool: String) -> String {
        switch tool {
        case "dbmate": "-- migrate:up\n\(text);\n-- migrate:down\nSELECT 1;\n"
        case "goose": "-- +goose Up\n\(text);\n-- +goose Down\nSELECT 1;\n"
        case "liquibase": "--liquibase formatted sql\n--changeset a:1\n\(text);\n"
        default: "\(text);\n"
        }
    }

    /// A fix of the last of some scripts.
    static func fix(
        _ text: String, tool: String, version: Int = 15, siblings: [String] = []
    ) throws -> (file: FileFix.File, linter: Linter, findings: [Finding], outcome: FileFix.Outcome?) {
        let scripts = text.replacing(";; ", with: "\u{1}").split(separator: "\u{1}").map(String.init)
        var linter = Linter(
            options: Linter.Options(dialect: PostgresDialect(version: ServerVersion(version))))
        for script in scripts.dropLast() {
            linter.learn(PostgresScript(SourceText(path: "before.sql", text: script)))
        }
        let convention = try #require(ConventionCatalog.named(tool))
        let name = names[tool] ?? "20260101000000_a.sql"
        let source = SourceText(path: name, text: framed(scripts.last ?? "", for: tool))
        let file = FileFix.File(
            name: name, source: source, convention: convention, settings: nil, siblings: siblings + [name])
        var judging = linter
        let findings = judging.judge(
            PostgresScript(convention.upPart(source)), units: convention.units(of: source, settings: nil))
        return (file, linter, findings, FileFix(file, linter: linter).outcome(findings))
    }

    private func judge(_ files: [FileFix.Written], _ file: FileFix.File, _ linter: Linter) -> [Finding] {
        var linter = linter
        return files.flatMap { written in
            let source = SourceText(path: written.name, text: written.text)
            return linter.judge(
                PostgresScript(file.convention.upPart(source)),
                units: file.convention.units(of: source, settings: nil))
        }
    }

    @Test(arguments: tools) func whatIsWrittenIsCleanInEveryTool(_ tool: String) throws {
        var written = 0
        for version in tool == "sql" ? [10, 11, 12, 15, 18] : [15] {
            for text in Self.texts {
                let (file, linter, findings, outcome) = try Self.fix(text, tool: tool, version: version)
                guard case .written(let files) = outcome else { continue }
                written += 1
                let mended = Set(findings.filter { $0.fix != nil }.map(\.rule))
                let after = judge(files, file, linter).map(\.rule)
                let bad = after.filter {
                    mended.contains($0) || ["unreadable", "timeout-with-concurrently"].contains($0)
                        || $0.hasSuffix("-in-transaction")
                        || $0.hasSuffix("same-transaction")
                }
                #expect(bad.isEmpty, "\(tool) \(version): \(text)\n\(bad)\n\(files.map(\.text))")
            }
        }
        // Drizzle has no way out of its transaction.
        #expect((written > 0) == (tool != "drizzle"))
    }

    /// Without a transaction around the file every fix can be written; and every rule with one has a case here.
    @Test func everyFixIsWrittenWhereNothingStandsInItsWay() throws {
        var rules: Set<String> = []
        for text in Self.texts {
            let (_, _, findings, outcome) = try Self.fix(text, tool: "sql")
            let mended = findings.filter { $0.fix != nil }
            guard !mended.isEmpty else { continue }
            rules.formUnion(mended.map(\.rule))
            guard case .written(let files) = outcome else {
                Issue.record("\(text) is not written: \(outcome.map { "\($0)" } ?? "")")
                continue
            }
            #expect(files.count == 1)
        }
        #expect(rules == Self.fixing)
        let others = RuleCatalog.all.filter { !Self.fixing.contains($0.id) }.flatMap { $0.bad }
        for text in others {
            let found = RuleTests.findings(text).filter { $0.fix != nil }.map(\.rule)
            #expect(Self.fixing.isSuperset(of: found), "\(text)")
        }
    }

    private func text(_ text: String, _ tool: String = "sql", version: Int = 15) throws -> [String]? {
        let (_, _, _, outcome) = try Self.fix(text, tool: tool, version: version)
        if case .written(let files) = outcome { return files.map(\.text) }
        return nil
    }

    @Test func eachIndexIsDroppedByItself() throws {
        #expect(
            try text("DROP INDEX IF EXISTS s.a, \"B\"") == [
                "DROP INDEX CONCURRENTLY IF EXISTS s.a;\nDROP INDEX CONCURRENTLY IF EXISTS \"B\";\n"
            ])
        #expect(try text("DROP INDEX a CASCADE") == nil)
    }

    /// The rest keeps its place before or behind them, as the server has it.
    @Test func severalCommandsAreCutWhereOneIsHazardous() throws {
        let written = try text(
            """
            ALTER TABLE ONLY t
              ADD FOREIGN KEY (a, b) REFERENCES u (a, b) ON DELETE CASCADE, -- , a comment
              ADD COLUMN n numeric(10, 2) DEFAULT 0,
              ADD CONSTRAINT t_a_key UNIQUE (a),
              ALTER COLUMN a SET NOT NULL,
              OWNER TO shop
            """)
        #expect(
            written == [
                """
                ALTER TABLE ONLY t
                  ADD COLUMN n numeric(10, 2) DEFAULT 0;
                ALTER TABLE t ADD CONSTRAINT t_a_not_null CHECK (a IS NOT NULL) NOT VALID;
                ALTER TABLE t VALIDATE CONSTRAINT t_a_not_null;
                ALTER TABLE ONLY t
                  ALTER COLUMN a SET NOT NULL;
                ALTER TABLE t DROP CONSTRAINT t_a_not_null;
                CREATE UNIQUE INDEX CONCURRENTLY t_a_key ON t (a);
                ALTER TABLE t ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_key;
                ALTER TABLE ONLY t
                  ADD CONSTRAINT t_a_b_fkey FOREIGN KEY (a, b) REFERENCES u (a, b) ON DELETE CASCADE NOT VALID;
                ALTER TABLE t VALIDATE CONSTRAINT t_a_b_fkey;
                ALTER TABLE ONLY t
                  OWNER TO shop;

                """
            ])
    }

    /// What is ignored is meant to stay, and an ignore is not written several times.
    @Test func aStatementOfWhichAPartIsIgnoredIsNotCut() throws {
        let statement = "ALTER TABLE t ALTER a SET NOT NULL, ADD CONSTRAINT c CHECK (a > 0)"
        let (_, _, _, above) = try Self.fix(
            "-- colonnade:ignore set-not-null small\n" + statement, tool: "sql")
        guard case .byHand(let reason) = above else {
            Issue.record("it is written")
            return
        }
        #expect(reason.contains("ignored"))
        let within = statement.replacing("ALTER a", with: "\n-- colonnade:ignore set-not-null small\nALTER a")
        #expect(try Self.fix(within, tool: "sql").outcome == nil)
        #expect(try text(statement) != nil)
    }

    /// The name is written down that the server would have chosen, so that it can be validated.
    @Test func aConstraintWithoutANameGetsTheOneOfTheServer() throws {
        #expect(
            try text("ALTER TABLE t ADD CHECK (a > 0 AND a < 9)") == [
                "ALTER TABLE t ADD CONSTRAINT t_a_check CHECK (a > 0 AND a < 9) NOT VALID;\n"
                    + "ALTER TABLE t VALIDATE CONSTRAINT t_a_check;\n"
            ])
        #expect(try text("ALTER TABLE t ADD CHECK (a > b)")?.first?.contains("t_check CHECK") == true)
        #expect(try text("ALTER TABLE t ADD UNIQUE (a, b)")?.first?.contains("t_a_b_key ON t (a, b)") == true)
        let two = try text(
            "ALTER TABLE t ADD CHECK (a > 0), ADD CHECK (a < 9), ADD CONSTRAINT t_a_check1 CHECK (b > 0)")
        #expect(two?.first?.contains("t_a_check CHECK (a > 0)") == true)
        #expect(two?.first?.contains("t_a_check2 CHECK (a < 9)") == true)
        let apart = try text(
            "ALTER TABLE t ADD CHECK (a > 0), ADD CHECK (a < 9); ALTER TABLE t ADD CHECK (a < 8)")
        #expect(apart?.first?.contains("t_a_check2 CHECK (a < 8)") == true)
        let taken = try text("CREATE TABLE t (a int CHECK (a > 0));; ALTER TABLE t ADD CHECK (a < 9)")
        #expect(taken?.first?.contains("t_a_check1 CHECK") == true)
    }

    @Test func timeoutsAreOffForWhatTheyWouldEndAndOnAgainBehindIt() throws {
        let key = try text(
            "SET lock_timeout TO '1s';\nALTER TABLE t ADD CONSTRAINT c UNIQUE (a);\nCREATE INDEX i ON t (b);\n"
                + "DROP INDEX j;\nALTER TABLE t ADD d int;\nCREATE INDEX k ON t (d)")
        #expect(
            key == [
                """
                SET lock_timeout TO '1s';
                SET lock_timeout = 0;
                CREATE UNIQUE INDEX CONCURRENTLY c ON t (a);
                SET lock_timeout TO '1s';
                ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX c;
                SET lock_timeout = 0;
                CREATE INDEX CONCURRENTLY i ON t (b);
                DROP INDEX CONCURRENTLY j;
                SET lock_timeout TO '1s';
                ALTER TABLE t ADD d int;
                SET lock_timeout = 0;
                CREATE INDEX CONCURRENTLY k ON t (d);

                """
            ])
        // Validating waits for nobody's transactions, but reads all rows.
        let proof = try text(
            "SET lock_timeout = 9;\nSET statement_timeout = 99;\nALTER TABLE t ALTER a SET NOT NULL")
        #expect(proof?.first?.contains("SET statement_timeout = 0;\nALTER TABLE t VALIDATE") == true)
        #expect(proof?.first?.contains("SET statement_timeout = 99;\nALTER TABLE t ALTER") == true)
        // An hour is meant for what takes long.
        #expect(try text("SET statement_timeout = '1h';\nDROP INDEX i")?.first?.contains("= 0") == false)
    }

    @Test func whatCannotBeSaidSafelyIsLeftAlone() throws {
        // Not NULLable columns only, no partitioned tables, no clauses that an index cannot take over.
        #expect(try text("ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (id)") == nil)
        #expect(try text("ALTER TABLE t ADD CONSTRAINT c UNIQUE (a) INCLUDE (b)") == nil)
        #expect(try text("ALTER TABLE t ALTER a SET NOT NULL", version: 11) == nil)
        #expect(try text("REINDEX TABLE t", version: 11) == nil)
        #expect(
            try text(
                "CREATE TABLE t (a int) PARTITION BY LIST (a);; ALTER TABLE t ADD CONSTRAINT c UNIQUE (a)")
                == nil)
        let deferred = try text("ALTER TABLE t ADD CONSTRAINT c UNIQUE (a) DEFERRABLE INITIALLY DEFERRED")
        #expect(deferred?.first?.contains("USING INDEX c DEFERRABLE INITIALLY DEFERRED;") == true)
    }

    @Test func namesAreCutToWhatTheServerKeepsAndNotTakenTwice() throws {
        let long = String(repeating: "é", count: 31)
        let cut = try text("ALTER TABLE \(long) ALTER COLUMN a SET NOT NULL")?.first ?? ""
        let name = try #require(cut.firstMatch(of: /CONSTRAINT "?([^" ]+)"? CHECK/)?.1)
        #expect(name.utf8.count <= 63 && !name.contains("\u{FFFD}"))
        let taken = try text(
            "CREATE TABLE t (a int CONSTRAINT t_a_not_null CHECK (a > 0));; ALTER TABLE t ALTER COLUMN a SET NOT NULL"
        )
        #expect(taken?.first?.contains("t_a_not_null1") == true)
    }
}
