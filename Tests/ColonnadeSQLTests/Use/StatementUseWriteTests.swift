import ColonnadeModel
import ColonnadeSQL
import Testing

/// What statements write, and what makes the schema.
@Suite struct StatementUseWriteTests {
    @Test func insertWithColumns() {
        #expect(
            uses(
                """
                INSERT INTO orders AS o (id, status) VALUES (1, 'new') ON CONFLICT (id) WHERE data IS NULL
                DO UPDATE SET status = excluded.status, data = o.data RETURNING new.id, *
                """) == [
                    "write public.orders: orders", "write public.orders.id: id",
                    "write public.orders.status: status",
                    "read public.orders.id: id", "read public.orders.data: data",
                    "write public.orders.status: status", "read public.orders.status: excluded.status",
                    "write public.orders.data: data", "read public.orders.data: o.data",
                    "read public.orders.id: new.id", "read star public.orders: *",
                ])
    }

    @Test func insertWithoutColumns() {
        #expect(
            uses("INSERT INTO orders VALUES (1, 2)") == [
                "write public.orders: orders", "write positional public.orders: orders",
                "write public.orders.id: orders", "write public.orders.customer_id: orders",
            ])
        #expect(
            uses("INSERT INTO customers SELECT id, data, status FROM orders").filter { $0.hasPrefix("write") }
                == [
                    "write public.customers: customers", "write positional public.customers: customers",
                    "write public.customers.id: customers", "write public.customers.name: customers",
                    "write public.customers.status: customers",
                ])
        #expect(uses("INSERT INTO orders DEFAULT VALUES") == ["write public.orders: orders"])
    }

    @Test func updateFrom() {
        #expect(
            uses(
                """
                UPDATE orders SET status = name, (data, id) = (SELECT c2.name, 1 FROM customers c2), data['k'] = '1'
                FROM customers c WHERE c.id = customer_id RETURNING old.status
                """) == [
                    "write public.orders: orders", "read public.customers: customers",
                    "write public.orders.status: status", "read public.customers.name: name",
                    "write public.orders.data: data", "read public.customers: customers",
                    "read public.customers.name: c2.name", "write public.orders.id: id",
                    "write public.orders.data: data", "read public.customers.id: c.id",
                    "read public.orders.customer_id: customer_id", "read public.orders.status: old.status",
                ])
    }

    @Test func deleteUsing() {
        #expect(
            uses("DELETE FROM orders USING customers c WHERE c.id = orders.customer_id") == [
                "write public.orders: orders", "read public.customers: customers",
                "read public.customers.id: c.id", "read public.orders.customer_id: orders.customer_id",
            ])
        #expect(
            uses("TRUNCATE orders, customers") == [
                "write public.orders: orders", "write public.customers: customers",
            ])
    }

    @Test func merge() {
        #expect(
            uses(
                """
                MERGE INTO orders o USING customers c ON c.id = o.id
                WHEN MATCHED AND c.status = 'x' THEN UPDATE SET status = c.name
                WHEN NOT MATCHED THEN INSERT VALUES (c.id)
                """) == [
                    "write public.orders: orders", "read public.customers: customers",
                    "read public.customers.id: c.id", "read public.orders.id: o.id",
                    "read public.customers.status: c.status", "write public.orders.status: status",
                    "read public.customers.name: c.name", "read public.customers.id: c.id",
                    "write positional public.orders: orders", "write public.orders.id: orders",
                ])
    }

    @Test func copy() {
        #expect(
            uses("COPY customers FROM STDIN") == [
                "write public.customers: customers", "write positional public.customers: customers",
                "write public.customers.id: customers", "write public.customers.name: customers",
                "write public.customers.status: customers",
            ])
        #expect(
            uses("COPY orders (id, status) TO STDOUT") == [
                "read public.orders: orders", "read public.orders.id: id",
                "read public.orders.status: status",
            ])
    }

    @Test func throughAView() {
        #expect(
            uses("UPDATE open_orders SET state = 'x' WHERE id = 1") == [
                "write public.open_orders: open_orders", "write public.orders via open_orders: open_orders",
                "read public.orders.customer_id via open_orders: open_orders",
                "write public.open_orders.state: state", "write public.orders.status via open_orders: state",
                "read public.open_orders.id: id", "read public.orders.id via open_orders: id",
            ])
    }

    @Test func definitions() {
        #expect(
            uses("ALTER TABLE orders DROP COLUMN status, ADD CHECK (id > 0)") == [
                "define public.orders: orders", "define public.orders.status: status",
                "read public.orders.id: id",
            ])
        #expect(
            uses("CREATE INDEX i ON orders (customer_id, lower(status)) WHERE data IS NOT NULL") == [
                "define public.orders: orders", "define public.orders.customer_id: customer_id",
                "read public.orders.status: status", "read public.orders.data: data",
            ])
        #expect(
            uses("ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id)") == [
                "define public.orders: orders", "define public.orders.customer_id: customer_id",
                "read public.customers: customers", "read public.customers.id: id",
            ])
        #expect(
            uses(
                "CREATE TRIGGER t BEFORE UPDATE OF status ON orders WHEN (new.data IS NULL) EXECUTE FUNCTION f()"
            ) == [
                "define public.orders: orders", "define public.orders.status: status",
                "read public.orders.data: new.data",
            ])
        #expect(uses("COMMENT ON COLUMN orders.status IS 'x'") == ["define public.orders.status: status"])
        #expect(
            uses("CREATE VIEW v AS SELECT status FROM orders").contains("read public.orders.status: status"))
        #expect(
            uses("CREATE PUBLICATION p FOR TABLE orders (id) WHERE (status = 'x')").prefix(2) == [
                "define public.orders: orders", "define public.orders.id: id",
            ])
        #expect(uses("DROP TABLE orders") == ["define public.orders: orders"])
    }

    @Test func rowsOfATrigger() {
        let orders = ObjectName(schema: "public", "orders")
        #expect(
            uses(
                "UPDATE customers SET status = new.status WHERE id = old.customer_id",
                rows: ["new": orders, "old": orders])
                == [
                    "write public.customers: customers", "write public.customers.status: status",
                    "read public.orders.status: new.status", "read public.customers.id: id",
                    "read public.orders.customer_id: old.customer_id",
                ])
    }

    /// Places inside a function's quotes are places of the file.
    @Test func bodiesOfFunctions() throws {
        let script = PostgresScript(
            SourceText(
                path: "f.sql",
                text: """
                    CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS '
                    BEGIN
                      UPDATE orders SET status = ''x'' WHERE data = ''y'';
                      PERFORM name FROM customers;
                    END';
                    """))
        let all = StatementUse.all(in: script, UseShop.relations)
        let found = all.flatMap { $0.use.uses }.map {
            "\($0.access) \($0.column?.text ?? "") \(script.source.slice($0.bytes))"
        }
        #expect(
            found == [
                "write  orders", "write status status", "read data data", "read  customers", "read name name",
            ])
    }

    @Test func calls() {
        let script = PostgresScript(SourceText(path: "a.sql", text: "SELECT lower(a), app.f(1) FROM t"))
        let calls = StatementUse(of: script.statements[0], in: nil).calls
        #expect(calls.map(\.function.description) == ["lower", "app.f"])
        #expect(calls.map { script.source.slice($0.bytes) } == ["lower", "app.f"])
    }
}
