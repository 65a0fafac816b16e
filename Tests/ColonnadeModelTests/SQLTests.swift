import ColonnadeModel
import Testing

@Suite struct SQLTests {
    @Test func namesAreQuotedAndValuesStayBesideTheText() {
        let hostile = Identifier("a\"; DROP TABLE x; --")
        let sql: SQL =
            "UPDATE \(ObjectName(schema: "s", hostile)) SET n = \(bind: "it's") WHERE id = \(bind: 7)"
        let (text, values) = sql.rendered(.postgres)
        #expect(text == #"UPDATE "s"."a""; DROP TABLE x; --" SET n = $1 WHERE id = $2"#)
        #expect(values == [.text("it's"), .integer(7)])
        #expect(sql.rendered(.sqlite).text.hasSuffix("SET n = ?1 WHERE id = ?2"))
    }

    @Test func literalsSurviveQuotesAndBackslashes() {
        let sql: SQL = "SELECT \(literal: #"a'b\c"#)"
        #expect(sql.rendered(.postgres).text == #"SELECT E'a''b\\c'"#)
        #expect(sql.rendered(.sqlite).text == #"SELECT 'a''b\c'"#)
    }

    @Test func plainNamesAreShownWithoutQuotes() {
        let sql: SQL = "SELECT \(["total", "Order", "select"] as [Identifier])"
        #expect(sql.display(.postgres) == #"SELECT total, "Order", "select""#)
    }

    @Test func positionsCountCharactersAndLines() {
        let source = SourceText(path: "m.sql", text: "é1\r\n日本 x\n")
        #expect(source.position(atByte: 12) == SourcePosition(offset: 12, line: 2, column: 4))
        #expect(source.line(1) == "é1")
        let error = SourceError("odd", in: source, atByte: 12)
        #expect(error.description == "m.sql:2:4: error: odd\n 2 | 日本 x\n   |    ^")
    }

    @Test func lockConflictsAreThoseOfTheManual() {
        #expect(LockMode.accessExclusive.blocks == .readsAndWrites)
        #expect(LockMode.share.blocks == .writes && LockMode.shareRowExclusive.blocks == .writes)
        #expect(LockMode.shareUpdateExclusive.blocks == .ddl)
        #expect(LockMode.rowExclusive.blocks == .nothing && LockMode.accessShare.blocks == .nothing)
        for mode in LockMode.allCases {
            for other in mode.conflicts { #expect(other.conflicts.contains(mode), "\(mode) and \(other)") }
        }
    }

    @Test func literalsAreToldFromExpressions() {
        for text in ["1", "-2.5e3", "'it''s'", "NULL", "true", "X'00'"] {
            #expect(Expression(constant: text).isLiteral, "\(text)")
        }
        for text in ["1 + 1", "'a' || 'b'", "a", "('x')"] {
            #expect(!Expression(constant: text).isLiteral, "\(text)")
        }
    }
}
