/// Changes of type of columns that views read.
extension Script {
    private static let seen = orders + readers
    private static let readers = """
            CREATE VIEW many WITH (security_barrier) AS SELECT id, quantity, quantity * 2 AS twice FROM orders o WHERE quantity > 2;
            CREATE VIEW "Few" AS SELECT c.region, o.* FROM orders o JOIN customers c ON c.id = o.customer_id
              WHERE o.quantity < 4;
            CREATE VIEW ids AS SELECT id, price FROM orders WHERE quantity = 3 WITH LOCAL CHECK OPTION;
            GRANT SELECT ON many TO pg_monitor WITH GRANT OPTION; GRANT SELECT ON many TO PUBLIC;
            GRANT SELECT (region) ON "Few" TO pg_monitor; REVOKE DELETE ON many FROM CURRENT_USER;
            COMMENT ON VIEW many IS 'more than ''two'''; COMMENT ON COLUMN "Few".quantity IS 'few';
            ALTER VIEW many OWNER TO pg_database_owner; GRANT SELECT ON orders TO pg_database_owner;
        """

    static let views: [Script] = [
        Script(
            name: "change the type of a column that views read", schema: seen,
            migration: "ALTER TABLE orders ALTER COLUMN quantity TYPE bigint",
            plainOnRows: """
                DROP VIEW many, "Few", ids; ALTER TABLE orders ALTER COLUMN quantity TYPE bigint
                """,
            plainOnEmpty:
                "DROP VIEW many, \"Few\", ids; ALTER TABLE orders ALTER COLUMN quantity TYPE bigint; "
                + readers,
            newCode: ["UPDATE orders SET quantity = 40 WHERE id = 9"],
            newCodeInOldTerms: ["UPDATE orders SET quantity = 40 WHERE id = 9"],
            holds: """
                pg_typeof(quantity) = 'bigint'::regtype
                  AND (quantity <= 2 OR quantity = (SELECT m.quantity FROM many m WHERE m.id = orders.id))
                """,
            movesColumns: true, versions: [15, 16, 18]
        ),
        Script(
            name: "change the type in place of a column that views read",
            schema: orders + """
                ALTER TABLE orders ADD code varchar DEFAULT 'x' CHECK (code <> 'bad');
                CREATE VIEW coded AS SELECT id, code, lower(code) AS low FROM orders;
                GRANT SELECT (code) ON coded TO pg_monitor; COMMENT ON COLUMN coded.code IS 'what it is';
                """,
            migration: "ALTER TABLE orders ALTER COLUMN code TYPE text",
            plainOnRows: """
                DROP VIEW coded; ALTER TABLE orders ALTER COLUMN code TYPE text
                """,
            plainOnEmpty: """
                DROP VIEW coded; ALTER TABLE orders ALTER COLUMN code TYPE text;
                CREATE VIEW coded AS SELECT id, code, lower(code) AS low FROM orders;
                GRANT SELECT (code) ON coded TO pg_monitor; COMMENT ON COLUMN coded.code IS 'what it is';
                """,
            newCode: ["UPDATE orders SET code = 'b' WHERE id = 9"],
            newCodeInOldTerms: ["UPDATE orders SET code = 'b' WHERE id = 9"],
            holds: "code = (SELECT c.low FROM coded c WHERE c.id = orders.id)"
        ),
        Script(
            name: "rename and change the type of a column that views read", schema: seen,
            migration: """
                ALTER TABLE orders RENAME COLUMN quantity TO amount;
                ALTER TABLE orders ALTER COLUMN amount TYPE numeric(12,1);
                """,
            plainOnRows: """
                DROP VIEW many, "Few", ids; ALTER TABLE orders RENAME COLUMN quantity TO amount;
                ALTER TABLE orders ALTER COLUMN amount TYPE numeric(12,1)
                """,
            newCode: ["UPDATE orders SET amount = 40 WHERE id = 9"],
            newCodeInOldTerms: ["UPDATE orders SET quantity = 40 WHERE id = 9"],
            holds: "amount <= 2 OR amount = (SELECT m.quantity FROM many m WHERE m.id = orders.id)",
            endsAsPlain: false
        ),
    ]
}
