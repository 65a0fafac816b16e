import ColonnadeModel
import ColonnadeSQL
import Testing

@Suite struct DirectiveTests {
    @Test func `a fill takes its place among the statements`() throws {
        let text = MarkedText(
            """
            ALTER TABLE shop.orders «ADD total int»;
            «-- colonnade:fill shop.orders.total = qty * price WHERE qty > 0»
            ALTER TABLE shop.orders «ALTER total SET NOT NULL»;
            """
        )
        let read = try MigrationReader(engine: .postgresql).read(text.source, name: "m", checksum: "0")
        #expect(read.changes.map(\.range) == text.ranges)
        guard case .fill(let fill) = read.changes[1].kind else {
            Issue.record("no fill")
            return
        }
        #expect(fill.table == ObjectName(schema: "shop", "orders"))
        #expect(fill.column == "total")
        #expect(marked(fill.value) == "‹qty› * ‹price›")
        #expect(marked(fill.condition) == "‹qty› > 0")
        #expect(
            read.changes[1].statement == "-- colonnade:fill shop.orders.total = qty * price WHERE qty > 0")
    }

    @Test(arguments: EngineKind.allCases)
    func `the shortest spelling has room, the longest may go on below`(_ engine: EngineKind) throws {
        #expect(try fills("--colonnade:fill t.c=e", engine).map { marked($0.value) } == ["‹e›"])
        let long = """
            -- colonnade:fill t.c = CASE WHEN größe > 1
            --     THEN t.b
            --     ELSE 'x' END;
            -- and this is a remark
            """
        let value = try #require(try fills(long, engine).first?.value)
        #expect(value.columns == ["größe", "b"])
        #expect(value.text.hasSuffix("ELSE 'x' END"))
    }

    @Test func `reverse and ignore are kept apart from the changes`() throws {
        let read = try migration(
            """
            -- colonnade:reverse orders.total = total_cents / 100.0
            --\tcolonnade:ignore add-column-default  small table, see #12
            ALTER TABLE orders DROP COLUMN total; -- colonnade:fill orders.a = 1
            """
        )
        #expect(read.changes.map(\.kind.name) == ["drop-column", "fill"])
        #expect(read.reverses.map { marked($0.value) } == ["‹total_cents› / 100.0"])
        #expect(read.ignores.map(\.rule) == ["add-column-default"])
        #expect(read.ignores.map(\.reason) == ["small table, see #12"])
        #expect(read.ignores.map(\.range.start.line) == [2])
    }

    @Test(
        "run-as-is speaks of the statement it stands before, in or behind",
        arguments: [
            "-- colonnade:run-as-is because\nVACUUM a;", "VACUUM -- colonnade:run-as-is because\n a;",
            "VACUUM a; -- colonnade:run-as-is because",
            "BEGIN;\n-- colonnade:run-as-is because\n\n-- more\nVACUUM a;",
            "-- colonnade:run-as-is because\nBEGIN;\nVACUUM a;\nCOMMIT;",
            "/* x */ -- colonnade:run-as-is because\nALTER TABLE a ADD b int, ADD c int;",
        ]
    )
    func runAsIs(_ sql: String) throws {
        #expect(try kinds(sql) == [.other(runAsIs: "because")])
    }

    @Test func `run-as-is covers one statement only`() throws {
        let sql = "VACUUM a;\n-- colonnade:run-as-is because\nVACUUM b;\nVACUUM c;"
        #expect(try kinds(sql) == [.other(runAsIs: nil), .other(runAsIs: "because"), .other(runAsIs: nil)])
    }

    @Test func `directives count in line comments only`() throws {
        let sql =
            "/* colonnade:fill x */ SELECT '-- colonnade:fill y', $$\n-- colonnade:nonsense\n$$ -- see colonnade:fill"
        #expect(try kinds(sql) == [.other(runAsIs: nil)])
    }

    @Test(
        "a directive that makes no sense says so at its place",
        arguments: [
            ("-- colonnade:run-as-is\nVACUUM", "1:23: error: `colonnade:run-as-is` needs a reason"),
            (
                "VACUUM;\n-- colonnade:run-as-is x",
                "2:1: error: `colonnade:run-as-is` stands before no statement"
            ),
            ("-- colonnade:ignore\nVACUUM", "1:20: error: `colonnade:ignore` needs a rule's id and a reason"),
            ("-- colonnade:ignore a-rule \nVACUUM", "1:27: error: `colonnade:ignore a-rule` needs a reason"),
            (
                "-- colonnade:fil a.b = 1\nVACUUM",
                "1:14: error: unknown directive `colonnade:fil`; there are `colonnade:fill`"
            ),
            (
                "-- colonnade:fill\nVACUUM",
                "1:18: error: `colonnade:fill` has the form `table.column = expression`"
            ),
            ("-- colonnade:fill b = 1", "1:19: error: `colonnade:fill` has the form"),
            (
                "-- colonnade:fill a.b 1",
                "1:23: error: `colonnade:fill` has the form `table.column = expression`: `=`"
            ),
            ("-- colonnade:fill a.b =", "1:24: error: `colonnade:fill` has the form"),
            ("-- colonnade:fill a.b = 1; DROP TABLE x", "1:26: error: `colonnade:fill` has the form"),
            ("-- colonnade:fill a.b = 1, c = 2", "1:25: error: `colonnade:fill` has the form"),
            ("VACUUM;\n--\tcolonnade:fill ä.b = 'ö' + * 2", "2:31: error: syntax error at or near \"*\""),
            ("-- colonnade:reverse a.b = 1 +", "1:31: error: syntax error at end of input"),
        ]
    )
    func error(_ sql: String, _ expected: String) {
        let message = failure(sql)
        #expect(message?.hasPrefix("m.sql:\(expected)") == true, "\(message ?? "none")")
    }
}
