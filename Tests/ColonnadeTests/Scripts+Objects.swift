import ColonnadeTestSupport

/// What is no table.
extension Script {
    private static let objects = """
        DO $$ BEGIN CREATE ROLE bob; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        CREATE VIEW cheap AS SELECT id, price FROM orders WHERE price < 5;
        CREATE MATERIALIZED VIEW sums AS SELECT customer_id, sum(price) AS total FROM orders GROUP BY 1;
        CREATE UNIQUE INDEX ON sums (customer_id);
        CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
        CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE TYPE mood AS ENUM ('good', 'bad');
        CREATE DOMAIN email AS text;
        CREATE TABLE people (id int PRIMARY KEY, mail email, mood mood, name text);
        CREATE SEQUENCE numbers INCREMENT 5;
        COMMENT ON TABLE orders IS 'old'; COMMENT ON COLUMN orders.note IS 'old note';
        """

    private static func object(
        _ name: String, _ migration: String, schema: String = "", oldCode: [String] = [],
        newCode: [String] = [],
        endsAsPlain: Bool = true, isReversible: Bool = true
    ) -> Script {
        var script = Script(name: name, schema: orders + objects + schema, migration: migration)
        script.data =
            someOrders + """
                INSERT INTO people SELECT i, 'p' || i || '@example.org', 'good', 'p' || i FROM generate_series(1, 50) i;
                ANALYZE people;
                """
        script.oldCode += oldCode
        script.newCode = newCode
        script.plainOnRows = ""
        script.endsAsPlain = endsAsPlain
        script.isReversible = isReversible
        script.versions = TestServers.thorough
        return script
    }

    static let otherObjects: [Script] = [
        object("create view", "CREATE VIEW dear AS SELECT * FROM orders WHERE price > 5"),
        object(
            "replace view",
            """
            ALTER TABLE orders ADD COLUMN total numeric; UPDATE orders SET total = price * quantity;
            CREATE OR REPLACE VIEW cheap AS SELECT id, price, total FROM orders WHERE price < 6;
            """, schema: "GRANT SELECT ON cheap TO bob; DROP TRIGGER touch ON orders;",
            oldCode: ["SELECT id, price FROM cheap"]),
        object(
            "drop and create view",
            """
            DROP VIEW cheap; CREATE VIEW cheap AS SELECT price, id FROM orders WHERE price < 6;
            """, schema: "GRANT SELECT ON cheap TO bob;", oldCode: ["SELECT id, price FROM cheap"],
            endsAsPlain: false),
        object("drop view", "DROP VIEW cheap", oldCode: ["SELECT id, price FROM cheap"]),
        object(
            "create materialized view",
            "CREATE MATERIALIZED VIEW counts AS SELECT note, count(*) FROM orders GROUP BY 1"),
        object("index of a materialized view", "CREATE UNIQUE INDEX ON sums (total, customer_id)"),
        object("refresh materialized view", "REFRESH MATERIALIZED VIEW sums"),
        object(
            "functions",
            """
            CREATE OR REPLACE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n + n';
            CREATE FUNCTION thrice(n int, words text[] DEFAULT '{}') RETURNS int LANGUAGE sql AS 'SELECT n * 3';
            CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
            """, oldCode: ["SELECT twice(2)"]),
        object(
            "drop and create function",
            """
            DROP FUNCTION twice(int);
            CREATE FUNCTION twice(n int) RETURNS bigint LANGUAGE sql AS 'SELECT n::bigint * 2';
            """, oldCode: ["SELECT twice(2)"]),
        object("drop function", "DROP FUNCTION twice", oldCode: ["SELECT twice(2)"]),
        object(
            "create trigger",
            """
            CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.note = upper(new.note); RETURN new; END $$;
            CREATE TRIGGER shout BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION shout();
            """),
        object(
            "replace trigger",
            """
            DROP TRIGGER touch ON orders;
            CREATE TRIGGER touch BEFORE UPDATE OF price ON orders FOR EACH ROW EXECUTE FUNCTION touch();
            """, schema: "ALTER TABLE orders ENABLE ALWAYS TRIGGER touch;", endsAsPlain: true),
        object("drop trigger with its function", "DROP TRIGGER touch ON orders; DROP FUNCTION touch()"),
        object(
            "types",
            """
            CREATE TYPE size AS ENUM ('s', 'm'); CREATE TYPE pair AS (a int, b int); CREATE DOMAIN zip AS text CHECK (VALUE <> '');
            ALTER TABLE people ADD COLUMN size size;
            """),
        object(
            "add enum value",
            """
            ALTER TYPE mood ADD VALUE 'so so' AFTER 'good'; ALTER TYPE mood ADD VALUE IF NOT EXISTS 'bad';
            """, newCode: ["UPDATE people SET mood = 'so so' WHERE id = 1"], isReversible: false),
        object(
            "domain constraint",
            """
            ALTER DOMAIN email ADD CONSTRAINT mailable CHECK (VALUE LIKE '%@%');
            ALTER DOMAIN email ADD CHECK (VALUE <> '') NOT VALID;
            """,
            oldCode: ["DELETE FROM people WHERE id = 9", "INSERT INTO people (id, mail) VALUES (9, 'a@b')"]),
        object(
            "drop type and domain", "DROP TYPE mood; DROP DOMAIN email;",
            schema: "ALTER TABLE people DROP COLUMN mood, ALTER COLUMN mail TYPE text;",
            isReversible: true
        ).with(data: someOrders),
        object(
            "policies",
            """
            CREATE POLICY own ON orders USING (quantity > 0); ALTER POLICY old ON orders TO PUBLIC USING (price > 1);
            """, schema: "CREATE POLICY old ON orders FOR SELECT TO bob USING (price > 0);"),
        object(
            "sequences and schemas",
            """
            CREATE SEQUENCE counter; ALTER SEQUENCE numbers INCREMENT 7 MAXVALUE 1000; CREATE SCHEMA IF NOT EXISTS shop;
            CREATE EXTENSION IF NOT EXISTS plpgsql; CREATE PUBLICATION news FOR TABLE orders, customers;
            """),
        object("drop sequence", "DROP SEQUENCE numbers", oldCode: ["SELECT nextval('numbers')"]),
        object(
            "comments",
            """
            COMMENT ON TABLE orders IS 'new'; COMMENT ON COLUMN orders.note IS NULL; COMMENT ON COLUMN orders.price IS 'it''s';
            COMMENT ON VIEW cheap IS 'cheap ones';
            """),
        object(
            "grant and revoke",
            """
            GRANT SELECT, INSERT ON orders, customers TO bob WITH GRANT OPTION; GRANT USAGE ON SCHEMA public TO bob;
            REVOKE SELECT ON cheap FROM bob;
            """, schema: "GRANT SELECT ON cheap TO bob;"),
    ]

    private func with(data: String) -> Script {
        var script = self
        script.data = data
        return script
    }
}
