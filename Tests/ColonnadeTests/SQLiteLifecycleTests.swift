import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

/// The same life on SQLite, where columns cannot be altered and tables are rebuilt at contract.
@Suite(.aFewAtATime) struct SQLiteLifecycleTests {
    private static let schema = """
        CREATE TABLE customers (id INTEGER PRIMARY KEY, region TEXT NOT NULL);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers, quantity INTEGER NOT NULL,
          price NUMERIC NOT NULL, note TEXT);
        CREATE INDEX orders_note ON orders (note);
        CREATE VIEW notes AS SELECT id, note FROM orders;
        """
    private static let data = """
        INSERT INTO customers VALUES (1, 'north'), (2, 'south');
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
          INSERT INTO orders SELECT i, i % 2 + 1, i % 7, i % 100, CASE WHEN i % 5 = 0 THEN 'note ' || i END FROM n;
        """

    private static func script(_ name: String, _ migration: String, holds: String = "TRUE") -> Script {
        Script(name: name, schema: schema, data: data, migration: migration, holds: holds)
    }

    static let scripts = [
        script("nullable", "ALTER TABLE orders ADD COLUMN total INTEGER"),
        script("constant default", "ALTER TABLE orders ADD COLUMN status TEXT NOT NULL DEFAULT 'new'"),
        script(
            "not null with a fill",
            "ALTER TABLE orders ADD COLUMN total INTEGER NOT NULL; UPDATE orders SET total = quantity * 2;",
            holds: "total = quantity * 2"
        ),
        script(
            "a fill of some rows",
            """
            ALTER TABLE orders ADD COLUMN label TEXT;
            UPDATE orders SET label = upper(note) WHERE note IS NOT NULL;
            """,
            holds: "label IS upper(note)"
        ),
        script(
            "references with a fill",
            """
            ALTER TABLE orders ADD COLUMN payer INTEGER REFERENCES customers (id) ON DELETE CASCADE;
            UPDATE orders SET payer = customer_id;
            """,
            holds: "payer IS customer_id"
        ),
        script(
            "drop column",
            "ALTER TABLE orders DROP COLUMN price", holds: "quantity >= 0"
        ),
        script("create index", "CREATE INDEX orders_quantity ON orders (quantity)"),
        script(
            "names in another case",
            """
            ALTER TABLE ORDERS ADD COLUMN Total INTEGER NOT NULL; UPDATE Orders SET TOTAL = Quantity * 2;
            CREATE INDEX orders_total ON "Orders" (tOtAl); DROP INDEX Orders_Note; ALTER TABLE Orders DROP COLUMN Price;
            """,
            holds: "total = quantity * 2"),
    ]

    @Test(arguments: scripts)
    func endsAsThePlainSQLAndComesBack(_ script: Script) async throws {
        let folder = try TemporaryFolder()
        let file = try script.file(in: folder.path)
        let database = try await populated(script)
        let before = try await database.schema()
        try await colonnade(["apply", "--yes", file], on: database)
        for statement in script.oldCode { try await database.run(statement) }
        try await colonnade(["ready", "change"], on: database)
        if try await rows("SELECT state FROM colonnade_rollouts", of: database) != ["complete"] {
            try await colonnade(["rollback", "--yes", "change"], on: database)
            #expect(try await database.schema() == before)
            try await colonnade(["apply", "--yes", file], on: database)
            try await colonnade(["confirm", "unused", "change", "--by", "test"], on: database)
            try await colonnade(["complete", "--yes", "change"], on: database)
        }
        let plain = try await TestDatabase.sqlite()
        try await plain.run(script.schema)
        try await plain.run(script.migration)
        #expect(try await shape(of: database) == shape(of: plain))
        let wrong = try await rows("SELECT id FROM orders WHERE NOT (\(script.holds))", of: database)
        #expect(wrong == [])
        #expect(try await rows("PRAGMA foreign_key_check", of: database) == [])
        await plain.drop()
        await database.drop()
    }

    private func populated(_ script: Script) async throws -> TestDatabase {
        let database = try await TestDatabase.sqlite()
        try await database.run(script.schema)
        try await database.run(script.data)
        return database
    }

    private func rows(_ sql: String, of database: TestDatabase) async throws -> [String] {
        try await database.rows(sql).map { row in row[0].text ?? "" }
    }

    /// What there is, whatever the text of a rebuilt table looks like.
    private func shape(of database: TestDatabase) async throws -> [String] {
        try await rows(
            """
            SELECT json_array(name, upper(type), "notnull", dflt_value, pk) FROM pragma_table_xinfo('orders')
            UNION ALL SELECT json_array("from", "table", "to", on_delete) FROM pragma_foreign_key_list('orders')
            UNION ALL SELECT json_array(type, name, tbl_name) FROM sqlite_master
             WHERE name NOT LIKE 'colonnade%' AND name NOT LIKE 'sqlite_%'
            ORDER BY 1
            """, of: database
        )
    }
}
