import ColonnadeTestSupport

/// Columns of partitioned tables that another column takes the place of, and keys of such tables.
extension Script {
    /// Two levels, a default partition, one that was attached with its columns in another order, and partitions with
    /// indexes, checks, defaults and settings of their own.
    private static let tree = """
        CREATE TABLE customers (id int PRIMARY KEY);
        CREATE TABLE orders (id serial, at int NOT NULL DEFAULT 1, customer_id int, quantity int NOT NULL DEFAULT 1,
          price numeric(10,2), note text DEFAULT 'none', CONSTRAINT orders_positive CHECK (quantity > 0),
          PRIMARY KEY (id, at), UNIQUE (at, note, id) DEFERRABLE INITIALLY DEFERRED) PARTITION BY RANGE (at);
        CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (100);
        CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (100) TO (300) PARTITION BY RANGE (at);
        CREATE TABLE orders_2a PARTITION OF orders_2 FOR VALUES FROM (100) TO (200);
        CREATE TABLE orders_2b PARTITION OF orders_2 FOR VALUES FROM (200) TO (300);
        CREATE TABLE orders_3 (note text, gone text, price numeric(10,2), at int CONSTRAINT orders_at_not_null NOT NULL,
          id int CONSTRAINT orders_id_not_null NOT NULL, customer_id int,
          quantity int CONSTRAINT orders_quantity_not_null NOT NULL, CONSTRAINT orders_positive CHECK (quantity > 0));
        ALTER TABLE orders_3 DROP COLUMN gone;
        ALTER TABLE orders ATTACH PARTITION orders_3 FOR VALUES FROM (300) TO (400);
        CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
        CREATE INDEX ON orders (note, quantity) WHERE quantity > 2;
        CREATE UNIQUE INDEX orders_2_once ON orders_2 (quantity, at, id);
        CREATE INDEX orders_1_own ON orders_1 (lower(note), quantity);
        ALTER TABLE orders_1 ADD CONSTRAINT orders_1_few CHECK (quantity < 100000 AND note <> 'never');
        ALTER TABLE orders_2 ALTER note SET DEFAULT 'of two', ALTER quantity SET DEFAULT 2;
        ALTER TABLE orders_2b ALTER note DROP DEFAULT, ALTER note SET STATISTICS 77, ALTER note SET NOT NULL;
        ALTER TABLE orders ALTER quantity SET (n_distinct = 5);
        ALTER TABLE orders_3 ALTER quantity SET STATISTICS 90; ALTER TABLE orders_1 ALTER note SET STORAGE EXTERNAL;
        CREATE STATISTICS orders_1_stats (dependencies) ON price, note FROM orders_1;
        COMMENT ON COLUMN orders.note IS 'said'; COMMENT ON COLUMN orders_1.note IS 'said first';
        COMMENT ON INDEX orders_1_own IS 'for searching';
        GRANT SELECT (note) ON orders TO pg_monitor; GRANT UPDATE (note) ON orders_2a TO pg_monitor;
        """

    private static let rows = """
        INSERT INTO customers SELECT i FROM generate_series(1, 10) i;
        INSERT INTO orders (at, customer_id, quantity, price, note)
          SELECT i % 450, i % 10 + 1, i % 7 + 1, i / 4.0,
                 CASE WHEN i % 5 = 0 OR i % 450 BETWEEN 100 AND 299 THEN 'note ' || i END
            FROM generate_series(1, 2000) i;
        """

    private static func column(
        _ name: String, _ migration: String, schema: String = "", old: [String], new: [String],
        newInOldTerms: [String], holds: String, plainEnd: String = "", versions: [Int] = TestServers.thorough
    ) -> Script {
        Script(
            name: "\(name) of a partitioned table", schema: tree + schema, data: rows, migration: migration,
            oldCode: old, newCode: new, newCodeInOldTerms: newInOldTerms, holds: holds, plainEnd: plainEnd,
            movesColumns: true, versions: versions
        )
    }

    /// A CHECK of a partition alone would be verified for every row under the lock.
    private static let widening: Script = {
        var script = column(
            "widen a column in place", "ALTER TABLE orders ALTER COLUMN price TYPE numeric(14,2)",
            schema: """
                ALTER TABLE orders_1 ADD CONSTRAINT orders_1_price CHECK (price >= 0);
                ALTER TABLE orders ADD CONSTRAINT orders_price CHECK (price < 90000);
                COMMENT ON CONSTRAINT orders_1_price ON orders_1 IS 'of one';
                """,
            old: ["INSERT INTO orders (at, price) VALUES (5, 3.25), (150, 3.25)"],
            new: ["UPDATE orders SET price = 80000.25 WHERE id = 9"], newInOldTerms: [], holds: "TRUE")
        (script.isReversible, script.movesColumns) = (false, false)
        return script
    }()

    /// Other tables that refer to the partitioned one by its primary key and by another one.
    private static let references = """
        ALTER TABLE orders ADD CONSTRAINT orders_sums UNIQUE (quantity, at, id);
        CREATE TABLE lines (order_id int, at int, CONSTRAINT of_order FOREIGN KEY (order_id, at) REFERENCES orders (id, at)
          ON DELETE CASCADE);
        CREATE TABLE sums (id int, at int, sum int, CONSTRAINT of_sum FOREIGN KEY (sum, at, id) REFERENCES orders (quantity, at, id));
        COMMENT ON CONSTRAINT of_order ON lines IS 'theirs';
        """

    private static func referred(_ name: String, _ migration: String, id: String, plainEnd: String = "")
        -> Script
    {
        var script = column(
            name, migration, schema: references,
            old: [
                "INSERT INTO orders (at) VALUES (5), (150)",
                "INSERT INTO lines SELECT id, at FROM orders ORDER BY id DESC LIMIT 2",
                "DELETE FROM orders WHERE id = 9",
            ],
            new: [
                "INSERT INTO orders (at) VALUES (7), (250)",
                "INSERT INTO lines SELECT \(id), at FROM orders ORDER BY \(id) DESC LIMIT 2",
                "DELETE FROM orders WHERE \(id) = 11",
            ],
            newInOldTerms: [
                "INSERT INTO orders (at) VALUES (7), (250)",
                "INSERT INTO lines SELECT id, at FROM orders ORDER BY id DESC LIMIT 2",
                "DELETE FROM orders WHERE id = 11",
            ],
            holds: "\(id) NOT IN (9, 11)", plainEnd: plainEnd)
        script.data += """
            INSERT INTO lines SELECT id, at FROM orders WHERE id < 500;
            INSERT INTO sums SELECT id, at, quantity FROM orders WHERE id BETWEEN 500 AND 600;
            """
        return script
    }

    static let partitionedColumns: [Script] = [
        widening,
        referred(
            "rename a column that others refer to", "ALTER TABLE orders RENAME COLUMN id TO number",
            id: "number"),
        referred(
            "change the type of a column that others refer to",
            "ALTER TABLE orders ALTER COLUMN id TYPE bigint", id: "id",
            plainEnd: "ALTER SEQUENCE orders_id_seq AS bigint"),
        column(
            "add a column that refers to another table",
            """
            ALTER TABLE orders ADD COLUMN buyer_id int CONSTRAINT orders_buyer REFERENCES customers ON DELETE SET NULL;
            UPDATE orders SET buyer_id = customer_id WHERE customer_id > 3;
            """,
            old: ["INSERT INTO orders (at, customer_id) VALUES (5, 3), (150, 4)"],
            new: ["INSERT INTO orders (at, buyer_id) VALUES (5, 3), (150, 4)"], newInOldTerms: [],
            holds:
                "buyer_id IS NOT DISTINCT FROM CASE WHEN customer_id > 3 THEN customer_id WHEN id > 2000 THEN buyer_id END"
        ),
        column(
            "rename a column", "ALTER TABLE orders RENAME COLUMN note TO remark",
            old: [
                "INSERT INTO orders (at, note) VALUES (5, 'old'), (150, 'old'), (250, 'old'), (350, 'old'), (900, 'old')",
                "UPDATE orders SET note = NULL WHERE id = 10",
                "UPDATE orders SET at = at + 100 WHERE id IN (20, 220)",
                "INSERT INTO orders_1 (id, at, note) SELECT max(id) + 1, 7, 'direct' FROM orders",
            ],
            new: [
                "INSERT INTO orders (at, remark) VALUES (5, 'new'), (150, 'new'), (250, 'new'), (350, 'new')",
                "UPDATE orders SET remark = 'written' WHERE id IN (30, 31)",
                "UPDATE orders SET at = at + 100, remark = 'moved' WHERE id IN (40, 241)",
            ],
            newInOldTerms: [
                "INSERT INTO orders (at, note) VALUES (5, 'new'), (150, 'new'), (250, 'new'), (350, 'new')",
                "UPDATE orders SET note = 'written' WHERE id IN (30, 31)",
                "UPDATE orders SET at = at + 100, note = 'moved' WHERE id IN (40, 241)",
            ],
            holds: "remark IS DISTINCT FROM 'never'"
        ),
        column(
            "rename a checked column", "ALTER TABLE orders RENAME COLUMN quantity TO amount",
            old: [
                "INSERT INTO orders (at, quantity) VALUES (5, 9), (150, 9)",
                "INSERT INTO orders DEFAULT VALUES",
            ],
            new: [
                "INSERT INTO orders (at, amount) VALUES (5, 8), (150, 8)",
                "UPDATE orders SET amount = 6 WHERE id = 9",
            ],
            newInOldTerms: [
                "INSERT INTO orders (at, quantity) VALUES (5, 8), (150, 8)",
                "UPDATE orders SET quantity = 6 WHERE id = 9",
            ],
            holds: "amount > 0"
        ),
        column(
            "rename a primary key's column", "ALTER TABLE orders RENAME COLUMN id TO number",
            old: ["INSERT INTO orders (at) VALUES (5), (150)"],
            new: ["INSERT INTO orders (at) VALUES (5), (150)"],
            newInOldTerms: ["INSERT INTO orders (at) VALUES (5), (150)"], holds: "number > 0"
        ),
        column(
            "change the type", "ALTER TABLE orders ALTER COLUMN quantity TYPE bigint",
            old: [
                "INSERT INTO orders (at, quantity) VALUES (5, 9), (150, 9)",
                "INSERT INTO orders DEFAULT VALUES",
            ],
            new: [
                "INSERT INTO orders (at, quantity) VALUES (5, 8), (150, 8)",
                "UPDATE orders SET quantity = 6 WHERE id = 9",
            ],
            newInOldTerms: [
                "INSERT INTO orders (at, quantity) VALUES (5, 8), (150, 8)",
                "UPDATE orders SET quantity = 6 WHERE id = 9",
            ],
            holds: "pg_typeof(quantity) = 'bigint'::regtype"
        ),
        column(
            "change the type of a primary key's column", "ALTER TABLE orders ALTER COLUMN id TYPE bigint",
            old: ["INSERT INTO orders (at) VALUES (5), (150)"],
            new: ["INSERT INTO orders (at) VALUES (5), (150)"],
            newInOldTerms: ["INSERT INTO orders (at) VALUES (5), (150)"],
            holds: "pg_typeof(id) = 'bigint'::regtype", plainEnd: "ALTER SEQUENCE orders_id_seq AS bigint"
        ),
        column(
            "rename a foreign key", "ALTER TABLE orders RENAME COLUMN customer_id TO buyer_id",
            schema: """
                ALTER TABLE orders_2a ADD CONSTRAINT orders_2a_own FOREIGN KEY (customer_id) REFERENCES customers
                  ON DELETE CASCADE;
                ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers;
                """,
            old: ["INSERT INTO orders (at, customer_id) VALUES (5, 3), (150, 3)"],
            new: ["INSERT INTO orders (at, buyer_id) VALUES (5, 4), (150, 4)"],
            newInOldTerms: ["INSERT INTO orders (at, customer_id) VALUES (5, 4), (150, 4)"],
            holds: "buyer_id BETWEEN 1 AND 10 OR id > 2000"
        ),
        column(
            "split a column",
            """
            ALTER TABLE orders ADD COLUMN first text, ADD COLUMN rest text;
            UPDATE orders SET first = split_part(price::text, '.', 1), rest = split_part(price::text, '.', 2);
            -- colonnade:reverse orders.price = (first || '.' || rest)::numeric
            ALTER TABLE orders DROP COLUMN price;
            """,
            old: [
                "INSERT INTO orders (at, price) VALUES (5, 9.75), (150, 9.75)",
                "UPDATE orders SET price = 3.5 WHERE id = 3",
            ],
            new: ["INSERT INTO orders (at, first, rest) VALUES (5, '8', '25'), (150, '8', '50')"],
            newInOldTerms: ["INSERT INTO orders (at, price) VALUES (5, 8.25), (150, 8.50)"],
            holds: "first IS NULL OR length(rest) = 2"
        ),
    ]

    private static let parts = """
        CREATE TABLE orders (id int, at int, quantity int) PARTITION BY RANGE (at);
        CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (100);
        CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (100) TO (300) PARTITION BY RANGE (at);
        CREATE TABLE orders_2a PARTITION OF orders_2 FOR VALUES FROM (100) TO (200);
        CREATE TABLE orders_2b PARTITION OF orders_2 FOR VALUES FROM (200) TO (300);
        CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
        """

    private static func key(_ name: String, _ migration: String, schema: String = "") -> Script {
        Script(
            name: "\(name) of a partitioned table", schema: parts + schema,
            data: "INSERT INTO orders SELECT i, i % 400, i FROM generate_series(1, 2000) i",
            migration: migration,
            plainOnRows: migration,
            oldCode: [
                "INSERT INTO orders SELECT max(id) + 1, 7, max(id) + 1 FROM orders",
                "DELETE FROM orders WHERE id = 7",
            ],
            newCode: ["INSERT INTO orders SELECT max(id) + 1, 150, max(id) + 1 FROM orders"],
            versions: TestServers.thorough
        )
    }

    static let partitionedKeys: [Script] = [
        key("primary key", "ALTER TABLE orders ADD PRIMARY KEY (id, at)"),
        key(
            "unique",
            "ALTER TABLE orders ADD CONSTRAINT once UNIQUE NULLS NOT DISTINCT (at, quantity) INCLUDE (id) DEFERRABLE"
        ),
        key(
            "unique that partitions have", "ALTER TABLE orders ADD UNIQUE (quantity, at)",
            schema: """
                ALTER TABLE orders_1 ADD CONSTRAINT mine UNIQUE (quantity, at);
                ALTER TABLE orders_2 ADD CONSTRAINT ours UNIQUE (quantity, at);
                CREATE UNIQUE INDEX orders_rest_index ON orders_rest (quantity, at);
                """),
        key(
            "another primary key",
            "ALTER TABLE orders DROP CONSTRAINT orders_pkey, ADD CONSTRAINT orders_key PRIMARY KEY (at, quantity)",
            schema: "ALTER TABLE orders ADD PRIMARY KEY (id, at);"),
        key(
            "another unique of the same name",
            """
            ALTER TABLE orders DROP CONSTRAINT once;
            ALTER TABLE orders ADD CONSTRAINT once UNIQUE (at, id) INCLUDE (quantity) DEFERRABLE;
            """,
            schema: "ALTER TABLE orders ADD CONSTRAINT once UNIQUE (id, at);"),
        key(
            "primary key that partitions have", "ALTER TABLE orders ADD CONSTRAINT key PRIMARY KEY (at, id)",
            schema: """
                ALTER TABLE orders ALTER id SET NOT NULL, ALTER at SET NOT NULL;
                ALTER TABLE orders_2b ADD CONSTRAINT main PRIMARY KEY (at, id);
                """),
    ]
}
