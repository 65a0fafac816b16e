import ColonnadeModel
import ColonnadeSQL
import Testing

@Suite struct SQLTokenizerTests {
    private func tokens(_ sql: String, _ engine: EngineKind) -> [String] {
        let text = SQLTokenizer.tokenize(sql, for: engine)
        return text.tokens.map { text.text($0.bytes) }
    }

    @Test(arguments: [
        ("a.b::int", ["a", ".", "b", ":", ":", "int"]), ("'a''b' \"c\"\"d\"", ["'a''b'", "\"c\"\"d\""]),
        ("E'a\\'b' e'\\\\'", ["E'a\\'b'", "e'\\\\'"]), ("'a\\' b", ["'a\\'", "b"]),
        ("$$a;'$$ $x$ $$ $x$;", ["$$a;'$$", "$x$ $$ $x$", ";"]), ("$1+a$b$c", ["$1", "+", "a$b$c"]),
        ("1.5e-3 .5 1..2 0xFF 1_000", ["1.5e-3", ".5", "1", ".", ".2", "0xFF", "1_000"]),
        ("a /* x /* y */ z */ b", ["a", "b"]), ("a--b\nc- -d", ["a", "c", "-", "-", "d"]),
        ("größe=ä", ["größe", "=", "ä"]),
        ("U&\"a\" u&'b' U & c", ["U&\"a\"", "u&'b'", "U", "&", "c"]), ("a[1]", ["a", "[", "1", "]"]),
        ("x'ab' b'1' 'open", ["x'ab'", "b'1'", "'open"]),
        ("a \\echo it's\nb", ["a", "\\echo it's", "b"]), ("\\x \\\\ a \\; b", ["\\x \\\\", "a", "\\;", "b"]),
        ("COPY t FROM stdin;\n1\tit's\n\\.\nb", ["COPY", "t", "FROM", "stdin", ";", "1\tit's\n\\.", "b"]),
        ("copy t from STDIN;\na", ["copy", "t", "from", "STDIN", ";", "a"]),
    ])
    func `PostgreSQL`(_ sql: String, _ expected: [String]) {
        #expect(tokens(sql, .postgresql) == expected)
    }

    @Test(arguments: [
        ("[a b].`c``d`", ["[a b]", ".", "`c``d`"]), ("a /* x /* y */ z", ["a", "z"]),
        ("?1 :a @b $c", ["?1", ":a", "@b", "$c"]),
        ("'a\\' b", ["'a\\'", "b"]), ("e'a'", ["e", "'a'"]),
    ])
    func `SQLite`(_ sql: String, _ expected: [String]) {
        #expect(tokens(sql, .sqlite) == expected)
    }

    @Test func `names are folded as each database folds them`() {
        let postgres = SQLTokenizer.tokenize("\"A\"\"b\" ABcÄ", for: .postgresql)
        #expect(postgres.name(0) == "A\"b")
        #expect(postgres.name(1) == "abcÄ")
        let sqlite = SQLTokenizer.tokenize("[A b] `c``d` ABc", for: .sqlite)
        #expect(sqlite.name(0) == "A b")
        #expect(sqlite.name(1) == "c`d")
        #expect(sqlite.name(2) == "ABc")
    }
}
