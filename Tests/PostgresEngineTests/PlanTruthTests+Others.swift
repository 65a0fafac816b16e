/// Constraints, whole tables, other objects and rows, for the same test.
extension PlanTruthTests {
    static let otherMigrations = [
        "ALTER TABLE orders ADD CHECK (quantity > 0)",
        "ALTER TABLE parts ADD CHECK (id > 0)",
        "ALTER TABLE orders ADD CHECK (quantity > 0) NO INHERIT",
        "ALTER TABLE orders VALIDATE CONSTRAINT late; ALTER TABLE orders VALIDATE CONSTRAINT late_customer",
        "ALTER TABLE orders DROP CONSTRAINT known; ALTER TABLE orders ADD CONSTRAINT known CHECK (quantity > -1)",
        "ALTER TABLE orders ADD FOREIGN KEY (customer_id, note) REFERENCES customers (id, region) DEFERRABLE",
        "ALTER TABLE orders ADD FOREIGN KEY (quantity) REFERENCES orders (id)",
        "ALTER TABLE orders ADD CONSTRAINT p FOREIGN KEY (quantity) REFERENCES keyed (id)",
        """
        ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;
        ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE
        """,
        "ALTER TABLE orders ADD UNIQUE (quantity)",
        "ALTER TABLE keyless ADD PRIMARY KEY (quantity)",
        "ALTER TABLE keyless ADD CONSTRAINT k PRIMARY KEY USING INDEX keyless_i",
        "ALTER TABLE orders DROP CONSTRAINT known, DROP CONSTRAINT once, DROP CONSTRAINT orders_customer_id_fkey",
        "ALTER TABLE orders RENAME CONSTRAINT known TO k; ALTER TABLE orders RENAME CONSTRAINT once TO o",
        "ALTER TABLE orders ALTER CONSTRAINT orders_customer_id_fkey DEFERRABLE",
        "ALTER TABLE parts ALTER COLUMN id SET NOT NULL",
        "DROP TABLE lines, pages", "DROP TABLE keyed", "ALTER TABLE orders RENAME TO purchases",
        "ALTER TABLE orders SET SCHEMA shop", "ALTER TABLE keyed RENAME TO locked",
        "ALTER TABLE orders OWNER TO pg_monitor",
        "ALTER TABLE orders SET (fillfactor = 70)", "ALTER TABLE orders RESET (user_catalog_table)",
        "CREATE POLICY p ON orders USING (true); ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
        "DROP POLICY old ON orders; ALTER TABLE orders FORCE ROW LEVEL SECURITY",
        "ALTER TABLE orders DISABLE TRIGGER touch", "ALTER TABLE parts DISABLE TRIGGER touch",
        "CREATE VIEW x AS SELECT * FROM orders",
        "CREATE OR REPLACE VIEW v AS SELECT id, note, quantity FROM orders",
        "DROP VIEW v; CREATE VIEW v AS SELECT note FROM orders", "DROP VIEW v",
        "CREATE MATERIALIZED VIEW x AS SELECT * FROM orders", "REFRESH MATERIALIZED VIEW m",
        "DROP MATERIALIZED VIEW m",
        "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION unused",
        "CREATE TRIGGER t BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE TRIGGER t BEFORE UPDATE ON parts FOR EACH ROW EXECUTE FUNCTION touch()",
        "DROP TRIGGER touch ON orders; DROP TRIGGER touch ON parts",
        "DROP TRIGGER touch ON orders; CREATE TRIGGER touch BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE TYPE t AS ENUM ('a'); CREATE DOMAIN d AS int; DROP TYPE bare",
        "ALTER TYPE mood ADD VALUE 'so so'",
        "ALTER DOMAIN email ADD CHECK (VALUE LIKE '%@%')",
        "CREATE SEQUENCE s; ALTER SEQUENCE numbers INCREMENT 2; DROP SEQUENCE numbers; CREATE SCHEMA s",
        "CREATE PUBLICATION p FOR TABLE orders",
        "GRANT SELECT ON orders TO PUBLIC; REVOKE SELECT ON v FROM PUBLIC",
        "COMMENT ON TABLE orders IS 'x'; COMMENT ON COLUMN orders.id IS 'y'; COMMENT ON VIEW v IS 'z'",
        "COMMENT ON TABLE parts IS 'x'; COMMENT ON INDEX orders_note_idx IS 'z'",
        "INSERT INTO customers VALUES (0, 'r'), (-1, 's')",
        "UPDATE orders SET note = 'x' WHERE quantity = 4",
        "UPDATE orders o SET note = c.region FROM customers c WHERE c.id = o.quantity",
        "DELETE FROM customers WHERE id > 100", "DELETE FROM parts WHERE id > 100",
    ]

    static let otherSetup = """
        ALTER TABLE customers ADD UNIQUE (id, region);
        UPDATE orders SET note = 'r' || customer_id;
        ALTER TABLE orders ADD CONSTRAINT late CHECK (quantity > 0) NOT VALID, ADD CONSTRAINT known CHECK (quantity > 0),
          ADD CONSTRAINT once UNIQUE (id, quantity),
          ADD CONSTRAINT late_customer FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
        CREATE UNIQUE INDEX keyless_i ON keyless (quantity);
        CREATE TABLE keyed (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE keyed_1 PARTITION OF keyed FOR VALUES FROM (0) TO (9000);
        INSERT INTO keyed SELECT i FROM generate_series(0, 8999) i;
        CREATE TABLE pages (id int PRIMARY KEY, customer bigint REFERENCES customers);
        CREATE TABLE lines (id int PRIMARY KEY, page int REFERENCES pages);
        CREATE SCHEMA shop; CREATE VIEW v AS SELECT id, note FROM orders;
        CREATE MATERIALIZED VIEW m AS SELECT id FROM orders; CREATE UNIQUE INDEX ON m (id);
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
        CREATE FUNCTION unused() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE TRIGGER touch BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE TRIGGER touch BEFORE INSERT ON parts FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE POLICY old ON orders USING (true);
        CREATE TYPE mood AS ENUM ('good'); CREATE TYPE bare AS (a int); CREATE DOMAIN email AS text;
        CREATE TABLE people (id int, mail email); INSERT INTO people VALUES (1, 'a@b');
        CREATE SEQUENCE numbers; GRANT SELECT ON v TO PUBLIC;
        """
}
