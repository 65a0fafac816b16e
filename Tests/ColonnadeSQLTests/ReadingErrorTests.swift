import ColonnadeModel
import ColonnadeSQL
import ColonnadeTestSupport
import Testing

@Suite struct ReadingErrorTests {
    @Test func `the caret stands under its character, past tabs and letters of several bytes`() {
        #expect(
            failure("SELECT 1;\n\tUPDATE größe SET 'ä€😀' = 1;\n") == """
                m.sql:2:19: error: syntax error at or near "'ä€😀'"
                 2 | \tUPDATE größe SET 'ä€😀' = 1;
                   | \t                 ^
                """
        )
    }

    @Test func `an unfinished statement is blamed at its end`() {
        #expect(
            failure("ALTER TABLE orders ADD\n\n") == """
                m.sql:1:23: error: syntax error at end of input
                 1 | ALTER TABLE orders ADD
                   |                       ^
                """
        )
    }

    @Test(arguments: EngineKind.allCases)
    func `Windows line ends and a byte-order mark do not shift anything`(_ engine: EngineKind) throws {
        let sql = "\u{FEFF}ALTER TABLE a ADD b int; -- ä\r\n\r\nALTER TABLE a ADD c int\r\n  NOT NULL;\r\n"
        let read = try migration(sql, engine)
        #expect(read.changes.map(\.range.start.line) == [1, 3])
        #expect(read.changes.map(\.range.end.line) == [1, 4])
        #expect(read.changes.last?.range.end.column == 11)
        let message = failure("\u{FEFF}ALTER TABL a;\r\n", engine) ?? ""
        #expect(message.hasPrefix("m.sql:1:7: error: ") || engine == .sqlite, "\(message)")
        #expect(!message.contains("\r"))
    }

    @Test(
        "what is no SQL is called by its name",
        arguments: [
            ("SELECT 1;\n\\i other.sql", "2:1: error: `\\i` is a command of psql"),
            ("\\set x 1", "1:1: error: `\\set` is a command of psql"),
            ("ALTER TABLE {{ schema }}.t ADD a int", "1:13: error: `{{` starts a placeholder"),
            ("{% if x %} SELECT 1", "1:1: error: `{%` starts a placeholder"),
            ("ALTER TABLE ${schema}.t ADD a int", "1:13: error: `${` starts a placeholder"),
            ("SELECT 1;\u{0}DROP TABLE x", "1:10: error: a zero byte"),
        ]
    )
    func foreign(_ sql: String, _ expected: String) {
        let message = failure(sql)
        #expect(message?.hasPrefix("m.sql:\(expected)") == true, "\(message ?? "none")")
        #expect(failure("SELECT '\\i {{x}} ${y}', $$\n\\i {{x}}$$") == nil)
    }

    @Test(arguments: EngineKind.allCases)
    func `no text crashes the reader`(_ engine: EngineKind) {
        var random = SplitMix(seed: 18)
        let words = [
            "ALTER TABLE", "t", "ADD COLUMN", "c", "int", "(", ")", ",", ";", "DEFAULT", "1", "'x'", "CHECK",
            "NOT NULL",
            "UPDATE", "SET", "=", "FROM", "WHERE", "CREATE INDEX", "ON", "CREATE TABLE", "REFERENCES", "--",
            "/*", "*/",
            "\n", "colonnade:", "fill", "run-as-is", "ignore", "$$", "\"", "'", "[", "]", ".", "ä😀", "E'\\",
            "U&\"",
            "CONSTRAINT", "UNIQUE", "PRIMARY KEY", "GENERATED ALWAYS AS", "STORED", "COLLATE", "DROP",
            "ALTER", "SELECT",
            "AS", "COMMIT", "BEGIN", "\\", "{{", "$1", "CREATE TRIGGER", "END", "CASE", "IS DISTINCT FROM",
            "ONLY",
            "\r\n", "\u{FEFF}", "-- colonnade:fill t.c =", "\t",
        ]
        for _ in 0..<4000 {
            let count = Int.random(in: 1...24, using: &random)
            let sql = (0..<count).map { _ in
                Bool.random(using: &random)
                    ? words[Int.random(in: 0..<words.count, using: &random)]
                    : String(UnicodeScalar(UInt8.random(in: 1...255, using: &random)))
            }.joined(separator: Bool.random(using: &random) ? " " : "")
            guard let read = try? migration(sql, engine) else { continue }
            for change in read.changes {
                #expect(change.range.start.offset <= change.range.end.offset)
                #expect(change.range.end.offset <= sql.utf8.count)
            }
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `no statement cut short or mutilated crashes the reader`(_ engine: EngineKind) {
        let sql = Array(
            """
            ALTER TABLE s.t ADD a numeric(1,2) DEFAULT 'ä' CONSTRAINT n NOT NULL CHECK (a > t.b) REFERENCES x (y) \
            ON DELETE CASCADE; -- colonnade:fill s.t.a = b + 1 WHERE c
            UPDATE t AS u SET a = (SELECT x FROM y WHERE y.z = u.z), b = 2 FROM j WHERE j.k = u.k;
            CREATE INDEX i ON t (a, lower(b)) WHERE c; CREATE TABLE n (x int REFERENCES t, CHECK (x > 0))
            """.utf8
        )
        var random = SplitMix(seed: 5)
        for end in 0...sql.count {
            _ = try? migration(String(decoding: sql[..<end], as: UTF8.self), engine)
            var bytes = sql
            bytes.remove(at: Int.random(in: 0..<bytes.count, using: &random))
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 1...255, using: &random)
            _ = try? migration(String(decoding: bytes, as: UTF8.self), engine)
        }
    }
}
