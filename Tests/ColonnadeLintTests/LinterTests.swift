import ColonnadeModel
import ColonnadeSQL
import PostgresEngine
import Testing

@testable import ColonnadeLint

/// What the linter does around its rules: schema, sizes, suppressions, places, transactions.
@Suite struct LinterTests {
    private func findings(
        _ text: String, after earlier: String = "SELECT 1", rows: [String: Int64] = [:],
        units: [ExecutionUnit] = []
    ) -> [Finding] {
        let options = Linter.Options.postgres15
        var linter = Linter(options: options)
        linter.learn(PostgresScript(SourceText(path: "before.sql", text: earlier)))
        var schema = linter.schema
        for (table, count) in rows {
            schema.set(TableUse(rows: count), of: ObjectName(Identifier(table)))
        }
        linter = Linter(schema: schema, options: options)
        return linter.judge(PostgresScript(SourceText(path: "m.sql", text: text)), units: units)
    }

    @Test func aPlaceIsThatOfTheOffendingPart() throws {
        let found = findings("SELECT 1;\nALTER TABLE t ADD COLUMN a int,\n  ADD CONSTRAINT é CHECK (a > 0);")
        let check = try #require(found.first { $0.rule == "add-check" })
        #expect(check.range.start.line == 3 && check.range.start.column == 7)
        #expect(check.sourceLines == ["  ADD CONSTRAINT é CHECK (a > 0);"])
        #expect(check.locks == [LockClaim(ObjectName(Identifier("t")), .accessExclusive)])
    }

    @Test func whatIsDoneToASmallTableIsANote() {
        let text = "SET lock_timeout = '1s'; ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)"
        let table = "CREATE TABLE t (a int)"
        #expect(findings(text, after: table, rows: ["t": 200]).map(\.severity) == [.note])
        #expect(findings(text, after: table, rows: ["t": 2_000_000]).map(\.severity) == [.error])
        #expect(findings(text).map(\.severity) == [.error])
    }

    @Test func aTableOfTheSameScriptIsNobodysYetAndOneOfAnEarlierScriptIs() {
        let table = "CREATE TABLE t (id bigint PRIMARY KEY, a int);"
        let index = "CREATE INDEX t_a ON t (a);"
        #expect(findings(table + index).isEmpty)
        let found = ["create-index", "missing-lock-timeout"]
        #expect(findings(index, after: table).map(\.rule) == found)
        #expect(findings("CREATE INDEX t_a ON public.t (a)", after: table).map(\.rule) == found)
    }

    @Test func anIgnoreSpeaksOfItsStatementItsLineOrTheWholeFile() {
        func rules(_ text: String) -> [String] { findings(text).map(\.rule) }
        let reason = "colonnade:ignore drop-table it is empty"
        #expect(rules("-- \(reason)\nDROP TABLE a;\nDROP TABLE b;").filter { $0 == "drop-table" }.count == 1)
        #expect(rules("DROP TABLE a; -- \(reason)\nDROP TABLE b;").filter { $0 == "drop-table" }.count == 1)
        #expect(!rules("-- \(reason)\n\nDROP TABLE a;\nDROP TABLE b;").contains("drop-table"))
        #expect(rules("-- \(reason)\nSELECT 1;") == ["unused-ignore"])
        #expect(rules("-- colonnade:ignore no-such-rule x\nSELECT 1;") == ["unused-ignore"])
    }

    @Test func anIgnoreWithoutAReasonSaysNothingAgainstTheOthers() {
        let ignored = "-- colonnade:ignore drop-table it is empty\nDROP TABLE a;"
        let found = findings("-- colonnade:ignore drop-table\nDROP TABLE b;\n\(ignored)").filter {
            ["drop-table", "unreadable"].contains($0.rule)
        }
        #expect(found.map(\.range.start.line) == [1, 2])
    }

    @Test func aStatementThatCannotBeReadHidesNoOther() {
        let found = findings("DROP TABLE a;\nALTER TABL b;\n\\connect x;\nDROP TABLE c;").map(\.rule)
        #expect(found.filter { $0 == "drop-table" }.count == 2)
        #expect(found.filter { $0 == "unreadable" }.count == 1)
        #expect(found.filter { $0 == "psql-command" }.count == 1)
    }

    @Test func theToolsUnitsAreTransactions() {
        let build = "CREATE INDEX CONCURRENTLY t_a ON t (a);"
        func rules(_ text: String, _ mode: ExecutionUnit.Mode) -> [String] {
            findings(text, units: [ExecutionUnit(0..<text.utf8.count, mode)]).map(\.rule)
        }
        #expect(rules(build, .wrapped) == ["concurrently-in-transaction"])
        #expect(rules(build, .separate).isEmpty)
        // One string is a transaction only if there is more than one statement in it.
        #expect(rules(build, .oneMessage).isEmpty)
        #expect(rules("SELECT 1; \(build)", .oneMessage) == ["concurrently-in-transaction"])
        #expect(rules("COMMIT; \(build)", .oneMessage) == ["concurrently-in-transaction"])
        #expect(rules("COMMIT; \(build)", .wrapped) == ["nested-transaction"])
    }

    @Test func eachUnitIsATransactionOfItsOwn() {
        let add = "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;"
        let text = "\(add) ALTER TABLE t VALIDATE CONSTRAINT c;"
        let whole = [ExecutionUnit(0..<text.utf8.count, .wrapped)]
        #expect(findings(text, units: whole).map(\.rule).contains("validate-in-same-transaction"))
        let two = [
            ExecutionUnit(0..<add.utf8.count, .wrapped),
            ExecutionUnit(add.utf8.count..<text.utf8.count, .wrapped),
        ]
        #expect(!findings(text, units: two).map(\.rule).contains("validate-in-same-transaction"))
    }

    @Test func theMissingTimeoutIsSaidOnceAScript() {
        let found = findings("ALTER TABLE a ADD b int; ALTER TABLE a ADD c int;").map(\.rule)
        #expect(found == ["missing-lock-timeout"])
    }

    @Test func oddTextsNeitherCrashNorHang() {
        for text in [
            "", "\u{FEFF}", "\0", ";;;", "--", "/*", "$$", "'", "\"", "SELECT", "\r\n\r\n",
            String(repeating: "(", count: 20_000), "SELECT " + String(repeating: "1+", count: 20_000) + "1",
            String(repeating: "ALTER TABLE t ADD COLUMN a int;", count: 500),
        ] {
            _ = findings(text)
        }
    }
}
