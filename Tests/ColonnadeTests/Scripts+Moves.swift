/// Columns that move to another table.
extension Script {
    private static let accounts = """
        CREATE TABLE accounts (id int PRIMARY KEY, nickname text NOT NULL, mail text);
        CREATE TABLE profiles (account_id int PRIMARY KEY REFERENCES accounts ON DELETE CASCADE, bio text);
        CREATE INDEX ON accounts (nickname);
        """
    private static let someAccounts = """
        INSERT INTO accounts SELECT i, 'name ' || i FROM generate_series(1, 300) i;
        INSERT INTO profiles SELECT i, 'bio ' || i FROM generate_series(1, 280) i;
        """
    private static let bills = """
        CREATE TABLE orders (id int PRIMARY KEY, note text);
        CREATE TABLE bills (order_id int NOT NULL UNIQUE REFERENCES orders ON DELETE CASCADE, due text DEFAULT 'soon', sum int);
        """
    private static let someBills = """
        INSERT INTO orders SELECT i FROM generate_series(1, 300) i;
        INSERT INTO bills SELECT i, CASE WHEN i % 7 > 0 THEN 'day ' || i END, i FROM generate_series(1, 250) i;
        """

    static let moves: [Script] = [
        Script(
            name: "move a column to the child", table: "profiles", schema: accounts, data: someAccounts,
            migration: """
                ALTER TABLE profiles ADD COLUMN nickname text NOT NULL;
                UPDATE profiles p SET nickname = a.nickname FROM accounts a WHERE a.id = p.account_id;
                ALTER TABLE accounts DROP COLUMN nickname;
                """,
            oldCode: [
                "INSERT INTO accounts SELECT max(id) + 1, 'old' FROM accounts",
                "INSERT INTO profiles SELECT max(id), 'old' FROM accounts",
                "UPDATE accounts SET nickname = 'changed' WHERE id = 3",
                "INSERT INTO accounts VALUES (4, 'upsert') ON CONFLICT (id) DO UPDATE SET nickname = excluded.nickname",
                "INSERT INTO profiles VALUES (8, 'again') ON CONFLICT (account_id) DO UPDATE SET bio = excluded.bio",
                "DELETE FROM accounts WHERE id = 9", "DELETE FROM profiles WHERE account_id = 10",
                "COPY profiles (account_id, bio) FROM PROGRAM 'printf \"10\\tcopied\\n\"'",
                "DELETE FROM profiles WHERE account_id = 10",
            ],
            newCode: [
                "INSERT INTO accounts (id) SELECT max(id) + 1 FROM accounts",
                "INSERT INTO profiles (account_id, nickname) SELECT max(id), 'new' FROM accounts",
                "UPDATE profiles SET nickname = 'renamed' WHERE account_id = 5",
                "INSERT INTO profiles VALUES (6, NULL, 'upsert') ON CONFLICT (account_id) DO UPDATE SET nickname = 'by new'",
            ],
            newCodeInOldTerms: [
                "INSERT INTO accounts SELECT max(id) + 1, 'new' FROM accounts",
                "INSERT INTO profiles SELECT max(id) FROM accounts",
                "UPDATE accounts SET nickname = 'renamed' WHERE id = 5",
                "UPDATE accounts SET nickname = 'by new' WHERE id = 6",
            ],
            holds: """
                nickname = CASE account_id WHEN 3 THEN 'changed' WHEN 4 THEN 'upsert' WHEN 5 THEN 'renamed'
                  WHEN 6 THEN 'by new' ELSE CASE WHEN account_id > 300 THEN nickname ELSE 'name ' || account_id END END
                """,
            versions: [15, 16, 18]
        ),
        Script(
            name: "move a column to the parent", schema: bills, data: someBills,
            migration: """
                ALTER TABLE orders ADD COLUMN due text;
                UPDATE orders SET due = bills.due FROM bills WHERE bills.order_id = orders.id;
                ALTER TABLE orders ALTER COLUMN due SET DEFAULT 'soon';
                ALTER TABLE bills DROP COLUMN due;
                """,
            oldCode: [
                "INSERT INTO orders SELECT max(id) + 1 FROM orders",
                "INSERT INTO bills (order_id, sum) SELECT max(id), 1 FROM orders",
                "INSERT INTO orders SELECT max(id) + 1 FROM orders",
                "INSERT INTO bills SELECT max(id), 'today', 1 FROM orders",
                "UPDATE bills SET due = 'never' WHERE order_id = 3",
                "UPDATE bills SET due = NULL WHERE order_id = 4",
                "INSERT INTO bills VALUES (8, NULL, 8) ON CONFLICT (order_id) DO UPDATE SET due = excluded.due",
                "UPDATE orders SET note = 'touched' WHERE id IN (3, 4, 280)",
            ],
            newCode: [
                "INSERT INTO orders (id, due) SELECT max(id) + 1, 'new' FROM orders",
                "INSERT INTO bills (order_id, sum) SELECT max(id), 2 FROM orders",
                "UPDATE orders SET due = 'renewed' WHERE id = 5", "UPDATE orders SET due = NULL WHERE id = 6",
                "UPDATE orders SET note = 'touched' WHERE id IN (5, 6)",
            ],
            newCodeInOldTerms: [
                "INSERT INTO orders (id) SELECT max(id) + 1 FROM orders",
                "INSERT INTO bills SELECT max(id), 'new', 2 FROM orders",
                "UPDATE bills SET due = 'renewed' WHERE order_id = 5",
                "UPDATE bills SET due = NULL WHERE order_id = 6",
                "UPDATE orders SET note = 'touched' WHERE id IN (5, 6)",
            ],
            holds: """
                due IS NOT DISTINCT FROM CASE WHEN id = 3 THEN 'never' WHEN id IN (4, 6, 8) THEN NULL
                  WHEN id = 5 THEN 'renewed' WHEN id > 300 THEN coalesce(due, 'lost')
                  WHEN id <= 250 AND id % 7 > 0 THEN 'day ' || id END
                """
        ),
        Script(
            name: "move a column to many children",
            schema: orders + "CREATE INDEX ON orders (customer_id)",
            migration: """
                ALTER TABLE orders ADD COLUMN area text;
                UPDATE orders SET area = upper(c.region) FROM customers AS c WHERE orders.customer_id = c.id;
                -- colonnade:reverse customers.region = (SELECT lower(max(o.area)) FROM orders o WHERE o.customer_id = customers.id)
                ALTER TABLE customers DROP COLUMN region;
                """,
            oldCode: [
                "INSERT INTO orders (customer_id, quantity, price) VALUES (2, 3, 1.50), (NULL, 1, 1)",
                "UPDATE customers SET region = 'moon' WHERE id = 3",
                "UPDATE orders SET customer_id = 3 WHERE id = 1",
            ],
            newCode: [
                "UPDATE orders SET area = 'ZOO' WHERE id = 13",
                "INSERT INTO orders (customer_id, quantity, price, area) VALUES (5, 3, 1.50, 'ZULU')",
            ],
            newCodeInOldTerms: [
                "UPDATE customers SET region = 'zoo' WHERE id = 4",
                "INSERT INTO orders (customer_id, quantity, price) VALUES (5, 3, 1.50)",
                "UPDATE customers SET region = 'zulu' WHERE id = 5",
            ],
            holds: """
                area IS NOT DISTINCT FROM CASE WHEN customer_id = 3 THEN 'MOON' WHEN id = 13 THEN 'ZOO'
                  WHEN area = 'ZULU' THEN area ELSE 'REGION ' || customer_id % 3 END
                """
        ),
        Script(
            name: "move two columns by a key of two, with weird names", table: #""Old ""Sheet""""#,
            schema: #"""
                CREATE TABLE "Old ""Sheet""" ("A" int, "b b" int, PRIMARY KEY ("A", "b b"));
                CREATE TABLE "se lect" (x int, y int, "from" json, "Kind" varchar(9) DEFAULT 'x', UNIQUE (y, x),
                  FOREIGN KEY (y, x) REFERENCES "Old ""Sheet""");
                """#,
            data: #"""
                INSERT INTO "Old ""Sheet""" SELECT i, i % 5 FROM generate_series(1, 200) i;
                INSERT INTO "se lect" SELECT i % 5, i, '{"a": 1}', 'kind ' || i FROM generate_series(1, 150) i;
                """#,
            migration: #"""
                ALTER TABLE "Old ""Sheet""" ADD COLUMN "from" json, ADD "Kind" varchar(9);
                UPDATE "Old ""Sheet""" SET "from" = s."from", "Kind" = s."Kind" FROM "se lect" s
                  WHERE "A" = s.y AND s.x = "Old ""Sheet"""."b b";
                ALTER TABLE "se lect" DROP COLUMN "from", DROP COLUMN "Kind";
                """#,
            oldCode: [
                #"UPDATE "se lect" SET "Kind" = 'other', "from" = '[2]' WHERE y = 3"#,
                #"INSERT INTO "Old ""Sheet""" VALUES ((SELECT max("A") + 1 FROM "Old ""Sheet"""), 1)"#,
                #"INSERT INTO "se lect" SELECT "b b", "A", '[]' FROM "Old ""Sheet""" ORDER BY "A" DESC LIMIT 1"#,
            ],
            newCode: [#"UPDATE "Old ""Sheet""" SET "Kind" = 'mine', "from" = '[3]' WHERE "A" = 5"#],
            newCodeInOldTerms: [#"UPDATE "se lect" SET "Kind" = 'mine', "from" = '[3]' WHERE y = 5"#],
            holds: #"""
                CASE WHEN "A" = 3 THEN "Kind" = 'other' AND "from"::text = '[2]' WHEN "A" = 5 THEN "Kind" = 'mine'
                  WHEN "A" <= 150 THEN "Kind" = 'kind ' || "A" WHEN "A" <= 200 THEN "Kind" IS NULL
                  ELSE "Kind" = 'x' AND "from"::text = '[]' END
                """#
        ),
    ]
}
