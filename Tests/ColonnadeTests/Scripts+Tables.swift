/// ADD COLUMN with a fill on tables of every kind.
extension Script {
    static let tables: [Script] = [
        Script(
            name: "weird names", table: #""Order Items""#,
            schema:
                #"CREATE TABLE "Order Items" ("Id" int PRIMARY KEY, "select" int NOT NULL, "sé""lect" text)"#,
            data: #"INSERT INTO "Order Items" SELECT i, i, 'x' FROM generate_series(1, 50) i"#,
            migration: """
                ALTER TABLE "Order Items" ADD COLUMN "a""b" int NOT NULL;
                UPDATE "Order Items" SET "a""b" = "select" + 1;
                """,
            oldCode: [
                #"INSERT INTO "Order Items" ("Id", "select") SELECT max("Id") + 1, 99 FROM "Order Items""#
            ],
            holds: #""a""b" = "select" + 1"#
        ),
        Script(
            name: "a json source",
            schema: "CREATE TABLE orders (id int PRIMARY KEY, quantity int, price numeric, doc json)",
            data: #"INSERT INTO orders SELECT i, i, i, '{"k": 1}' FROM generate_series(1, 50) i"#,
            migration: "ALTER TABLE orders ADD COLUMN k text; UPDATE orders SET k = doc->>'k'",
            oldCode: [#"UPDATE orders SET doc = '{"k": 2}' WHERE id = 3"#],
            holds: "k IS NOT DISTINCT FROM doc->>'k'"
        ),
        Script(
            name: "partitioned",
            schema: """
                CREATE TABLE orders (id int, quantity int NOT NULL, price numeric) PARTITION BY RANGE (id);
                CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (200);
                CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (200) TO (1000);
                """,
            data: "INSERT INTO orders SELECT i, i, i FROM generate_series(1, 400) i",
            migration:
                "ALTER TABLE orders ADD COLUMN total int NOT NULL; UPDATE orders SET total = quantity * 3",
            oldCode: [
                "INSERT INTO orders (id, quantity, price) VALUES (5, 3, 1.50), (500, 4, 1)",
                "UPDATE orders SET id = id + 300 WHERE id = 7",
            ],
            holds: "total = quantity * 3"
        ),
        Script(
            name: "reserved words", table: #""user""#,
            schema: #"CREATE TABLE "user" ("order" int PRIMARY KEY, "sélect" int NOT NULL)"#,
            data: #"INSERT INTO "user" SELECT i, i FROM generate_series(1, 50) i"#,
            migration: """
                ALTER TABLE "user" ADD COLUMN "group" int NOT NULL CHECK ("group" > 0) UNIQUE;
                UPDATE "user" SET "group" = "order" * 2;
                """,
            oldCode: [#"INSERT INTO "user" SELECT max("order") + 1, 1 FROM "user""#],
            holds: #""group" = "order" * 2"#
        ),
        Script(
            name: "no primary key",
            schema: "CREATE TABLE orders (quantity int, price numeric)",
            data: "INSERT INTO orders SELECT i % 7, i % 3 FROM generate_series(1, 3000) i",
            migration: """
                ALTER TABLE orders ADD COLUMN total numeric NOT NULL;
                UPDATE orders SET total = quantity * price;
                """,
            oldCode: [
                "INSERT INTO orders VALUES (3, 1.50)", "UPDATE orders SET price = 2 WHERE quantity = 4",
            ],
            holds: "total = quantity * price"
        ),
        Script(
            name: "domain without constraint",
            schema: orders + "CREATE DOMAIN amount AS numeric(12,2)",
            migration: """
                ALTER TABLE orders ADD COLUMN total amount NOT NULL;
                UPDATE orders SET total = price * quantity;
                """,
            holds: "total = price * quantity"
        ),
        Script(
            name: "wide rows",
            schema: "CREATE TABLE orders (id serial PRIMARY KEY, quantity int, price numeric, note text)",
            data: """
                INSERT INTO orders (quantity, price, note)
                  SELECT i, i, (SELECT string_agg(md5(i::text || j), '') FROM generate_series(1, 300) j)
                    FROM generate_series(1, 200) i
                """,
            migration: "ALTER TABLE orders ADD COLUMN digest text; UPDATE orders SET digest = md5(note)",
            oldCode: [
                "INSERT INTO orders (quantity, price, note) VALUES (3, 1.50, repeat('x', 9000))",
                "UPDATE orders SET note = reverse(note) WHERE id <= 3",
            ],
            holds: "digest IS NOT DISTINCT FROM md5(note)"
        ),
        Script(
            name: "tables of the same name in two schemas", table: "b.orders",
            schema: """
                CREATE SCHEMA a; CREATE TABLE a.orders (id int, price int);
                CREATE SCHEMA b; CREATE TABLE b.orders (id int, price int);
                """,
            data: """
                INSERT INTO a.orders SELECT i, i FROM generate_series(1, 50) i;
                INSERT INTO b.orders SELECT i, i FROM generate_series(1, 50) i;
                """,
            migration: """
                ALTER TABLE a.orders ADD COLUMN total int NOT NULL; UPDATE a.orders SET total = price * 2;
                ALTER TABLE b.orders ADD COLUMN total int NOT NULL; UPDATE b.orders SET total = price * 3;
                """,
            oldCode: ["INSERT INTO a.orders VALUES (99, 99)", "INSERT INTO b.orders VALUES (99, 99)"],
            holds: "total = price * 3 AND NOT EXISTS (SELECT FROM a.orders WHERE total <> price * 2)"
        ),
    ]
}
