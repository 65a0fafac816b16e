/// Changes of indexes.
extension Script {
    private static let parts = """
        CREATE TABLE orders (id int NOT NULL, quantity int NOT NULL, price numeric, note text) PARTITION BY RANGE (id);
        CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (200);
        CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (200) TO (1000) PARTITION BY RANGE (id);
        CREATE TABLE orders_2a PARTITION OF orders_2 FOR VALUES FROM (200) TO (300);
        CREATE TABLE orders_2b PARTITION OF orders_2 FOR VALUES FROM (300) TO (1000);
        """

    private static let someParts =
        "INSERT INTO orders SELECT i, i % 7, i, 'note ' || i FROM generate_series(1, 400) i"

    private static func partitioned(
        _ name: String, schema: String = "", _ migration: String, isReversible: Bool = true
    ) -> Script {
        Script(
            name: name, schema: parts + schema, data: someParts, migration: migration,
            oldCode: ["UPDATE orders SET price = price + 1 WHERE id <= 3"], isReversible: isReversible
        )
    }

    static let indexes: [Script] = [
        partitioned("index of a partitioned table", "CREATE INDEX ON orders (quantity, lower(note))"),
        partitioned(
            "partial index with INCLUDE of a partitioned table",
            "CREATE INDEX by_price ON orders USING btree (price DESC) INCLUDE (note) WHERE quantity > 1"
        ),
        partitioned("unique index of a partitioned table", "CREATE UNIQUE INDEX ON orders (id, quantity)"),
        partitioned(
            "index of a partitioned table whose partition has it",
            schema: "CREATE INDEX mine ON orders_2a (quantity); CREATE INDEX whole ON orders_2 (price);",
            "CREATE INDEX ON orders (quantity); CREATE INDEX ON orders (price)"
        ),
        partitioned(
            "drop index of a partitioned table",
            schema: "CREATE INDEX by_quantity ON orders (quantity, lower(note));",
            "DROP INDEX by_quantity"
        ),
        partitioned(
            "index of a partitioned table by hand", schema: "CREATE INDEX two ON orders_2 (price);",
            """
            CREATE INDEX whole ON ONLY orders (price);
            CREATE INDEX one ON orders_1 (price);
            ALTER INDEX whole ATTACH PARTITION one;
            ALTER INDEX whole ATTACH PARTITION two;
            """, isReversible: false
        ),
        Script(name: "rename index", migration: "ALTER INDEX orders_note_idx RENAME TO by_note"),
        Script(name: "reindex", migration: "REINDEX INDEX orders_pkey; REINDEX TABLE customers"),
        Script(
            name: "change the definition of an index",
            migration: "DROP INDEX orders_note_idx; CREATE INDEX orders_note_idx ON orders (note, quantity)"
        ),
        Script(
            name: "several indexes of the same kind",
            migration: """
                CREATE INDEX ON orders (lower(note)); CREATE INDEX ON orders (lower(note), upper(note));
                CREATE INDEX ON orders (lower(note)) INCLUDE (price);
                CREATE INDEX ON orders ((quantity + 1), (quantity + 2), coalesce(note, ''), (price::text));
                """
        ),
        Script(
            name: "several checks of one column",
            migration:
                "ALTER TABLE orders ADD COLUMN a int CHECK (a > 0) CHECK (a < 100) CHECK (a < quantity)"
        ),
    ]
}
