import ColonnadeEngine
import ColonnadeModel
import SQLiteEngine
import Testing

/// What the doc comment of `FillTrigger` promises, with recursive triggers of the writer's session off and on.
struct SQLiteFillTests {
    static let schema = """
        CREATE TABLE customers (id INTEGER PRIMARY KEY, country TEXT);
        INSERT INTO customers VALUES (1, 'de'), (2, 'fr');
        CREATE TABLE orders (id INTEGER PRIMARY KEY, total INT, note TEXT, customer INT, cents INT);
        INSERT INTO orders (id, total) VALUES (-3, 3), (1, 1), (2, NULL), (6000, 6);
        """

    static let fill = Fill(
        table: ObjectName("orders"), column: "cents", value: Expression("total * 100", columns: ["total"]))

    private func database(_ trigger: FillTrigger, recursive: Bool) async throws -> (
        TestDatabase, SQLiteConnection
    ) {
        let database = try await TestDatabase(SQLiteFillTests.schema)
        try await database.perform(.installFill(trigger))
        let writer = try await database.session()
        try await writer.execute(SQL(verbatim: "PRAGMA recursive_triggers = \(recursive ? "ON" : "OFF")"))
        return (database, writer)
    }

    @Test(arguments: [false, true])
    func `old writers fill the column, new ones have their way`(recursive: Bool) async throws {
        let (database, writer) = try await database(
            FillTrigger(name: "f", fill: SQLiteFillTests.fill), recursive: recursive)
        func cents(_ id: Int) async throws -> String {
            try await database.rows("SELECT cents FROM orders WHERE id = \(id)")[0]
        }

        try await writer.execute("INSERT INTO orders (id, total) VALUES (10, 5)")
        #expect(try await cents(10) == "500")
        try await writer.execute("UPDATE orders SET total = 7 WHERE id = 10")
        #expect(try await cents(10) == "700")
        try await writer.execute("UPDATE orders SET total = NULL WHERE id = 10")
        #expect(try await cents(10) == "")
        try await writer.execute("INSERT INTO orders (id, total) VALUES (11, NULL)")
        #expect(try await cents(11) == "")
        try await writer.execute("INSERT INTO orders (id, total, cents) VALUES (12, 5, 1)")
        #expect(try await cents(12) == "1")
        try await writer.execute("UPDATE orders SET note = 'unrelated' WHERE id = 12")
        #expect(try await cents(12) == "1")
        try await writer.execute("UPDATE orders SET total = 9, cents = 2 WHERE id = 12")
        #expect(try await cents(12) == "2")
        // A row the backfill has not reached can be updated, and is filled on the way.
        try await writer.execute("UPDATE orders SET note = 'unrelated' WHERE id = 1")
        #expect(try await cents(1) == "100")
        try await writer.execute("INSERT OR REPLACE INTO orders (id, total) VALUES (1, 4)")
        #expect(try await cents(1) == "400")
        try await writer.execute(
            "INSERT INTO orders (id, total) VALUES (1, 8) ON CONFLICT (id) DO UPDATE SET total = 8")
        #expect(try await cents(1) == "800")
    }

    @Test(arguments: [false, true])
    func `a fill that overrides is always right`(recursive: Bool) async throws {
        let trigger = FillTrigger(name: "f", fill: SQLiteFillTests.fill, overrides: true)
        let (database, writer) = try await database(trigger, recursive: recursive)
        try await writer.execute("INSERT INTO orders (id, total, cents) VALUES (12, 5, 1)")
        try await writer.execute("UPDATE orders SET cents = 3 WHERE id = 1")
        #expect(
            try await database.rows("SELECT cents FROM orders WHERE id IN (1, 12) ORDER BY id") == [
                "100", "500",
            ])
    }

    @Test(arguments: [false, true])
    func `a fill may join, and speak of some rows only`(recursive: Bool) async throws {
        let fill = Fill(
            table: ObjectName("orders"), alias: "o", column: "note", value: Expression("c.country"),
            condition: Expression("c.id = customer AND total > 0", columns: ["customer", "total"]),
            join: .init(from: "customers AS c", tables: [ObjectName("customers")]))
        let (database, writer) = try await database(FillTrigger(name: "f", fill: fill), recursive: recursive)
        try await writer.execute(
            "INSERT INTO orders (id, total, customer) VALUES (20, 1, 1), (21, 0, 1), (22, 1, 9)")
        try await writer.execute("UPDATE orders SET customer = 2 WHERE id = 20")
        #expect(
            try await database.rows("SELECT note FROM orders WHERE id >= 20 AND id < 30 ORDER BY id") == [
                "fr", "", "",
            ])
    }

    @Test func `inserts are left alone where a default serves them`() async throws {
        let trigger = FillTrigger(name: "f", fill: SQLiteFillTests.fill, fillsInserts: false)
        let (database, writer) = try await database(trigger, recursive: false)
        try await writer.execute("INSERT INTO orders (id, total) VALUES (10, 5)")
        #expect(try await database.rows("SELECT cents FROM orders WHERE id = 10") == [""])
        try await database.perform(.removeFill(trigger))
        #expect(try await database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'") == [])
    }

    @Test func `rows without a rowid are found by their key`() async throws {
        let database = try await TestDatabase(
            "CREATE TABLE \"odd table\" (\"a b\" TEXT, k INT, v INT, w INT, PRIMARY KEY (k, \"a b\")) WITHOUT ROWID"
        )
        let fill = Fill(
            table: ObjectName("odd table"), column: "w", value: Expression("v + 1", columns: ["v"]))
        try await database.perform(.installFill(FillTrigger(name: "f", fill: fill)))
        try await database.execute("INSERT INTO \"odd table\" VALUES ('x', 1, 5, NULL), ('y', 1, 6, NULL)")
        #expect(try await database.rows("SELECT w FROM \"odd table\" ORDER BY w") == ["6", "7"])
    }

    @Test func `batches by rowid reach every row once`() async throws {
        let database = try await TestDatabase(SQLiteFillTests.schema)
        let engine = try await database.engine()
        let connection = try await engine.connect(as: "test")
        let orders = ObjectName("orders")
        let extent = try await engine.extent(of: orders, on: connection)
        #expect(extent == 6001)
        let backfill = Backfill(table: orders, fills: [SQLiteFillTests.fill], estimatedRows: nil)
        var counts: [Int64] = []
        for start in stride(from: Int64(0), to: extent, by: 5_000) {
            let range = start..<min(start + 5_000, extent)
            counts.append(try await connection.execute(backfill.update { engine.lies($0, in: range) }))
        }
        // The row without a total is written, with NULL.
        #expect(counts == [3, 1])
        try await engine.perform(.verify(.filled(SQLiteFillTests.fill)), on: connection)
        let unfilled = await engineError {
            try await engine.perform(.verify(.notNull(orders, "cents")), on: connection)
        }
        #expect(unfilled?.kind == .data)
    }

    @Test func `extents hold negative, largest and no rowids`() async throws {
        let database = try await TestDatabase(
            "CREATE TABLE t (a); CREATE TABLE low (a); INSERT INTO low (rowid) VALUES (-5);"
                + "CREATE TABLE high (a); INSERT INTO high (rowid) VALUES (9223372036854775807)")
        let engine = try await database.engine()
        let connection = try await engine.connect(as: "test")
        #expect(try await engine.extent(of: ObjectName("t"), on: connection) == 0)
        #expect(try await engine.extent(of: ObjectName("low"), on: connection) == 1)
        #expect(try await engine.extent(of: ObjectName("high"), on: connection) == .max)
        for (table, range) in [("low", Int64(0)..<1), ("high", Int64.max - 1 ..< .max)] {
            let condition = engine.lies("\(Identifier(table))", in: range)
            #expect(
                try await connection.scalar("SELECT count(*) FROM \(Identifier(table)) WHERE \(condition)")
                    == 1)
        }
    }

    @Test func `a fill that names what is not there is refused before any writer meets it`() async throws {
        let database = try await TestDatabase(SQLiteFillTests.schema)
        for value in [
            Expression("totl * 100", columns: ["totl"]), Expression("nonsense(total)", columns: ["total"]),
        ] {
            let fill = Fill(table: ObjectName("orders"), column: "cents", value: value)
            let error = await engineError {
                try await database.perform(.installFill(FillTrigger(name: "f", fill: fill)))
            }
            #expect(error?.kind == .refused)
        }
        try await database.execute("INSERT INTO orders (total) VALUES (1)")
    }

    @Test func `a sample is spread over the table, whatever the gaps`() async throws {
        let database = try await TestDatabase(
            """
            CREATE TABLE t (a INT, b INT);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
              INSERT INTO t (rowid, a, b) SELECT i * 1000003, i, i FROM n;
            UPDATE t SET b = -1 WHERE a = 1;
            CREATE TABLE keyed (a INT PRIMARY KEY, b INT) WITHOUT ROWID;
            INSERT INTO keyed SELECT a, a FROM t WHERE a < 10;
            """)
        let engine = try await database.engine()
        let connection = try await engine.connect(as: "test")
        for (name, looked) in [("t", Int64(2_000)), ("keyed", 9)] {
            let table = ObjectName(Identifier(name))
            let fill = Fill(table: table, column: "b", value: Expression("a", columns: ["a"]))
            let extent = try await engine.extent(of: table, on: connection)
            let sample = try #require(
                Verification.filled(fill).sample { engine.sample(of: $0, as: $1, extent: extent) })
            let row = try #require(try await connection.query(sample).first)
            #expect(row[0] == .integer(looked))
            #expect(row[1] == .integer(name == "t" ? 1 : 0))
        }
    }
}
