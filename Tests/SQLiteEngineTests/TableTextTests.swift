import ColonnadeEngine
import ColonnadeModel
import Testing

@testable import SQLiteEngine

struct TableTextTests {
    static let texts = [
        "CREATE TABLE t(a)",
        "CREATE TABLE \"a (b\"\n(\n a INT, -- one, two\n b /* , */ TEXT\n -- end\n, c\n, CHECK (a > (b)) ) STRICT, WITHOUT ROWID",
        "CREATE TABLE t (a DEFAULT ',)', b DEFAULT x'2c', c DEFAULT -1.5e-3, d NUMERIC(10, 2), PRIMARY KEY (a, b) -- k\n)",
        "CREATE TABLE t (a -- no line break behind the last\n)",
    ]

    @Test(arguments: texts)
    func `an unchanged text is the same text`(text: String) throws {
        #expect(try TableText(text).text == text)
        #expect(SQLToken.all(in: text).text == text)
    }

    @Test func `constraints of a column are told apart`() throws {
        let column = try #require(
            ColumnText(
                SQLToken.all(
                    in: """
                        "x y" VARCHAR (10) CONSTRAINT "not" NOT NULL ON CONFLICT ABORT DEFAULT NULL UNIQUE \
                        CHECK (a IS NOT NULL) REFERENCES p (q) ON DELETE SET DEFAULT ON UPDATE SET NULL NOT DEFERRABLE \
                        COLLATE nocase GENERATED ALWAYS AS (b) STORED NULL
                        """)))
        #expect(column.name == "x y")
        #expect(column.type == "VARCHAR (10)")
        #expect(
            column.constraints.map(\.kind) == [
                .notNull, .defaultValue, .unique, .check, .references, .collate, .generated, .null,
            ])
        #expect(column.constraints.first?.name == "not")
    }

    @Test(arguments: [
        (
            "CREATE TABLE t (a, -- about a\n  b, -- about b\n  c -- about c\n)", "c",
            "CREATE TABLE t (a, -- about a\n  b -- about b\n)"
        ),
        (
            "CREATE TABLE t (a, -- about a\n  b, -- about b\n  c -- about c\n)", "b",
            "CREATE TABLE t (a, -- about a\n  c -- about c\n)"
        ),
        ("CREATE TABLE t (a, -- about a\n  b, c)", "a", "CREATE TABLE t (\n  b, c)"),
        ("CREATE TABLE t (a, -- about a\n  b)", "b", "CREATE TABLE t (a -- about a\n)"),
    ])
    func `a dropped column takes its comment along`(text: String, column: String, result: String) throws {
        var table = try TableText(text)
        try table.apply(.dropColumn(Identifier(column)))
        #expect(table.text == result)
    }

    @Test func `a default is wrapped where it must be`() {
        #expect(SQLiteDefault.text("'a''b'") == "'a''b'")
        #expect(SQLiteDefault.text("- 1") == "- 1")
        #expect(SQLiteDefault.text("current_timestamp") == "current_timestamp")
        #expect(SQLiteDefault.text("(1) + (2)") == "((1) + (2))")
        #expect(SQLiteDefault.text("(1 + 2)") == "(1 + 2)")
        #expect(SQLiteDefault.text("now") == "(now)")
        #expect(SQLiteDefault.text("'a' || 'b'") == "('a' || 'b')")
    }
}
