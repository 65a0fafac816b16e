import ColonnadeModel
import ColonnadeSQL
import Testing

@Suite struct SQLiteReaderTests {
    private let orders = ObjectName("orders")

    private func added(_ definition: String) throws -> ColumnDefinition? { try column(definition, .sqlite) }

    @Test(
        "the type is taken over as written",
        arguments: ["INTEGER", "numeric(10, 2)", "UNSIGNED BIG INT", "varchar (20)", "\"odd type\"", ""]
    )
    func type(_ type: String) throws {
        let read = try #require(try added("total \(type) NOT NULL"))
        #expect(read.name == "total")
        #expect(read.type == type)
        #expect(read.notNull)
    }

    @Test(arguments: [
        ("DEFAULT 1 NOT NULL", "1"), ("DEFAULT -1.5", "-1.5"), ("NOT NULL DEFAULT 'it''s'", "'it''s'"),
        ("DEFAULT (qty * (1 + 2)) UNIQUE", "(‹qty› * (1 + 2))"),
        ("DEFAULT CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"),
        ("DEFAULT TRUE", "TRUE"), ("DEFAULT draft CHECK (total <> 'x')", "draft"),
        ("DEFAULT x'00ff'", "x'00ff'"),
    ])
    func `a default is a literal or an expression in parentheses`(_ written: String, _ expected: String)
        throws
    {
        guard case .constant(let expression) = try added("total text \(written)")?.source else {
            Issue.record("no default")
            return
        }
        #expect(marked(expression) == expected)
        #expect(expression.isStable == (expected == "CURRENT_TIMESTAMP"))
    }

    @Test func `all that can stand behind a column`() throws {
        let read = try #require(
            try added(
                """
                [total] int CONSTRAINT n NOT NULL DEFAULT NULL UNIQUE COLLATE NOCASE CHECK (total > `orders`."qty")
                CONSTRAINT fk REFERENCES customers (id) ON DELETE SET NULL ON UPDATE NO ACTION MATCH simple
                NOT DEFERRABLE INITIALLY DEFERRED
                """
            )
        )
        #expect(read.name == "total")
        #expect(read.notNullName == "n")
        #expect(read.source == ColumnDefinition.Source.none)
        #expect(read.key == ColumnDefinition.Key(name: nil, isPrimary: false))
        #expect(read.attributes == "COLLATE NOCASE")
        #expect(read.checks.map { marked($0.expression) } == ["‹total› > ‹`orders`.\"qty\"›"])
        #expect(read.reference?.name == "fk")
        #expect(read.reference?.table == ObjectName("customers"))
        #expect(read.reference?.column == "id")
        #expect(
            read.reference?.options
                == "ON DELETE SET NULL ON UPDATE NO ACTION MATCH simple\nNOT DEFERRABLE INITIALLY DEFERRED"
        )
    }

    @Test func `generated columns are virtual unless stored`() throws {
        for (written, isStored) in [("AS (a + 1)", false), ("GENERATED ALWAYS AS (a + 1) STORED", true)] {
            switch try added("total int \(written)")?.source {
            case .generatedStored(let expression):
                #expect(isStored)
                #expect(marked(expression) == "‹a› + 1")
            case .generatedVirtual(let expression):
                #expect(!isStored)
                #expect(marked(expression) == "‹a› + 1")
            default:
                Issue.record("\(written)")
            }
        }
    }

    @Test func `columns are altered as in standard SQL`() throws {
        let sql = """
            BEGIN; ALTER TABLE orders ALTER COLUMN a SET NOT NULL; ALTER TABLE orders ALTER a DROP NOT NULL;
            ALTER TABLE orders ALTER a SET DEFAULT 1; ALTER TABLE orders ALTER a DROP DEFAULT;
            ALTER TABLE main.orders DROP COLUMN a; COMMIT;
            """
        #expect(
            try kinds(sql, .sqlite) == [
                .setNotNull(orders, "a"), .dropNotNull(orders, "a"),
                .setDefault(orders, "a", Expression(constant: "1")), .dropDefault(orders, "a"),
                .dropColumn(ObjectName(schema: "main", "orders"), "a", ifExists: false, cascade: false),
            ]
        )
    }

    @Test func `indexes and tables`() throws {
        let sql = """
            CREATE UNIQUE INDEX IF NOT EXISTS main.i ON orders (a DESC, lower(b), "c") WHERE a > 1;
            DROP INDEX IF EXISTS i;
            CREATE TABLE IF NOT EXISTS lines (id INTEGER PRIMARY KEY, o int REFERENCES orders (id), up REFERENCES lines);
            """
        #expect(
            try kinds(sql, .sqlite) == [
                .createIndex(
                    IndexDefinition(
                        name: "i", table: ObjectName(schema: "main", "orders"), isUnique: true,
                        ifNotExists: true,
                        rest: "(a DESC, lower(b), \"c\") WHERE a > 1", keyColumns: ["a", "expr", "c"]
                    )
                ),
                .dropIndex(ObjectName("i"), ifExists: true, concurrently: false, cascade: false),
                .createTable(
                    TableDefinition(name: ObjectName("lines"), ifNotExists: true, references: [orders])),
            ]
        )
    }

    @Test(
        "every name that is nothing else is a column",
        arguments: [
            ("UPDATE orders SET a = total + orders.total", "‹total› + ‹orders.total›"),
            ("UPDATE orders AS o SET a = o.total || main.orders.x", "‹o.total› || main.orders.x"),
            (
                "UPDATE orders SET a = CAST(b AS UNSIGNED BIG INT) COLLATE nocase",
                "CAST(‹b› AS UNSIGNED BIG INT) COLLATE nocase"
            ),
            (
                "UPDATE orders SET a = CASE WHEN x IS NOT NULL THEN 'WHERE' ELSE upper(y) END",
                "CASE WHEN ‹x› IS NOT NULL THEN 'WHERE' ELSE upper(‹y›) END"
            ),
            ("UPDATE orders SET a = [odd name] * \"q\" + `key`", "‹[odd name]› * ‹\"q\"› + ‹`key`›"),
            (
                "UPDATE orders SET a = (SELECT sum(price) FROM items i WHERE i.id = orders.id) + qty",
                "(SELECT sum(price) FROM items i WHERE i.id = ‹orders.id›) + ‹qty›"
            ),
            (
                "UPDATE orders SET a = (SELECT max(orders.id) FROM old AS orders)",
                "(SELECT max(orders.id) FROM old AS orders)"
            ),
            ("UPDATE orders SET a = größe IS DISTINCT FROM 2", "‹größe› IS DISTINCT FROM 2"),
        ]
    )
    func columns(_ sql: String, _ expected: String) throws {
        let value = try #require(try fills(sql, .sqlite).first?.value)
        #expect(marked(value) == expected)
        #expect(value.hasSubquery == expected.contains("SELECT"))
    }

    @Test func `an UPDATE with a join and a condition fills each column`() throws {
        let text = MarkedText(
            "UPDATE orders AS o SET «a = c.country», «b = 1» FROM customers c, main.regions WHERE c.id = o.customer"
        )
        let read = try MigrationReader(engine: .sqlite).read(text.source, name: "m", checksum: "0")
        #expect(read.changes.map(\.range) == text.ranges)
        guard case .fill(let fill) = read.changes[0].kind else {
            Issue.record("no fill")
            return
        }
        #expect(fill.alias == "o")
        #expect(marked(fill.condition) == "c.id = ‹o.customer›")
        #expect(fill.join?.from == "customers c, main.regions")
        #expect(fill.join?.tables == [ObjectName("customers"), ObjectName(schema: "main", "regions")])
    }

    @Test func `reading the clock is told from computing with dates`() throws {
        for (value, isStable) in [
            ("datetime('now')", true), ("date()", true), ("date(created)", false), ("lower('now')", false),
        ] {
            #expect(
                try fills("UPDATE orders SET a = \(value)", .sqlite).first?.value.isStable == isStable,
                "\(value)")
        }
    }

    @Test(
        "what is not modelled is kept whole",
        arguments: [
            "ALTER TABLE orders RENAME TO o", "ALTER TABLE orders ADD a INTEGER PRIMARY KEY AUTOINCREMENT",
            "ALTER TABLE orders ADD a int NOT NULL ON CONFLICT REPLACE", "UPDATE OR IGNORE orders SET a = 1",
            "UPDATE orders SET (a, b) = (1, 2)", "UPDATE orders SET a = 1 LIMIT 5",
            "PRAGMA foreign_keys = ON",
            "CREATE TABLE t AS SELECT 1", "CREATE TEMP TABLE t (id int)", "DROP TABLE t",
            "INSERT INTO t VALUES (1)",
            "CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END; SELECT 1; END",
        ]
    )
    func other(_ sql: String) throws {
        let changes = try migration("\(sql);\nVACUUM;", .sqlite).changes
        #expect(changes.map(\.kind) == [.other(runAsIs: nil), .other(runAsIs: nil)])
        #expect(changes.first?.statement == sql)
    }

    @Test(
        "what makes no sense is an error at its place",
        arguments: [
            ("ALTR TABLE orders ADD a", "1:1: error: unexpected `ALTR`: an SQL statement expected"),
            (
                "ALTER TABLE orders ADD a int NOT",
                "1:30: error: unexpected `NOT`: a constraint of the column expected"
            ),
            ("ALTER TABLE orders ADD a int DEFAULT", "1:37: error: the statement ends where a literal"),
            (
                "ALTER TABLE orders\n\tFLY a",
                "2:2: error: unexpected `FLY`: ADD, DROP, RENAME or ALTER expected"
            ),
            ("UPDATE orders SET a = (1", "1:23: error: this `(` is never closed"),
            ("UPDATE orders SET a = 1)", "1:24: error: this `)` closes nothing"),
            ("UPDATE orders SET a = 'x", "1:23: error: this quotation is never closed"),
            ("UPDATE orders WHERE a", "1:15: error: unexpected `WHERE`"),
            ("UPDATE orders SET a + 1", "1:19: error: unexpected `a`: `column = value` expected"),
            (".read x.sql", "1:1: error: `.read` is a command of the sqlite3 shell"),
            (
                "CREATE INDEX i ON orders",
                "1:25: error: the statement ends where `(` and the columns is expected"
            ),
        ]
    )
    func error(_ sql: String, _ expected: String) {
        let message = failure(sql, .sqlite)
        #expect(message?.hasPrefix("m.sql:\(expected)") == true, "\(message ?? "none")")
    }
}
