import ColonnadeTestSupport

/// Tables as a whole.
extension Script {
    private static let bob = """
        DO $$ BEGIN CREATE ROLE bob; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        DO $$ BEGIN CREATE ROLE carol; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        """
    private static let granted =
        bob + """
            GRANT SELECT, INSERT ON orders TO bob WITH GRANT OPTION; GRANT UPDATE (note) ON orders TO PUBLIC;
            CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
            CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
            """
    private static let upsert =
        "INSERT INTO orders (id, quantity, price) VALUES (1, 2, 2) ON CONFLICT (id) DO UPDATE SET price = 2"

    static let wholeTables: [Script] = [
        Script(
            name: "rename table", table: "purchases", schema: orders + granted,
            migration: "ALTER TABLE orders RENAME TO purchases",
            plainOnRows: "ALTER TABLE orders RENAME TO purchases",
            oldCode: [
                "INSERT INTO orders (quantity, price) VALUES (3, 1.50)", upsert,
                "DELETE FROM orders WHERE id = 9",
                "UPDATE orders SET price = price + 1 WHERE id <= 3 RETURNING id",
                "SELECT * FROM orders FOR UPDATE",
            ],
            newCode: ["INSERT INTO purchases (quantity, price) VALUES (4, 1)"], versions: TestServers.thorough
        ),
        Script(
            name: "set schema", table: "shop.orders", schema: orders + granted + "CREATE SCHEMA shop;",
            migration: "ALTER TABLE orders SET SCHEMA shop",
            plainOnRows: "ALTER TABLE orders SET SCHEMA shop",
            newCode: ["INSERT INTO shop.orders (quantity, price) VALUES (4, 1)"],
            versions: TestServers.thorough
        ),
        Script(
            name: "drop table", table: "customers",
            schema: orders + """
                CREATE TABLE a (id int PRIMARY KEY, other bigint REFERENCES customers, b int);
                CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
                ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b; CREATE VIEW v AS SELECT * FROM a;
                """,
            migration: "DROP VIEW v; DROP TABLE a, b", plainOnRows: "",
            oldCode: ["INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING"], versions: TestServers.thorough
        ),
        Script(
            name: "alter table in the catalog",
            schema: orders + granted
                + "ALTER TABLE orders SET (fillfactor = 80, autovacuum_enabled = false);",
            migration: """
                ALTER TABLE orders OWNER TO carol, SET (fillfactor = 70, autovacuum_vacuum_threshold = 100);
                ALTER TABLE orders RESET (autovacuum_enabled), DISABLE TRIGGER touch;
                """, plainOnRows: "", versions: TestServers.thorough
        ),
        Script(
            name: "row-level security", schema: orders + bob + "GRANT SELECT ON orders TO bob;",
            migration: """
                ALTER TABLE orders ENABLE ROW LEVEL SECURITY; ALTER TABLE orders FORCE ROW LEVEL SECURITY;
                CREATE POLICY own ON orders FOR SELECT TO bob USING (quantity > 1);
                """, plainOnRows: "", versions: TestServers.thorough
        ),
    ]
}
