/// ADD COLUMN in every form.
extension Script {
    static let addColumn: [Script] = [
        Script(name: "nullable", migration: "ALTER TABLE orders ADD COLUMN total int"),
        Script(
            name: "constant default",
            migration: "ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'new'",
            newCode: ["UPDATE orders SET status = 'sent' WHERE id = 1"]
        ),
        Script(
            name: "stable default",
            migration: "ALTER TABLE orders ADD COLUMN seen timestamptz NOT NULL DEFAULT now()",
            isRepeatable: false
        ),
        Script(
            name: "volatile default, unique, not null",
            migration: "ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE",
            holds: "token IS NOT NULL", isRepeatable: false
        ),
        Script(
            name: "volatile default that is nullable",
            migration: "ALTER TABLE orders ADD COLUMN at timestamptz DEFAULT clock_timestamp()",
            holds: "at IS NOT NULL", isRepeatable: false
        ),
        Script(
            name: "not null with a fill",
            migration: """
                ALTER TABLE orders ADD COLUMN total bigint NOT NULL;
                UPDATE orders SET total = (price * quantity * 100)::bigint;
                """,
            newCode: [
                "INSERT INTO orders (quantity, price, total) VALUES (1, 1, 100)",
                "UPDATE orders SET price = 9, total = 900 * quantity WHERE id = 7",
            ],
            holds: "total = (price * quantity * 100)::bigint"
        ),
        Script(
            name: "a fill of some rows",
            migration: """
                ALTER TABLE orders ADD COLUMN label text;
                UPDATE orders SET label = upper(note) WHERE note IS NOT NULL AND quantity > 2;
                """,
            holds:
                "label IS NOT DISTINCT FROM CASE WHEN note IS NOT NULL AND quantity > 2 THEN upper(note) END"
        ),
        Script(
            name: "fills that decide between them",
            migration: """
                ALTER TABLE orders ADD COLUMN size text NOT NULL DEFAULT 'small';
                UPDATE orders SET size = 'medium' WHERE quantity > 2;
                UPDATE orders SET size = 'large' WHERE quantity > 5;
                """,
            holds:
                "size = CASE WHEN quantity > 5 THEN 'large' WHEN quantity > 2 THEN 'medium' ELSE 'small' END"
        ),
        Script(
            name: "a fill by directive",
            migration: """
                -- colonnade:fill orders.total = quantity * 2
                ALTER TABLE orders ADD COLUMN total int NOT NULL;
                """,
            plainOnRows: "ALTER TABLE orders ADD COLUMN total int; UPDATE orders SET total = quantity * 2",
            holds: "total = quantity * 2"
        ),
        Script(
            name: "a fill by join",
            migration: """
                ALTER TABLE orders ADD COLUMN region text;
                UPDATE orders o SET region = c.region FROM customers c WHERE c.id = o.customer_id;
                """,
            oldCode: [
                "INSERT INTO orders (customer_id, quantity, price) VALUES (4, 1, 1)",
                "UPDATE orders SET customer_id = 5 WHERE id = 1",
            ],
            holds: "region IS NOT DISTINCT FROM (SELECT c.region FROM customers c WHERE c.id = customer_id)"
        ),
        Script(
            name: "a fill by subquery",
            migration: """
                ALTER TABLE orders ADD COLUMN region text;
                UPDATE orders SET region = (SELECT c.region FROM customers c WHERE c.id = orders.customer_id);
                """,
            oldCode: ["INSERT INTO orders (customer_id, quantity, price) VALUES (4, 1, 1)"],
            holds: "region IS NOT DISTINCT FROM (SELECT c.region FROM customers c WHERE c.id = customer_id)"
        ),
        Script(name: "check", migration: "ALTER TABLE orders ADD COLUMN rank int DEFAULT 1 CHECK (rank > 0)"),
        Script(
            name: "named check over two columns",
            migration: "ALTER TABLE orders ADD COLUMN cap int CONSTRAINT cap_fits CHECK (cap >= quantity)"
        ),
        Script(name: "unique", migration: "ALTER TABLE orders ADD COLUMN sku text UNIQUE"),
        Script(
            name: "unique with a fill",
            migration: """
                ALTER TABLE orders ADD COLUMN sku text CONSTRAINT one_sku UNIQUE NOT NULL;
                UPDATE orders SET sku = 'sku-' || id;
                """,
            holds: "sku = 'sku-' || id"
        ),
        Script(
            name: "primary key", schema: "CREATE TABLE orders (quantity int, price numeric)",
            data: "INSERT INTO orders SELECT i, i FROM generate_series(1, 300) i",
            migration: "ALTER TABLE orders ADD COLUMN id bigserial PRIMARY KEY",
            oldCode: ["INSERT INTO orders (quantity, price) VALUES (3, 1.50)"], holds: "id IS NOT NULL"
        ),
        Script(
            name: "references",
            migration: "ALTER TABLE orders ADD COLUMN payer bigint REFERENCES customers ON DELETE CASCADE"
        ),
        Script(
            name: "references with a fill",
            migration: """
                ALTER TABLE orders ADD COLUMN payer bigint CONSTRAINT pays REFERENCES customers (id) ON UPDATE CASCADE;
                UPDATE orders SET payer = customer_id;
                """,
            holds: "payer IS NOT DISTINCT FROM customer_id"
        ),
        Script(name: "serial", migration: "ALTER TABLE orders ADD COLUMN number serial", holds: "number > 0"),
        Script(
            name: "identity",
            migration:
                "ALTER TABLE orders ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY (START WITH 1000)",
            newCode: ["INSERT INTO orders (quantity, price) VALUES (1, 1)"], holds: "number >= 1000"
        ),
        Script(
            name: "stored generated",
            migration:
                "ALTER TABLE orders ADD COLUMN total numeric GENERATED ALWAYS AS (price * quantity) STORED",
            holds: "total = price * quantity", endsAsPlain: false
        ),
        Script(
            name: "virtual generated",
            migration:
                "ALTER TABLE orders ADD COLUMN total numeric GENERATED ALWAYS AS (price * quantity) VIRTUAL",
            holds: "total = price * quantity", versions: [18]
        ),
        Script(
            name: "several in one statement",
            migration:
                "ALTER TABLE orders ADD a int, ADD COLUMN b text NOT NULL DEFAULT '', ADD c numeric(5,2) CHECK (c > 0)"
        ),
        Script(
            name: "not null and default in later statements",
            migration: """
                ALTER TABLE orders ADD COLUMN total int;
                UPDATE orders SET total = quantity;
                ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
                ALTER TABLE orders ALTER COLUMN total SET DEFAULT 0;
                """,
            holds: "total IS NOT NULL"
        ),
        Script(
            name: "if not exists, where it exists",
            migration:
                "ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text; ALTER TABLE orders ADD COLUMN other int"
        ),
        Script(
            name: "random default",
            migration: "ALTER TABLE orders ADD COLUMN lot double precision NOT NULL DEFAULT random()",
            holds: "lot BETWEEN 0 AND 1", isRepeatable: false
        ),
        Script(
            name: "two fills of some rows each",
            migration: """
                ALTER TABLE orders ADD COLUMN size text;
                UPDATE orders SET size = 'small' WHERE quantity < 3;
                UPDATE orders SET size = 'large' WHERE quantity > 5;
                """,
            holds: """
                size IS NOT DISTINCT FROM CASE WHEN quantity > 5 THEN 'large' WHEN quantity < 3 THEN 'small' END
                """
        ),
        Script(
            name: "unique nulls not distinct",
            migration: """
                ALTER TABLE orders ADD COLUMN sku text UNIQUE NULLS NOT DISTINCT;
                UPDATE orders SET sku = 'sku-' || id WHERE id > 1;
                """,
            plainOnRows: """
                ALTER TABLE orders ADD COLUMN sku text;
                UPDATE orders SET sku = 'sku-' || id WHERE id > 1;
                """,
            holds: "id = 1 OR sku = 'sku-' || id"
        ),
        Script(
            name: "references with a fill, not null, cascading",
            migration: """
                ALTER TABLE orders ADD COLUMN payer bigint NOT NULL REFERENCES customers ON DELETE CASCADE;
                UPDATE orders SET payer = coalesce(customer_id, 1);
                """,
            newCode: ["DELETE FROM orders WHERE customer_id = 9", "DELETE FROM customers WHERE id = 9"],
            holds: "payer = coalesce(customer_id, 1)"
        ),
        Script(
            name: "identity by default with options",
            migration: """
                ALTER TABLE orders ADD COLUMN number int
                  GENERATED BY DEFAULT AS IDENTITY (START WITH 7 INCREMENT BY 5 MINVALUE 2)
                """,
            newCode: [
                "INSERT INTO orders (quantity, price) VALUES (1, 1)",
                "INSERT INTO orders (quantity, price, number) VALUES (1, 1, 100002)",
            ],
            holds: "number % 5 = 2"
        ),
        Script(
            name: "bigserial",
            migration: "ALTER TABLE orders ADD COLUMN number bigserial NOT NULL", holds: "number > 0"
        ),
    ]
}
