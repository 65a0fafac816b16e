/// Changes of columns that need two shapes side by side, and those of the catalog only.
extension Script {
    static let columns: [Script] = renames + types + courses + replacements + alterations

    private static let renames: [Script] = [
        Script(
            name: "rename column", migration: "ALTER TABLE orders RENAME COLUMN quantity TO amount",
            oldCode: [
                "INSERT INTO orders (quantity, price) VALUES (3, 1.50)",
                "UPDATE orders SET quantity = quantity + 1 WHERE id <= 3",
                "INSERT INTO orders (id, quantity, price) VALUES (4, 1, 1) ON CONFLICT (id) DO UPDATE SET quantity = 77",
            ],
            newCode: [
                "INSERT INTO orders (amount, price) VALUES (4, 2.50)",
                "UPDATE orders SET amount = amount * 2 WHERE id IN (5, 6)",
            ],
            newCodeInOldTerms: [
                "INSERT INTO orders (quantity, price) VALUES (4, 2.50)",
                "UPDATE orders SET quantity = quantity * 2 WHERE id IN (5, 6)",
            ],
            holds: "amount IS NOT NULL", movesColumns: true, versions: [15, 16, 18]
        ),
        Script(
            name: "rename a nullable column with everything that can hang on it",
            schema: orders + """
                GRANT SELECT (note), UPDATE (note) ON orders TO pg_monitor;
                CREATE INDEX orders_low ON orders (lower(note) text_pattern_ops DESC) INCLUDE (price) WHERE note <> '';
                CREATE UNIQUE INDEX orders_once ON orders (note, id);
                ALTER TABLE orders ADD CONSTRAINT orders_note_key UNIQUE (note) DEFERRABLE INITIALLY DEFERRED;
                ALTER TABLE orders ADD CHECK (note <> 'note'), ADD CHECK (length(note) < quantity * 100) NOT VALID;
                ALTER TABLE orders ALTER note SET DEFAULT 'none ' || gen_random_uuid(), ALTER note SET STATISTICS 500;
                ALTER TABLE orders ALTER note SET STORAGE EXTERNAL, ALTER note SET (n_distinct = -0.5);
                CREATE STATISTICS orders_stats (dependencies) ON note, price FROM orders;
                COMMENT ON COLUMN orders.note IS 'what the ''customer'' said';
                COMMENT ON INDEX orders_low IS 'for searching';
                COMMENT ON CONSTRAINT orders_note_key ON orders IS 'one note';
                """,
            migration: "ALTER TABLE orders RENAME COLUMN note TO remark",
            oldCode: [
                "INSERT INTO orders (quantity, price, note) VALUES (3, 1.50, 'old ' || gen_random_uuid())",
                "UPDATE orders SET note = NULL WHERE id = 10",
            ],
            newCode: [
                "INSERT INTO orders (quantity, price, remark) VALUES (3, 1.50, 'new ' || gen_random_uuid())",
                "UPDATE orders SET remark = NULL WHERE id = 15",
            ],
            holds: "remark IS DISTINCT FROM 'note'", isRepeatable: false, movesColumns: true, keepsFill: true
        ),
        Script(
            name: "rename a primary key that others refer to, an identity",
            schema: orders + """
                CREATE TABLE lines (id int PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE);
                CREATE TABLE notes (order_id bigint CONSTRAINT of_order REFERENCES orders (id) ON UPDATE CASCADE);
                """,
            data: someOrders + """
                INSERT INTO lines SELECT i, i FROM generate_series(1, 100) i;
                INSERT INTO notes SELECT i FROM generate_series(50, 100) i;
                """,
            migration: "ALTER TABLE orders RENAME COLUMN id TO order_id",
            oldCode: [
                "INSERT INTO orders (quantity, price) VALUES (3, 1.50)", "DELETE FROM lines WHERE id = 7",
                "DELETE FROM orders WHERE id = 8",
                "INSERT INTO lines SELECT 1000 + max(id), max(id) FROM orders",
            ],
            newCode: [
                "INSERT INTO orders (quantity, price) VALUES (4, 2.50)",
                "INSERT INTO lines SELECT 3000 + max(order_id), max(order_id) FROM orders",
                "UPDATE orders SET order_id = 100000 WHERE order_id = 60 AND NOT EXISTS (SELECT FROM lines WHERE lines.order_id = 60)",
            ],
            holds: "order_id IS NOT NULL", movesColumns: true, versions: [15, 16, 18]
        ),
        Script(
            name: "rename a foreign key column",
            migration: "ALTER TABLE orders RENAME COLUMN customer_id TO buyer_id",
            oldCode: [
                "INSERT INTO orders (customer_id, quantity, price) VALUES (2, 3, 1.50)",
                "UPDATE orders SET customer_id = 3 WHERE id = 4",
            ],
            newCode: ["INSERT INTO orders (buyer_id, quantity, price) VALUES (2, 3, 1.50)"],
            holds: "TRUE", movesColumns: true
        ),
        Script(
            name: "rename a serial column",
            schema: "CREATE TABLE orders (id serial PRIMARY KEY, quantity int, price numeric)",
            data: "INSERT INTO orders (quantity, price) SELECT i, i FROM generate_series(1, 300) i",
            migration: "ALTER TABLE orders RENAME id TO number",
            newCode: ["INSERT INTO orders (quantity, price) VALUES (4, 2.50)"],
            holds: "number IS NOT NULL", movesColumns: true
        ),
        Script(
            name: "rename a column that views read",
            schema: orders + """
                CREATE VIEW noted WITH (security_barrier) AS SELECT id, note, upper(o.note) AS loud FROM orders o WHERE note <> '';
                CREATE VIEW "both" AS SELECT c.region, o.* FROM orders o JOIN customers c ON c.id = o.customer_id;
                CREATE VIEW above AS SELECT loud FROM noted;
                CREATE VIEW mine AS SELECT id, note FROM orders WHERE id < 100 WITH LOCAL CHECK OPTION;
                ALTER VIEW mine ALTER COLUMN note SET DEFAULT 'of the view';
                GRANT SELECT ON noted, mine TO pg_monitor; GRANT UPDATE (note) ON mine TO pg_monitor;
                COMMENT ON VIEW noted IS 'those with notes'; COMMENT ON COLUMN noted.note IS 'what they said';
                """,
            migration: "ALTER TABLE orders RENAME COLUMN note TO remark",
            oldCode: [
                "UPDATE mine SET note = 'through the view' WHERE id = 7",
                "UPDATE orders SET note = 'old' WHERE id = 8",
            ],
            newCode: [
                "UPDATE orders SET remark = 'new' WHERE id = 9",
                "UPDATE mine SET note = 'new view' WHERE id = 6",
            ],
            newCodeInOldTerms: [
                "UPDATE orders SET note = 'new' WHERE id = 9",
                "UPDATE orders SET note = 'new view' WHERE id = 6",
            ],
            holds: "remark IS NOT DISTINCT FROM (SELECT note FROM \"both\" b WHERE b.id = orders.id)",
            movesColumns: true
        ),
        Script(
            name: "rename a json column with weird names", table: #""Order Items""#,
            schema:
                #"CREATE TABLE "Order Items" ("Id" int PRIMARY KEY, "se""lect" json NOT NULL DEFAULT '{}')"#,
            data: #"INSERT INTO "Order Items" SELECT i, '{"a": 1}' FROM generate_series(1, 50) i"#,
            migration: #"ALTER TABLE "Order Items" RENAME COLUMN "se""lect" TO "wh""ere""#,
            oldCode: [
                #"INSERT INTO "Order Items" ("Id", "se""lect") SELECT max("Id") + 1, '[]' FROM "Order Items""#
            ],
            newCode: [
                #"INSERT INTO "Order Items" ("Id", "wh""ere") SELECT max("Id") + 1, '[1]' FROM "Order Items""#,
                #"INSERT INTO "Order Items" ("Id") SELECT max("Id") + 1 FROM "Order Items""#,
            ],
            holds: #""wh""ere" IS NOT NULL"#, movesColumns: true
        ),
    ]

    private static let types: [Script] = [
        Script(
            name: "widen in place",
            schema: orders + """
                ALTER TABLE orders ADD code varchar(10) CHECK (code <> ''), ADD at timestamp(3);
                CREATE INDEX ON orders (code);
                """,
            migration: """
                ALTER TABLE orders ALTER COLUMN code TYPE varchar(40);
                ALTER TABLE orders ALTER COLUMN price TYPE numeric(14,2), ALTER at TYPE timestamp;
                """,
            isReversible: false
        ),
        Script(
            name: "varchar to text and back",
            schema: orders + "ALTER TABLE orders ADD code varchar CHECK (code <> '')",
            migration: "ALTER TABLE orders ALTER code TYPE text USING code::text"
        ),
        Script(
            name: "timestamps in UTC",
            schema: orders + "ALTER TABLE orders ADD at timestamp DEFAULT '2020-01-01'",
            migration: "ALTER TABLE orders ALTER at TYPE timestamptz USING at AT TIME ZONE 'UTC'"
        ),
        Script(
            name: "int to bigint, not null, checked, indexed, with a default",
            schema: orders + """
                ALTER TABLE orders ALTER quantity SET DEFAULT 1, ADD CHECK (quantity > 0);
                CREATE INDEX ON orders (quantity, price) WHERE quantity > 2;
                """,
            migration: "ALTER TABLE orders ALTER COLUMN quantity TYPE bigint",
            newCode: [
                "INSERT INTO orders (quantity, price) VALUES (40, 2.50)",
                "UPDATE orders SET quantity = 12345 WHERE id = 9", "INSERT INTO orders (price) VALUES (9)",
            ],
            newCodeInOldTerms: [
                "INSERT INTO orders (quantity, price) VALUES (40, 2.50)",
                "UPDATE orders SET quantity = 12345 WHERE id = 9", "INSERT INTO orders (price) VALUES (9)",
            ],
            holds: "quantity > 0", movesColumns: true
        ),
        Script(
            name: "text to a number with a reverse",
            schema: orders + "ALTER TABLE orders ADD code text",
            data: someOrders + "UPDATE orders SET code = 'C-' || id WHERE id % 3 > 0",
            migration: """
                -- colonnade:reverse orders.code = 'C-' || code
                ALTER TABLE orders ALTER COLUMN code TYPE int USING substr(code, 3)::int;
                """,
            oldCode: ["UPDATE orders SET price = price + 1 WHERE id <= 3"],
            newCode: ["UPDATE orders SET code = 77 WHERE id IN (9, 10)"],
            newCodeInOldTerms: ["UPDATE orders SET code = 'C-77' WHERE id IN (9, 10)"],
            holds: "code IS NULL OR code IN (id, 77)", movesColumns: true
        ),
        Script(
            name: "text to jsonb",
            schema: orders
                + "ALTER TABLE orders ADD doc text; UPDATE orders SET doc = '{}'; ALTER TABLE orders ALTER doc SET NOT NULL",
            data: someOrders.replacing("price, note)", with: "price, note, doc)").replacing(
                "END\n", with: "END, '{}'\n"),
            migration: "ALTER TABLE orders ALTER doc TYPE jsonb USING doc::jsonb",
            oldCode: ["INSERT INTO orders (quantity, price, doc) VALUES (3, 1.50, '[]')"],
            newCode: [#"UPDATE orders SET doc = '{"a": 1}' WHERE id = 9"#],
            holds: "doc IS NOT NULL", movesColumns: true
        ),
        Script(
            name: "an identity primary key to bigint, with the keys that refer to it",
            schema: """
                CREATE TABLE orders (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, quantity int, price numeric);
                CREATE TABLE lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders ON DELETE CASCADE);
                CREATE INDEX ON lines (order_id);
                """,
            data: """
                INSERT INTO orders (quantity, price) SELECT i, i FROM generate_series(1, 300) i;
                INSERT INTO lines SELECT i, i FROM generate_series(1, 100) i;
                """,
            migration: """
                ALTER TABLE orders ALTER COLUMN id TYPE bigint;
                ALTER TABLE lines ALTER COLUMN order_id TYPE bigint;
                """,
            oldCode: [
                "INSERT INTO orders (quantity, price) VALUES (3, 1.50)", "DELETE FROM orders WHERE id = 8",
                "INSERT INTO lines SELECT 1000 + max(id), max(id) FROM orders WHERE id < 100000",
            ],
            newCode: [
                "INSERT INTO orders (id, quantity, price) VALUES (5000000000, 4, 2.50)",
                "INSERT INTO lines (id, order_id) VALUES (5000, 5000000000)",
            ],
            holds: "pg_typeof(id) = 'bigint'::regtype", movesColumns: true, versions: [15, 16, 18]
        ),
        Script(
            name: "a serial primary key to bigint that refers to itself",
            schema: """
                CREATE TABLE orders (id serial PRIMARY KEY, parent_id int REFERENCES orders, quantity int, price numeric);
                """,
            data:
                "INSERT INTO orders (parent_id, quantity, price) SELECT nullif(i / 2, 0), i, i FROM generate_series(1, 300) i",
            migration: "ALTER TABLE orders ALTER COLUMN parent_id TYPE bigint, ALTER COLUMN id TYPE bigint",
            newCode: [
                "INSERT INTO orders (parent_id, quantity, price) VALUES (1, 4, 2.50)"
            ],
            holds: "pg_typeof(id) = 'bigint'::regtype", plainEnd: "ALTER SEQUENCE orders_id_seq AS bigint",
            movesColumns: true
        ),
        Script(
            name: "collation", schema: orders + "UPDATE orders SET note = 'x' WHERE note IS NULL",
            migration: #"ALTER TABLE orders ALTER note TYPE text COLLATE "C""#,
            oldCode: ["UPDATE orders SET note = 'y' WHERE id = 3"], holds: "TRUE", movesColumns: true
        ),
    ]

    /// Several changes of one column, which are one.
    private static let courses: [Script] = [
        Script(
            name: "rename, default and not null in one",
            data: someOrders + "UPDATE orders SET note = 'nothing' WHERE note IS NULL",
            migration: """
                ALTER TABLE orders RENAME COLUMN note TO remark;
                ALTER TABLE orders ALTER COLUMN remark SET DEFAULT 'none', ALTER COLUMN remark SET NOT NULL;
                """,
            oldCode: ["INSERT INTO orders (quantity, price, note) VALUES (3, 1.50, 'old')"],
            newCode: [
                "INSERT INTO orders (quantity, price, remark) VALUES (3, 1.50, 'new')",
                "INSERT INTO orders (quantity, price) VALUES (4, 1.50)",
            ],
            holds: "remark <> ''", movesColumns: true
        ),
        Script(
            name: "rename and type in one",
            schema: orders + "ALTER TABLE orders ALTER quantity SET DEFAULT 1, ADD CHECK (quantity > 0);",
            migration: """
                ALTER TABLE orders RENAME COLUMN quantity TO amount;
                ALTER TABLE orders ALTER COLUMN amount TYPE numeric(12,2) USING amount::numeric;
                ALTER TABLE orders ALTER COLUMN amount SET DEFAULT 2.5;
                """,
            oldCode: [
                "INSERT INTO orders (quantity, price) VALUES (3, 1.50)",
                "INSERT INTO orders (price) VALUES (3)",
            ],
            newCode: [
                "INSERT INTO orders (amount, price) VALUES (7, 1.50)",
                "UPDATE orders SET amount = 9 WHERE id = 9",
            ],
            newCodeInOldTerms: [
                "INSERT INTO orders (quantity, price) VALUES (7, 1.50)",
                "UPDATE orders SET quantity = 9 WHERE id = 9",
            ],
            holds: "amount > 0", movesColumns: true
        ),
        Script(
            name: "a type with another default, which may be NULL from now on",
            schema: orders + "ALTER TABLE orders ADD doc text NOT NULL DEFAULT '{}';",
            migration: """
                ALTER TABLE orders ALTER COLUMN doc DROP DEFAULT, ALTER COLUMN doc TYPE jsonb USING doc::jsonb,
                  ALTER COLUMN doc SET DEFAULT '[]'::jsonb, ALTER COLUMN doc DROP NOT NULL;
                """,
            oldCode: ["UPDATE orders SET doc = '[1]' WHERE id = 3"],
            newCode: [
                "INSERT INTO orders (quantity, price, doc) VALUES (3, 1.50, '{\"a\": 1}')",
                "INSERT INTO orders (quantity, price) VALUES (3, 1.50)",
            ],
            holds: "doc IS NOT NULL", movesColumns: true
        ),
        Script(
            name: "a type that is NOT NULL from now on",
            data: someOrders + "UPDATE orders SET note = '5' || id",
            migration: """
                ALTER TABLE orders ALTER COLUMN note TYPE bigint USING note::bigint;
                ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
                """,
            oldCode: ["INSERT INTO orders (quantity, price, note) VALUES (3, 1.50, '17')"],
            newCode: ["INSERT INTO orders (quantity, price, note) VALUES (3, 1.50, 18)"],
            newCodeInOldTerms: ["INSERT INTO orders (quantity, price, note) VALUES (3, 1.50, '18')"],
            holds: "note > 0", movesColumns: true
        ),
    ]

    private static let people = """
        CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL DEFAULT 'nobody at all');
        CREATE INDEX ON people (name);
        """
    private static let someone =
        "INSERT INTO people SELECT i, 'first' || i || '  last' || i FROM generate_series(1, 300) i"

    private static let replacements: [Script] = [
        Script(
            name: "split a column into two", table: "people", schema: people, data: someone,
            migration: """
                ALTER TABLE people ADD COLUMN first text NOT NULL, ADD COLUMN last text;
                UPDATE people SET first = split_part(name, ' ', 1), last = ltrim(substr(name, strpos(name, ' ')));
                -- colonnade:reverse people.name = concat_ws(' ', first, last)
                ALTER TABLE people DROP COLUMN name;
                """,
            oldCode: [
                "INSERT INTO people SELECT max(id) + 1, 'old code' FROM people",
                "UPDATE people SET name = 'changed by old' WHERE id = 3",
                "UPDATE people SET id = id WHERE id = 4",
            ],
            newCode: [
                "INSERT INTO people (id, first, last) SELECT max(id) + 1, 'new', 'code' FROM people",
                "UPDATE people SET last = 'code' WHERE id = 5",
                "UPDATE people SET first = 'only', last = NULL WHERE id = 6",
                "UPDATE people SET id = id WHERE id = 6",
            ],
            newCodeInOldTerms: [
                "INSERT INTO people (id, name) SELECT max(id) + 1, 'new code' FROM people",
                "UPDATE people SET name = 'first5 code' WHERE id = 5",
                "UPDATE people SET name = 'only' WHERE id = 6",
            ],
            holds: "CASE id WHEN 3 THEN last = 'by old' WHEN 6 THEN last IS NULL ELSE last IS NOT NULL END"
        ),
        Script(
            name: "merge two columns into one", table: "people",
            schema: "CREATE TABLE people (id int PRIMARY KEY, first text NOT NULL, last text NOT NULL)",
            data: "INSERT INTO people SELECT i, 'first' || i, 'last' || i FROM generate_series(1, 300) i",
            migration: """
                -- colonnade:reverse people.first = split_part(name, ' ', 1)
                -- colonnade:reverse people.last = split_part(name, ' ', 2)
                ALTER TABLE people ADD COLUMN name text NOT NULL UNIQUE;
                UPDATE people SET name = first || ' ' || last;
                ALTER TABLE people DROP COLUMN first, DROP COLUMN last;
                """,
            oldCode: [
                "INSERT INTO people SELECT max(id) + 1, 'old' || max(id), 'code' FROM people",
                "UPDATE people SET last = 'changed' WHERE id = 3",
            ],
            newCode: [
                "INSERT INTO people (id, name) SELECT max(id) + 1, 'new code' FROM people",
                "UPDATE people SET name = 'any body' WHERE id = 5",
            ],
            newCodeInOldTerms: [
                "INSERT INTO people SELECT max(id) + 1, 'new', 'code' FROM people",
                "UPDATE people SET first = 'any', last = 'body' WHERE id = 5",
            ],
            holds: "name LIKE '% %'", versions: [15, 16, 18]
        ),
    ]

    private static let alterations: [Script] = [
        Script(
            name: "statistics, storage, compression",
            migration: """
                ALTER TABLE orders ALTER COLUMN note SET STATISTICS 300, ALTER note SET STORAGE EXTERNAL;
                ALTER TABLE orders ALTER note SET COMPRESSION pglz, ALTER COLUMN price SET STATISTICS 0;
                """
        ),
        Script(
            name: "add identity",
            schema: "CREATE TABLE orders (id int PRIMARY KEY, quantity int, price numeric)",
            data: "INSERT INTO orders SELECT i, i, i FROM generate_series(1, 300) i",
            migration:
                "ALTER TABLE orders ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (START WITH 1000)",
            oldCode: ["INSERT INTO orders (id, quantity) SELECT max(id) + 1, 5 FROM orders WHERE id < 1000"]
        ),
        Script(
            name: "set identity", migration: "ALTER TABLE orders ALTER COLUMN id SET GENERATED ALWAYS"
        ),
        Script(
            name: "drop identity", migration: "ALTER TABLE orders ALTER COLUMN id DROP IDENTITY",
            isReversible: false),
        Script(
            name: "drop expression",
            schema: orders
                + "ALTER TABLE orders ADD total numeric GENERATED ALWAYS AS (price * quantity) STORED;",
            migration: "ALTER TABLE orders ALTER COLUMN total DROP EXPRESSION", isReversible: false
        ),
    ]
}
