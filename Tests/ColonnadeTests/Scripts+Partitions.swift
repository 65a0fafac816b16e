/// Partitions that come and go, inheritance, storage parameters.
extension Script {
    private static let parts = """
        CREATE TABLE customers (id int PRIMARY KEY);
        CREATE TABLE orders (id int PRIMARY KEY, quantity int NOT NULL CHECK (quantity >= 0), price numeric DEFAULT 1,
          customer_id int REFERENCES customers) PARTITION BY RANGE (id);
        CREATE INDEX ON orders (price, lower(quantity::text));
        CREATE UNIQUE INDEX once ON orders (id, quantity);
        CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (MINVALUE) TO (1000);
        """

    private static let rest = "CREATE TABLE orders_rest PARTITION OF orders DEFAULT;"

    private static let someParts = """
        INSERT INTO customers SELECT i FROM generate_series(1, 10) i;
        INSERT INTO orders SELECT i, i % 7, i, i % 10 + 1 FROM generate_series(1, 400) i;
        """

    /// A table of its own that could be a partition.
    private static let loose = """
        CREATE TABLE orders_2 (id int NOT NULL, quantity int NOT NULL CONSTRAINT orders_quantity_check CHECK (quantity >= 0),
          price numeric, customer_id int);
        """

    private static let looseRows =
        "INSERT INTO orders_2 SELECT i, i % 7, i, i % 10 + 1 FROM generate_series(1000, 1400) i;"

    private static let code = ["UPDATE orders SET price = price + 1 WHERE id <= 3"]

    static let partitions: [Script] = [
        Script(
            name: "create partition", schema: parts, data: someParts,
            migration: "CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (1000) TO (2000)",
            oldCode: code,
            newCode: ["INSERT INTO orders VALUES (1500, 1)"]
        ),
        Script(
            name: "create partition beside a default partition", schema: parts + rest,
            data: someParts + "INSERT INTO orders VALUES (5000, 1);",
            migration: "CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (1000) TO (2000)",
            oldCode: code,
            newCode: ["INSERT INTO orders VALUES (1500, 1)"]
        ),
        Script(
            name: "create partition that is partitioned", schema: parts, data: someParts,
            migration: """
                CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (1000) TO (2000) PARTITION BY RANGE (id);
                CREATE TABLE orders_2a PARTITION OF orders_2 FOR VALUES FROM (1000) TO (1500);
                """, oldCode: code
        ),
        Script(
            name: "create partition with more to it", schema: parts, data: someParts,
            migration: """
                CREATE TABLE orders_2 PARTITION OF orders (price DEFAULT 7, CHECK (price < 9000))
                  FOR VALUES FROM (1000) TO (2000) WITH (fillfactor = 90)
                """, oldCode: code
        ),
        Script(
            name: "attach partition", schema: parts + loose, data: someParts + looseRows,
            migration: "ALTER TABLE orders ATTACH PARTITION orders_2 FOR VALUES FROM (1000) TO (2000)",
            oldCode: code
        ),
        Script(
            name: "attach partition beside a default partition", schema: parts + rest + loose,
            data: someParts + looseRows + "INSERT INTO orders VALUES (5000, 1);",
            migration: "ALTER TABLE orders ATTACH PARTITION orders_2 FOR VALUES FROM (1000) TO (2000)",
            oldCode: code
        ),
        Script(
            name: "attach list partition",
            schema: """
                CREATE TABLE orders (id int, region text) PARTITION BY LIST (region);
                CREATE TABLE orders_a PARTITION OF orders FOR VALUES IN ('a', 'b');
                CREATE TABLE orders_b (id int, region text);
                """,
            data:
                "INSERT INTO orders_b SELECT i, CASE WHEN i % 2 = 0 THEN 'c' END FROM generate_series(1, 100) i",
            migration: "ALTER TABLE orders ATTACH PARTITION orders_b FOR VALUES IN ('c', NULL)",
            oldCode: ["INSERT INTO orders VALUES (500, 'a')"],
            newCode: ["INSERT INTO orders VALUES (501, NULL)"]
        ),
        Script(
            name: "detach partition",
            schema: parts + "CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (1000) TO (2000);",
            data: someParts + "INSERT INTO orders SELECT i, 1 FROM generate_series(1000, 1100) i;",
            migration: "ALTER TABLE orders DETACH PARTITION orders_2", oldCode: code
        ),
        Script(
            name: "detach partition beside a default partition",
            schema: parts + rest
                + "CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (1000) TO (2000);",
            data: someParts + "INSERT INTO orders SELECT i, 1 FROM generate_series(1000, 1100) i;",
            migration: "ALTER TABLE orders DETACH PARTITION orders_2", oldCode: code
        ),
        Script(
            name: "inherit", schema: orders + "CREATE TABLE old_orders (LIKE orders INCLUDING CONSTRAINTS);",
            migration: "ALTER TABLE old_orders INHERIT orders"
        ),
        Script(
            name: "no inherit",
            schema: orders + """
                CREATE TABLE old_orders (id bigint NOT NULL, customer_id bigint, quantity int NOT NULL,
                  price numeric(10,2) NOT NULL, note text) INHERITS (orders);
                """,
            migration: "ALTER TABLE old_orders NO INHERIT orders"
        ),
        Script(
            name: "storage parameters", schema: orders + "ALTER TABLE orders SET (fillfactor = 80);",
            migration: """
                ALTER TABLE orders SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);
                ALTER TABLE orders SET (user_catalog_table = true);
                """
        ),
    ]
}
