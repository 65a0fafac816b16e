/// The other kinds of change.
extension Script {
    static let others: [Script] = [
        Script(
            name: "set not null",
            data: someOrders + "UPDATE orders SET note = '' WHERE note IS NULL",
            migration: "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
            oldCode: ["INSERT INTO orders (quantity, price, note) VALUES (3, 1.50, 'x')"]
        ),
        Script(
            name: "set not null with a fill",
            migration: """
                UPDATE orders SET note = 'none' WHERE note IS NULL;
                ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
                """,
            holds: "note IS NOT NULL", keepsFill: true
        ),
        Script(
            name: "drop column", migration: "ALTER TABLE orders DROP COLUMN price",
            oldCode: ["INSERT INTO orders (quantity, price) VALUES (3, 1.50)"],
            newCode: ["INSERT INTO orders (quantity) VALUES (4)"]
        ),
        Script(
            name: "drop an index beside a change of type of its column",
            schema: orders
                + "CREATE INDEX orders_many ON orders (quantity, id); CREATE INDEX ON orders (quantity)",
            migration: """
                ALTER TABLE orders ALTER COLUMN quantity TYPE bigint;
                DROP INDEX orders_many;
                """,
            newCode: ["INSERT INTO orders (quantity, price) VALUES (40, 2.50)"],
            newCodeInOldTerms: ["INSERT INTO orders (quantity, price) VALUES (40, 2.50)"], movesColumns: true
        ),
        Script(
            name: "a type in place after a fill that reads the column",
            schema: orders + "ALTER TABLE orders ADD code varchar NOT NULL DEFAULT 'x' CHECK (code <> '')",
            migration: """
                ALTER TABLE orders ADD COLUMN tag text NOT NULL;
                UPDATE orders SET tag = upper(code);
                ALTER TABLE orders ALTER COLUMN code TYPE text;
                """,
            oldCode: [
                "INSERT INTO orders (quantity, price, code) VALUES (3, 1.50, 'abc')",
                "UPDATE orders SET code = 'changed' WHERE id = 3",
            ],
            holds: "tag = upper(code)"
        ),
        Script(
            name: "replace an enum",
            schema: "CREATE TYPE mood AS ENUM ('good', 'bad');" + orders
                + "ALTER TABLE orders ADD mood mood NOT NULL DEFAULT 'good'; CREATE INDEX ON orders (mood);",
            data: someOrders + "UPDATE orders SET mood = 'bad' WHERE id % 3 = 0",
            migration: """
                CREATE TYPE feeling AS ENUM ('bad', 'so so', 'good');
                ALTER TABLE orders ALTER mood DROP DEFAULT, ALTER mood TYPE feeling USING mood::text::feeling,
                  ALTER mood SET DEFAULT 'so so';
                """,
            plainOnRows: """
                CREATE TYPE feeling AS ENUM ('bad', 'so so', 'good');
                ALTER TABLE orders ALTER mood DROP DEFAULT, ALTER mood TYPE feeling USING mood::text::feeling,
                  ALTER mood SET DEFAULT 'so so';
                """,
            oldCode: ["INSERT INTO orders (quantity, price, mood) VALUES (3, 1.50, 'bad')"],
            newCode: ["UPDATE orders SET mood = 'bad' WHERE id = 7"],
            newCodeInOldTerms: ["UPDATE orders SET mood = 'bad' WHERE id = 7"],
            holds:
                "pg_typeof(mood) = 'feeling'::regtype AND (id > 500 OR (mood = 'bad') = (id % 3 = 0 OR id = 7))",
            movesColumns: true
        ),
        Script(
            name: "drop column that is indexed",
            schema: orders + "CREATE INDEX ON orders (price, id); ALTER TABLE orders ADD CHECK (price >= 0);",
            migration: "ALTER TABLE orders DROP COLUMN price",
            oldCode: ["INSERT INTO orders (quantity, price) VALUES (3, 1.50)"],
            newCode: ["INSERT INTO orders (quantity) VALUES (4)"]
        ),
        Script(
            name: "set default", migration: "ALTER TABLE orders ALTER COLUMN note SET DEFAULT 'none'"
        ),
        Script(
            name: "drop default", schema: orders + "ALTER TABLE orders ALTER COLUMN note SET DEFAULT 'x'",
            migration: "ALTER TABLE orders ALTER COLUMN note DROP DEFAULT"
        ),
        Script(
            name: "drop not null", migration: "ALTER TABLE orders ALTER COLUMN price DROP NOT NULL",
            oldCode: ["INSERT INTO orders (quantity, price) VALUES (3, 1.50)"]
        ),
        Script(
            name: "create index",
            migration: "CREATE INDEX ON orders (customer_id, lower(note)) WHERE quantity > 1"
        ),
        Script(
            name: "create unique index", migration: "CREATE UNIQUE INDEX orders_once ON orders (id, quantity)"
        ),
        Script(name: "drop index", migration: "DROP INDEX orders_note_idx"),
        Script(
            name: "create table",
            migration: """
                CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders);
                CREATE INDEX ON refunds (order_id);
                ALTER TABLE refunds ADD COLUMN amount numeric NOT NULL CHECK (amount > 0), ADD reason text;
                """
        ),
        Script(
            name: "run as is",
            migration: """
                -- colonnade:run-as-is a comment harms nobody
                COMMENT ON TABLE orders IS 'what people bought';
                """,
            isReversible: false
        ),
    ]
}
