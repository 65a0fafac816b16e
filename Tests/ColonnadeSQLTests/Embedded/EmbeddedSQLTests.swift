import ColonnadeModel
import ColonnadeSQL
import Testing

/// SQL in the strings of programs.
@Suite struct EmbeddedSQLTests {
    /// What each text of a program that is SQL reads and writes, with the line on which it is written.
    private func uses(_ program: String, _ language: CodeLanguage) -> [String] {
        let source = SourceText(path: "program", text: program)
        let tokens = CodeLexer.tokenize(program, as: language).tokens
        return EmbeddedText.all(in: tokens, language).flatMap { text -> [String] in
            guard let sql = EmbeddedSQL(text) else { return [] }
            guard case .read(let statements) = sql.outcome else { return ["unreadable"] }
            return statements.flatMap { statement in
                StatementUse(of: statement, in: nil).uses.filter { $0.table.name != EmbeddedSQL.placeholder }
                    .compactMap { use in
                        guard let column = use.column, column != EmbeddedSQL.placeholder else { return nil }
                        let line = source.position(atByte: use.bytes.lowerBound).line
                        return "\(line) \(use.access) \(use.table).\(column): \(source.slice(use.bytes))"
                    }
            }
        }
    }

    static let programs: [(CodeLanguage, String)] = [
        (.python, "cursor.execute(\n\"SELECT status FROM orders WHERE id = %s\", [1])"),
        (.python, "q = (\n'SELECT status '\n'FROM orders')"),
        (.python, "f'''\nSELECT status FROM orders WHERE id = {order.id}'''"),
        (.python, "# x\nsql = \"SELECT status FROM orders WHERE \" + condition + \" ORDER BY status\""),
        (.javascript, "const a =\n`SELECT status FROM orders ${where} LIMIT ${n}`"),
        (.javascript, "//\ndb.query('SELECT status ' +\n'FROM orders WHERE id = ' + id)"),
        (.ruby, "x = <<~SQL\n  SELECT status FROM orders WHERE id = #{id}\nSQL\n"),
        (.ruby, "\nexecute %q(SELECT status FROM orders WHERE id = ?)"),
        (.php, "<?php\n$q = \"SELECT status FROM orders WHERE id = $id\";"),
        (.php, "<?php $a = <<<SQL\nSELECT status FROM orders WHERE id = {$row['id']}\nSQL;"),
        (.elixir, "x = \"\"\"\nSELECT status FROM orders WHERE id = $1\n\"\"\""),
        (.go, "db.Query(\n`SELECT status FROM orders WHERE id = $1`)"),
        (.go, "x := 'a'\ny := \"SELECT status FROM orders WHERE id = \" + id"),
        (.java, "String q = \"\"\"\nSELECT status FROM orders WHERE id = ?\"\"\";"),
        (.java, "char c = '\"'; String q =\n\"SELECT status FROM orders WHERE id = :id\";"),
        (.kotlin, "val q = \"\"\"\nSELECT status FROM orders WHERE id = $id\"\"\".trimIndent()"),
        (.csharp, "var q = $@\"\nSELECT status FROM orders WHERE id = {id}\";"),
        (.csharp, "var q =\n\"SELECT status FROM orders WHERE id = @id\";"),
        (.swift, "let q = #\"\"\"\nSELECT status FROM orders WHERE id = 1\n\"\"\"#"),
        (.swift, "\nlet q = \"SELECT status FROM orders WHERE id = \\(id)\""),
        (.rust, "fn f<'a>() {}\nlet q = r#\"SELECT status FROM orders WHERE id = $1\"#;"),
        (.c, "x =\n\"SELECT status \" \"FROM orders WHERE id = %d\";"),
        (.shell, "#'\npsql -c \"SELECT status FROM orders WHERE id = $1\""),
        (.shell, "psql <<EOF\nSELECT status FROM orders;\nEOF\n"),
    ]

    @Test(arguments: programs)
    func isReadInEveryLanguage(_ language: CodeLanguage, _ program: String) {
        #expect(uses(program, language).first == "2 read orders.status: status", "\(uses(program, language))")
    }

    @Test(
        "what is put in becomes what lets the rest be read",
        arguments: [
            "SELECT ${columns} FROM orders WHERE status = 1",
            "UPDATE orders SET ${assignments} WHERE status = 1",
            "SELECT 1 FROM orders WHERE status IN (${ids})",
            "SELECT 1 FROM orders WHERE status = 1 ${more}",
            "SELECT 1 FROM orders WHERE status = 1 ORDER BY id ${direction}",
            "SELECT 1 FROM orders WHERE status LIKE '%${text}%'",
            "SELECT 1 FROM orders WHERE status = '${text}' LIMIT ${n} OFFSET ${m}",
            "SELECT 1 FROM orders_${year} JOIN orders ON status = 1",
            "INSERT INTO t (a) VALUES ${rows} ON CONFLICT DO NOTHING; SELECT 1 FROM orders WHERE status = 1",
            "SELECT 1 FROM orders ${where}",
        ])
    func gaps(_ query: String) {
        let found = uses("x = `\(query)`", .javascript)
        if query.contains("status") {
            #expect(found.contains { $0.hasPrefix("1 read orders.status") }, "\(found)")
        } else {
            #expect(found.isEmpty)
        }
    }

    @Test func parametersAreNoColumns() {
        #expect(
            uses(
                "q = \"SELECT id FROM orders WHERE id = @status AND a = :status AND b = %(status)s AND c = ?\"",
                .python)
                == [
                    "1 read orders.id: id", "1 read orders.id: id", "1 read orders.a: a",
                    "1 read orders.b: b",
                    "1 read orders.c: c",
                ])
        #expect(uses("q = \"SELECT data ? 'k', a::status FROM orders\"", .python).count == 2)
    }

    @Test func proseAndCommentsAreNoSQL() {
        for text in [
            "x = 'Select orders by status'", "x = 'update the status of orders'",
            "# 'SELECT status FROM orders'",
            "log('delete orders')", "'with status'",
        ] {
            #expect(uses(text, .python).isEmpty, "\(text)")
        }
        #expect(uses("q = 'SELECT status FROM orders WHERE WHERE'", .python) == ["unreadable"])
    }

    /// A quote in a page's text, a file that ends in a string: nothing is lost but the line.
    @Test func unclosedQuotes() {
        #expect(uses("<p>Don't</p>\nq = `SELECT status FROM orders`", .javascript).count == 1)
        #expect(uses("q = 'SELECT status FROM orders", .python).count == 1)
    }
}
