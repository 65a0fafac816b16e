/// An example of a kind of change, for its page under docs/changes.
struct DocumentedChange: Sendable {
    /// The page's name.
    var page: String
    /// The recipe whose doc comment says what it is about.
    var recipe: String
    /// What a migration says.
    var migration: String

    init(_ page: String, _ recipe: String, _ migration: String) {
        self.page = page
        self.recipe = recipe
        self.migration = migration
    }

    static let schema = """
        CREATE TABLE customers (id bigint PRIMARY KEY, region text NOT NULL);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, quantity int NOT NULL, price numeric(10,2),
          note text, code text, CONSTRAINT orders_known CHECK (quantity < 1000), CONSTRAINT orders_code_key UNIQUE (code));
        ALTER TABLE orders ADD CONSTRAINT orders_late CHECK (price >= 0) NOT VALID;
        ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers;
        CREATE TABLE lines (order_id bigint, number int);
        CREATE UNIQUE INDEX lines_once ON lines (order_id, number);
        CREATE TABLE parts (id bigint) PARTITION BY RANGE (id);
        CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100);
        CREATE VIEW cheap AS SELECT id, price FROM orders WHERE price < 5;
        CREATE MATERIALIZED VIEW sums AS SELECT customer_id, sum(price) FROM orders GROUP BY 1;
        CREATE MATERIALIZED VIEW bare AS SELECT 1 AS one;
        CREATE UNIQUE INDEX ON sums (customer_id);
        CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
        CREATE TRIGGER touch BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE TYPE mood AS ENUM ('good', 'bad');
        CREATE DOMAIN email AS text;
        CREATE TABLE people (mail email, mood mood);
        CREATE SEQUENCE numbers;
        """

    static let all: [DocumentedChange] = [
        .init("add-check", "AddCheck", "ALTER TABLE orders ADD CONSTRAINT positive CHECK (quantity > 0)"),
        .init(
            "add-foreign-key", "AddForeignKey",
            "ALTER TABLE lines ADD CONSTRAINT lines_order FOREIGN KEY (order_id) REFERENCES orders ON DELETE CASCADE"
        ),
        .init(
            "change-on-delete", "AddForeignKey",
            """
            ALTER TABLE orders
              DROP CONSTRAINT orders_customer,
              ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE
            """),
        .init(
            "add-unique", "AddKey", "ALTER TABLE orders ADD CONSTRAINT orders_once UNIQUE (customer_id, note)"
        ),
        .init("add-primary-key", "AddKey", "ALTER TABLE lines ADD PRIMARY KEY (order_id, number)"),
        .init(
            "add-key-using-index", "AddKeyUsingIndex",
            "ALTER TABLE lines ADD CONSTRAINT lines_key UNIQUE USING INDEX lines_once"),
        .init(
            "add-not-null-constraint", "AddNotNullConstraint",
            "ALTER TABLE orders ADD CONSTRAINT orders_customer_known NOT NULL customer_id"),
        .init("set-not-null", "SetNotNull", "ALTER TABLE orders ALTER COLUMN customer_id SET NOT NULL"),
        .init(
            "validate-constraint", "ValidateConstraint", "ALTER TABLE orders VALIDATE CONSTRAINT orders_late"),
        .init(
            "drop-constraint", "DropConstraint",
            """
            ALTER TABLE orders DROP CONSTRAINT orders_known;
            ALTER TABLE orders DROP CONSTRAINT orders_code_key;
            """),
        .init(
            "rename-constraint", "RenameConstraint",
            "ALTER TABLE orders RENAME CONSTRAINT orders_code_key TO orders_code_once"),
        .init(
            "alter-constraint", "AlterConstraint",
            "ALTER TABLE orders ALTER CONSTRAINT orders_customer DEFERRABLE"),
        .init("drop-table", "DropTable", "DROP TABLE lines"),
        .init("rename-table", "MoveTable", "ALTER TABLE lines RENAME TO order_lines"),
        .init("alter-table", "AlterTable", "ALTER TABLE orders SET (fillfactor = 90)"),
        .init(
            "create-view", "CreateView",
            "CREATE OR REPLACE VIEW cheap AS SELECT id, price FROM orders WHERE price < 6"),
        .init("drop-view", "DropView", "DROP VIEW cheap"),
        .init("refresh-materialized-view", "RefreshMaterializedView", "REFRESH MATERIALIZED VIEW sums"),
        .init(
            "create-function", "CreateFunction",
            "CREATE OR REPLACE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n + n'"),
        .init(
            "create-trigger", "CreateTrigger",
            "CREATE TRIGGER audit BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()"),
        .init("drop-trigger", "DropTrigger", "DROP TRIGGER touch ON orders"),
        .init("add-enum-value", "AddEnumValue", "ALTER TYPE mood ADD VALUE 'so so' AFTER 'good'"),
        .init(
            "alter-domain", "AlterDomain",
            "ALTER DOMAIN email ADD CONSTRAINT mailable CHECK (VALUE LIKE '%@%')"),
        .init(
            "policies", "ChangePolicy",
            """
            CREATE POLICY own ON orders USING (customer_id = current_setting('app.customer')::bigint);
            ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
            """),
        .init(
            "sequences-schemas-extensions", "CreateNamedObject", "CREATE SEQUENCE counter; CREATE SCHEMA shop"
        ),
        .init(
            "rights", "ChangeRights",
            "GRANT SELECT ON orders TO pg_monitor; REVOKE SELECT ON lines FROM pg_monitor"),
        .init("comments", "CommentOn", "COMMENT ON COLUMN orders.note IS 'what the customer said'"),
        .init("update-rows", "UpdateRows", "UPDATE orders SET note = 'cheap' WHERE price < 5"),
        .init("delete-rows", "DeleteRows", "DELETE FROM lines WHERE number > 100"),
        .init(
            "insert-rows", "InsertRows", "INSERT INTO customers VALUES (1, 'north') ON CONFLICT DO NOTHING"),
    ]

    /// What no safe rollout is known for.
    static let refused = [
        "ALTER TABLE lines ADD EXCLUDE USING gist (order_id WITH =)",
        "ALTER TABLE parts ADD UNIQUE (id)",
        "ALTER TABLE orders ADD PRIMARY KEY (code)",
        "ALTER TABLE customers DROP CONSTRAINT customers_pkey",
        "ALTER TABLE orders DROP CONSTRAINT orders_code_key CASCADE",
        "DROP TABLE customers", "DROP TABLE lines CASCADE", "DROP TABLE parts_1", "TRUNCATE lines",
        "ALTER TABLE parts_1 RENAME TO parts_one", "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
        "ALTER TYPE mood RENAME VALUE 'bad' TO 'sad'", "ALTER TYPE mood RENAME TO moods", "DROP TYPE mood",
        "REFRESH MATERIALIZED VIEW bare", "DROP FUNCTION touch()",
        "CREATE PUBLICATION news FOR TABLE lines",
        "UPDATE orders SET quantity = quantity + 1", "UPDATE orders SET code = gen_random_uuid()::text",
        "DELETE FROM lines", "INSERT INTO lines SELECT id, 1 FROM orders",
        "ALTER TABLE orders ADD a int;\nALTER TABLE orders DROP COLUMN a",
        "ALTER TABLE orders ADD COLUMN a int NOT NULL", "SET search_path = shop", "VACUUM FULL orders",
    ]
}
