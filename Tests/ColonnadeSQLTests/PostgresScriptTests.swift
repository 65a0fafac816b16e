import ColonnadeModel
import ColonnadeSQL
import Testing

/// A script cut into statements, with what could not be read, and the bodies inside.
@Suite struct PostgresScriptTests {
    private func script(_ text: String) -> PostgresScript {
        PostgresScript(SourceText(path: "m.sql", text: text))
    }

    /// What is said of each stretch that could not be read: its line and what it is.
    private func unread(_ script: PostgresScript) -> [String] {
        script.unread.map { "\(script.source.position(atByte: $0.bytes.lowerBound).line) \($0.kind)" }
    }

    @Test(
        "statements are cut as psql cuts them",
        arguments: [
            (
                "SELECT 1; SELECT ';' ; -- ;\n/* ; */ SELECT $$;$$",
                ["SELECT 1", "SELECT ';'", "SELECT $$;$$"]
            ),
            (
                "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
                ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3"]
            ),
            (
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
                [
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
                    "SELECT 3",
                ]
            ),
            ("SELECT 1 \\gset\nSELECT 2 \\g out.txt\n", ["SELECT 1", "SELECT 2"]),
            ("COPY t FROM stdin;\n;DROP TABLE t;\n\\.\nSELECT 2;", ["COPY t FROM stdin", "SELECT 2"]),
        ]
    )
    func cut(_ text: String, _ expected: [String]) {
        let script = script(text)
        #expect(script.statements.map(\.text) == expected)
        for statement in script.statements { #expect(script.source.slice(statement.bytes) == statement.text) }
    }

    @Test(
        "behind what cannot be read the next statement is found",
        arguments: [
            ("ALTER TABL a;\nDROP TABLE b;", ["DROP TABLE b"], ["1 syntax"]),
            (
                "ALTER TABLE a ADD b int\nDROP TABLE c;", ["ALTER TABLE a ADD b int", "DROP TABLE c"],
                ["2 syntax"]
            ),
            (
                "INSERT INTO t VALUES ('it's');\nDROP TABLE c;\nINSERT INTO t VALUES ('x');",
                ["DROP TABLE c", "INSERT INTO t VALUES ('x')"], ["1 syntax"]
            ),
            ("SELECT \"a;\nDROP TABLE c;", ["DROP TABLE c"], ["1 syntax"]),
            ("CREATE TABLE a (b int;\nDROP TABLE c;", ["DROP TABLE c"], ["1 syntax"]),
            ("DROP TABLE a;\n/* never closed\nDROP TABLE b;", ["DROP TABLE a"], ["2 syntax"]),
            // Nothing of a body is a statement of the script.
            ("CREATE FUNCTN f() AS $$\nBEGIN\nDROP TABLE a;\nEND $$;\nSELECT 1;", ["SELECT 1"], ["1 syntax"]),
            (
                "\\i x.sql\nDROP TABLE c;\n\\if true\nSELECT 1;\n\\endif", ["DROP TABLE c", "SELECT 1"],
                ["1 command(\"i\")", "3 command(\"if\")", "5 command(\"endif\")"]
            ),
            (
                "ALTER TABLE ${s}.t ADD a int;\nDROP {{ x }} IF y;", ["ALTER TABLE ${s}.t ADD a int"],
                ["1 placeholder", "2 syntax"]
            ),
        ]
    )
    func goesOn(_ text: String, _ statements: [String], _ expected: [String]) {
        let script = script(text)
        #expect(script.statements.map(\.text) == statements)
        #expect(unread(script) == expected)
    }

    /// A stretch in brackets is a statement of the body, a stretch in braces cannot be read.
    @Test(
        "the statements of a body stand where they are written",
        arguments: [
            "DO $$\nBEGIN\n  ‹UPDATE t SET a = 1›;\n  IF true THEN ‹DELETE FROM t›; END IF;\nEND $$",
            "DO $$ DECLARE n int; BEGIN ‹SELECT count(*) INTO STRICT n FROM t›; ‹PERFORM f(n)›; END $$",
            "DO $x$ DECLARE r record; BEGIN FOR r IN ‹SELECT 1 AS a› LOOP ‹UPDATE t SET a = r.a›; END LOOP; END $x$",
            "DO $$ BEGIN ‹CALL p(1)›; ‹COMMIT›; ‹rollback›; END $$",
            "DO $$ BEGIN EXECUTE '‹DROP TABLE a›; ‹DROP TABLE b›'; EXECUTE {'DROP TABLE ' || current_user}; END $$",
            "DO $$ DECLARE q CONSTANT text := 'DROP '; BEGIN EXECUTE q || 'TABLE a'; END $$",
            "DO 'BEGIN ‹UPDATE t SET a = ''it''› ; END'",
            "DO E'BEGIN\\n ‹DROP TABLE a›; END'",
            "DO $$ BEGIN ‹UPDATE t SET a = 1›; EXCEPTION WHEN others THEN ‹DROP TABLE t›; END $$",
            "CREATE FUNCTION f(n int) RETURNS SETOF int LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY ‹SELECT n›; END $$",
            "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ ‹DELETE FROM t›; -- ;\n‹SELECT 1› $$",
            "CREATE PROCEDURE p() BEGIN ATOMIC ‹DELETE FROM t›; ‹SELECT CASE WHEN true THEN 1 END›; END",
            // PL/pgSQL's parser knows no types of the user's: the pieces that are SQL are read all the same.
            "DO $$ DECLARE {}m mood[]; BEGIN ‹DROP TABLE a›; EXECUTE '‹DROP TABLE b›'; END $$",
        ]
    )
    func bodies(_ marked: String) throws {
        let text = marked.replacing(/[‹›{}]/, with: "")
        let script = script(text)
        let first = try #require(script.statements.first)
        let body = try #require(script.body(of: first))
        var found = Array(text.utf8)
        let marks =
            body.statements.map { ($0.bytes, "‹", "›") } + body.unread.map { ($0.bytes, "{", "}") }
        // Put together of pieces, a statement stands nowhere in one piece.
        guard !marked.contains("CONSTANT") else {
            #expect(body.statements.map(\.text) == ["DROP TABLE a"])
            return
        }
        for (bytes, open, close) in marks.sorted(by: { $0.0.lowerBound > $1.0.lowerBound }) {
            found.insert(contentsOf: close.utf8, at: bytes.upperBound)
            found.insert(contentsOf: open.utf8, at: bytes.lowerBound)
        }
        #expect(String(decoding: found, as: UTF8.self) == marked)
    }

    @Test func aFormatOfConstantsIsOne() throws {
        let script = script(
            "DO $$ BEGIN EXECUTE format('DROP TABLE %I%%s, %s -- %L', 'a\"b', 'c', 'd''e'); END $$")
        let first = try #require(script.statements.first)
        let body = try #require(script.body(of: first))
        #expect(body.statements.map(\.text) == ["DROP TABLE \"a\"\"b\"%s, c"] || !body.unread.isEmpty)
        #expect(body.unread.map(\.kind) == [.syntax])
    }

    @Test func whatADumpHoldsIsLookedAtOneByOne() {
        let text =
            "\\restrict x\nCREATE TABLE a (b int);\nCOPY a FROM stdin;\n1\n\\.\n\nSELECT 1;\nALTER TABL x;\n"
        var seen: [String] = []
        let errors = PostgresScript.errors(in: SourceText(path: "m.sql", text: text)) { seen.append($0.text) }
        #expect(seen == ["CREATE TABLE a (b int)", "COPY a FROM stdin", "SELECT 1"])
        #expect(errors.map(\.position.line) == [8])
    }
}
