import ColonnadeTestSupport

/// Rows that a migration writes or removes.
extension Script {
    static let rowChanges: [Script] = [
        Script(
            name: "update rows",
            migration: """
                UPDATE orders SET note = 'cheap', quantity = 1 WHERE price < 5 AND quantity > 1;
                """, isReversible: false, versions: TestServers.thorough
        ),
        Script(
            name: "update rows of themselves", migration: "UPDATE orders o SET note = upper(o.note)",
            isReversible: false, versions: TestServers.thorough
        ),
        Script(
            name: "update rows from another table",
            migration: """
                UPDATE orders SET note = c.region FROM customers c WHERE c.id = customer_id AND c.id < 5;
                """, isReversible: false, versions: TestServers.thorough
        ),
        Script(
            name: "update rows and back",
            migration: """
                -- colonnade:reverse orders.quantity = 1
                UPDATE orders SET quantity = 2;
                """, keepsFill: true, versions: TestServers.thorough
        ),
        Script(
            name: "delete rows",
            schema: orders + "CREATE TABLE lines (id int, o bigint REFERENCES orders ON DELETE CASCADE);",
            data: someOrders + "INSERT INTO lines SELECT i, i FROM generate_series(1, 500) i;",
            migration:
                "DELETE FROM orders AS o WHERE o.price > 5 AND NOT EXISTS (SELECT FROM customers c WHERE c.id = o.customer_id + 1)",
            holds: "NOT EXISTS (SELECT FROM lines WHERE o NOT IN (SELECT id FROM orders))",
            isReversible: false, versions: TestServers.thorough
        ),
        Script(
            name: "insert rows", table: "customers",
            migration: """
                INSERT INTO customers VALUES (100, 'north'), (101, 'south') ON CONFLICT DO NOTHING;
                """, isReversible: false, versions: TestServers.thorough
        ),
        Script(
            name: "rows of a new table", table: "sizes", schema: orders,
            migration: """
                CREATE TABLE sizes (id int PRIMARY KEY, name text); INSERT INTO sizes VALUES (1, 's'), (2, 'm');
                COMMENT ON TABLE sizes IS 'all'; CREATE VIEW all_sizes AS SELECT * FROM sizes;
                """, versions: TestServers.thorough
        ),
    ]
}
