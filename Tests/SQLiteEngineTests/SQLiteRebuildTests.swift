import ColonnadeEngine
import ColonnadeModel
import SQLiteEngine
import Testing

struct SQLiteRebuildTests {
    static let orders = ObjectName("orders")

    /// Everything that can hang on a table.
    static let shop = """
        CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, favourite INT REFERENCES orders (id));
        CREATE TABLE orders (
          id INTEGER PRIMARY KEY AUTOINCREMENT, -- counts on
          customer INT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
          status text, -- 'new, or "old"'
          total INT DEFAULT (1 + 1) CHECK (orders.total >= 0),
          cents INT GENERATED ALWAYS AS (total * 100) STORED,
          parent INT REFERENCES orders,
          CONSTRAINT positive CHECK (customer > 0) -- the last
        );
        CREATE TABLE log (what TEXT);
        CREATE INDEX orders_status ON orders (status) WHERE total > 0;
        CREATE UNIQUE INDEX orders_lower ON orders (lower(status), id);
        CREATE TRIGGER orders_log AFTER UPDATE OF status ON orders BEGIN INSERT INTO log VALUES (new.status); END;
        CREATE TRIGGER customers_touch AFTER INSERT ON customers BEGIN UPDATE orders SET total = 5 WHERE id = 1; END;
        CREATE VIEW open_orders AS SELECT id, status FROM orders WHERE status = 'new';
        CREATE VIEW open_ids AS SELECT id FROM open_orders;
        CREATE TRIGGER open_write INSTEAD OF INSERT ON open_orders BEGIN INSERT INTO log VALUES ('open'); END;
        INSERT INTO customers (id, name) VALUES (1, 'Ada');
        INSERT INTO orders (id, customer, status, parent) VALUES (1, 1, 'new', NULL), (2, 1, 'old', 1), (9, 1, 'gone', 2);
        DELETE FROM orders WHERE id = 9;
        UPDATE customers SET favourite = 2;
        DELETE FROM log;
        ANALYZE;
        """

    private func rebuilt(_ alterations: TableRebuild.Alteration...) async throws -> TestDatabase {
        let database = try await TestDatabase(SQLiteRebuildTests.shop)
        try await database.perform(
            .rebuildTable(TableRebuild(table: SQLiteRebuildTests.orders, alterations: alterations)))
        return database
    }

    /// The definition that the alterations must lead to: the old text but for one line.
    private func expected(_ old: String, _ new: String) async throws -> String {
        let text = try #require(try await TestDatabase(SQLiteRebuildTests.shop).definition("orders"))
        return text.replacing("orders (\n", with: "\"orders\" (\n").replacing("orders.total", with: "total")
            .replacing(old, with: new)
    }

    static let edits: [(TableRebuild.Alteration, old: String, new: String)] = [
        (.setNotNull("status"), "status text,", "status text NOT NULL,"),
        (.dropNotNull("customer"), "customer INT NOT NULL REFERENCES", "customer INT REFERENCES"),
        (.setDefault("STATUS", "'new'"), "status text,", "status text DEFAULT 'new',"),
        (.setDefault("total", "2 + 3"), "DEFAULT (1 + 1)", "DEFAULT (2 + 3)"),
        (.dropDefault("total"), "total INT DEFAULT (1 + 1) CHECK", "total INT CHECK"),
        (.dropColumn("parent"), "  parent INT REFERENCES orders,\n", ""),
        (
            .redefine(
                ColumnDefinition("status", "TEXT") {
                    $0.notNull = true
                    $0.source = .constant(Expression("'new'"))
                    $0.checks = [.init(name: "known", expression: Expression("status <> ''"))]
                }), "status text,",
            "status TEXT NOT NULL DEFAULT 'new' CONSTRAINT known CHECK (status <> ''),"
        ),
        (
            .redefine(
                ColumnDefinition("extra", "INT") { $0.source = .generatedStored(Expression("total + 1")) }),
            "REFERENCES orders,\n",
            "REFERENCES orders,\n  extra INT GENERATED ALWAYS AS (total + 1) STORED,\n"
        ),
    ]

    @Test(arguments: edits.indices)
    func `a rebuild changes what was asked and nothing else`(index: Int) async throws {
        let (alteration, old, new) = SQLiteRebuildTests.edits[index]
        let before = try await TestDatabase(SQLiteRebuildTests.shop)
        let after = try await rebuilt(alteration)
        #expect(try await after.definition("orders") == (try await expected(old, new)))
        let others =
            "SELECT type || ':' || coalesce(sql, '') FROM sqlite_master WHERE name <> 'orders' ORDER BY name"
        #expect(try await after.rows(others) == (try await before.rows(others)))
        let kept =
            "SELECT id || ',' || customer || ',' || status || ',' || total || ',' || cents FROM orders ORDER BY id"
        #expect(try await after.rows(kept) == (try await before.rows(kept)))
        #expect(
            try await after.rows("SELECT stat FROM sqlite_stat1 ORDER BY tbl, idx")
                == (try await before.rows("SELECT stat FROM sqlite_stat1 ORDER BY tbl, idx")))
        #expect(try await after.rows("PRAGMA integrity_check") == ["ok"])
        #expect(try await after.rows("PRAGMA foreign_key_check") == [])

        // AUTOINCREMENT remembers the deleted row 9, and everything that hung on the table works.
        try await after.execute(
            """
            PRAGMA foreign_keys = ON;
            INSERT INTO orders (customer, status) VALUES (1, 'new');
            UPDATE orders SET status = 'x' WHERE id = 2;
            INSERT INTO customers (id, name) VALUES (2, 'Bob');
            INSERT INTO open_orders VALUES (1, 'new');
            """)
        #expect(try await after.rows("SELECT id FROM open_ids ORDER BY id") == ["1", "10"])
        #expect(try await after.rows("SELECT what FROM log") == ["x", "open"])
        #expect(try await after.rows("SELECT total FROM orders WHERE id = 1") == ["5"])
        #expect(
            await engineError {
                try await after.execute("PRAGMA foreign_keys = ON; DELETE FROM orders WHERE id = 2")
            }?
            .kind == .data)
    }

    @Test func `rows that do not fit leave the old table as it was`() async throws {
        let database = try await TestDatabase(SQLiteRebuildTests.shop)
        try await database.execute("UPDATE orders SET status = NULL WHERE id = 2")
        let before = try await database.rows("SELECT coalesce(sql, name) FROM sqlite_master ORDER BY rowid")
        let rebuild = TableRebuild(table: SQLiteRebuildTests.orders, alterations: [.setNotNull("status")])
        let engine = try await database.engine()
        let connection = try await engine.connect(as: "test")
        try await engine.begin(LockAttempt([], timeout: .seconds(1)), on: connection)
        try await connection.execute("INSERT INTO log VALUES ('kept')")
        let error = await engineError { try await engine.perform(.rebuildTable(rebuild), on: connection) }
        #expect(error?.kind == .data)
        #expect(error?.message == "NOT NULL constraint failed: orders.status")
        try await connection.execute("COMMIT")
        #expect(
            try await database.rows("SELECT coalesce(sql, name) FROM sqlite_master ORDER BY rowid") == before)
        #expect(try await database.rows("SELECT count(*) FROM orders") == ["2"])
    }

    @Test func `a session lost before the commit leaves the old table`() async throws {
        let database = try await TestDatabase(SQLiteRebuildTests.shop)
        let before = try await database.rows("SELECT coalesce(sql, name) FROM sqlite_master ORDER BY rowid")
        let engine = try await database.engine()
        let connection = try await engine.connect(as: "test")
        try await engine.begin(LockAttempt([], timeout: .seconds(1)), on: connection)
        let rebuild = TableRebuild(table: SQLiteRebuildTests.orders, alterations: [.dropColumn("parent")])
        try await engine.perform(.rebuildTable(rebuild), on: connection)
        await connection.close()
        #expect(
            try await database.rows("SELECT coalesce(sql, name) FROM sqlite_master ORDER BY rowid") == before)
    }

    @Test func `a reference to nothing is found before the commit`() async throws {
        let database = try await TestDatabase(
            "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT); INSERT INTO t VALUES (1)")
        let column = ColumnDefinition("a", "INT") {
            $0.reference = .init(name: nil, table: ObjectName("p"), column: nil, options: "")
        }
        let rebuild = Statement.rebuildTable(
            TableRebuild(table: ObjectName("t"), alterations: [.redefine(column)]))
        let error = await engineError { try await database.perform(rebuild) }
        #expect(error?.kind == .data)
        #expect(error?.message == "1 rows of t refer to rows that p does not have")
        #expect(try await database.definition("t") == "CREATE TABLE t (a INT)")
        // What was wrong before is not the rebuild's business.
        try await database.execute("CREATE TABLE u (b REFERENCES p); INSERT INTO u VALUES (7)")
        try await database.perform(
            .rebuildTable(TableRebuild(table: ObjectName("u"), alterations: [.setNotNull("b")])))
        #expect(try await database.definition("u") == "CREATE TABLE \"u\" (b NOT NULL REFERENCES p)")
    }

    @Test(arguments: [
        ("id", "primary key"), ("status", "index orders_status"), ("total", "uses it"),
        ("customer", "uses it"),
    ])
    func `a column in use is not dropped`(column: String, reason: String) async throws {
        let database = try await TestDatabase(SQLiteRebuildTests.shop)
        let before = try await database.definition("orders")
        let error = await engineError {
            try await database.perform(
                .rebuildTable(
                    TableRebuild(
                        table: SQLiteRebuildTests.orders, alterations: [.dropColumn(Identifier(column))])))
        }
        #expect(error?.kind == .refused)
        #expect(error?.message.contains(reason) ?? false, "\(error?.message ?? "")")
        #expect(try await database.definition("orders") == before)
    }

    @Test(arguments: [
        ("CREATE VIEW v AS SELECT b FROM t", "view v"),
        ("CREATE VIEW v AS SELECT \"b\" FROM t", "view v"),
        ("CREATE TRIGGER g AFTER INSERT ON u BEGIN UPDATE t SET b = 1; END", "trigger g"),
        ("CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE u SET c = new.b; END", "trigger g"),
        ("CREATE TRIGGER g AFTER UPDATE OF b ON t BEGIN DELETE FROM u; END", "trigger g"),
        ("CREATE UNIQUE INDEX i ON t (b); CREATE TABLE w (x REFERENCES t (b))", "index i"),
        ("CREATE TABLE w (x REFERENCES t (b))", "foreign key of w"),
        ("CREATE INDEX i ON t (a) WHERE b IS NULL", "index i"),
        ("CREATE TRIGGER g AFTER INSERT ON u BEGIN INSERT INTO t (b) VALUES (1); END", "trigger g"),
        (
            "CREATE VIEW v AS SELECT c FROM u; CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN DELETE FROM t WHERE b = 1; END",
            "trigger g"
        ),
    ])
    func `whoever uses a column is named`(user: String, name: String) async throws {
        let database = try await TestDatabase("CREATE TABLE t (a, b); CREATE TABLE u (c); " + user)
        let rebuild = TableRebuild(table: ObjectName("t"), alterations: [.dropColumn("b")])
        let error = await engineError { try await database.perform(.rebuildTable(rebuild)) }
        #expect(error?.kind == .refused)
        #expect(error?.message.contains(name) ?? false, "\(error?.message ?? "accepted")")
        #expect(try await database.definition("t") == "CREATE TABLE t (a, b)")
    }

    @Test(arguments: [
        "CREATE VIEW v AS SELECT a, 'b' AS c FROM t",
        "CREATE VIEW v AS SELECT a, \"u\".\"b\" FROM t, u",
        "CREATE TRIGGER b AFTER INSERT ON t BEGIN INSERT INTO u (b) VALUES (new.a); END",
        "CREATE TRIGGER g AFTER INSERT ON u BEGIN UPDATE t SET a = new.b; END",
        "CREATE INDEX b ON t (a)",
    ])
    func `a namesake is no user`(user: String) async throws {
        let database = try await TestDatabase("CREATE TABLE t (a, b); CREATE TABLE u (b); " + user)
        try await database.perform(
            .rebuildTable(TableRebuild(table: ObjectName("t"), alterations: [.dropColumn("b")])))
        #expect(try await database.definition("t") == "CREATE TABLE \"t\" (a)")
    }

    @Test func `a table keeps its spelling`() async throws {
        let database = try await TestDatabase(
            "CREATE TABLE Orders (Total INT); INSERT INTO Orders VALUES (1)")
        let rebuild = TableRebuild(table: ObjectName("ORDERS"), alterations: [.setNotNull("total")])
        try await database.perform(.rebuildTable(rebuild))
        #expect(try await database.definition("Orders") == "CREATE TABLE \"Orders\" (Total INT NOT NULL)")
    }

    @Test func `names, rowids and options survive`() async throws {
        let database = try await TestDatabase(
            """
            CREATE TABLE "we""ird, (table)" ([a b] TEXT DEFAULT 'x,)' , `c``d` INT, "select" ANY) STRICT;
            INSERT INTO "we""ird, (table)" (rowid, "a b", "c`d") VALUES (77, 'y', 1);
            CREATE INDEX "my index" ON "we""ird, (table)" ("select");
            CREATE TABLE keyed (k TEXT PRIMARY KEY, v INT /* plain */) WITHOUT ROWID;
            INSERT INTO keyed VALUES ('one', 1);
            """)
        let weird = ObjectName("we\"ird, (table)")
        try await database.perform(
            .rebuildTable(TableRebuild(table: weird, alterations: [.setNotNull("a b"), .dropColumn("c`d")])),
            .rebuildTable(TableRebuild(table: ObjectName("keyed"), alterations: [.setNotNull("v")])))
        #expect(
            try await database.definition("we\"ird, (table)")
                == "CREATE TABLE \"we\"\"ird, (table)\" ([a b] TEXT NOT NULL DEFAULT 'x,)' , \"select\" ANY) STRICT"
        )
        #expect(try await database.rows("SELECT rowid FROM \"we\"\"ird, (table)\"") == ["77"])
        #expect(try await database.rows("SELECT \"a b\" FROM \"we\"\"ird, (table)\"") == ["y"])
        #expect(
            try await database.definition("keyed")
                == "CREATE TABLE \"keyed\" (k TEXT PRIMARY KEY, v INT NOT NULL /* plain */) WITHOUT ROWID")
        #expect(try await database.rows("SELECT v FROM keyed") == ["1"])
    }

    @Test func `dropping the plain way falls back on a rebuild`() async throws {
        let database = try await TestDatabase(
            "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a, b REFERENCES p, c UNIQUE); INSERT INTO t VALUES (1, NULL, 3)"
        )
        try await database.perform(.dropColumn(ObjectName("t"), "b", cascade: false))
        try await database.perform(.dropColumn(ObjectName("t"), "c", cascade: false))
        #expect(try await database.definition("t") == "CREATE TABLE \"t\" (a)")
        #expect(try await database.rows("SELECT a FROM t") == ["1"])
    }
}
