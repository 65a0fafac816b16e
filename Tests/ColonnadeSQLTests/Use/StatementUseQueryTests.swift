import ColonnadeModel
import ColonnadeSQL
import Testing

/// What queries read.
@Suite struct StatementUseQueryTests {
    @Test func aliasesAndSchemas() {
        #expect(
            uses("SELECT o.status, public.customers.name FROM public.orders AS o, customers WHERE o.id = 1")
                == [
                    "read public.orders: public.orders", "read public.customers: customers",
                    "read public.orders.status: o.status",
                    "read public.customers.name: public.customers.name",
                    "read public.orders.id: o.id",
                ])
        #expect(
            uses("SELECT seen FROM audit.orders") == [
                "read audit.orders: audit.orders", "read audit.orders.seen: seen",
            ])
        #expect(
            uses(#"SELECT "Quantity" FROM "Order Items" i WHERE i . "order_id" = 2"#) == [
                #"read public.Order Items: "Order Items""#, #"read public.Order Items.Quantity: "Quantity""#,
                #"read public.Order Items.order_id: i . "order_id""#,
            ])
    }

    @Test func anUnqualifiedNameBelongsToTheNearestThatHasIt() {
        #expect(
            uses("SELECT id FROM customers WHERE EXISTS (SELECT * FROM orders WHERE data = name)") == [
                "read public.customers: customers", "read public.customers.id: id",
                "read public.orders: orders", "read public.orders.data: data",
                "read public.customers.name: name",
            ])
        #expect(unresolved("SELECT status FROM orders, customers") == ["ambiguous status"])
        #expect(
            unresolved("SELECT o.colour, nothing FROM orders o, missing.t") == [
                "relation missing.t", "column o.colour",
            ])
    }

    @Test func starsTakeWhatThereIs() {
        #expect(
            uses("SELECT *, o.* FROM orders o") == [
                "read public.orders: orders", "read star public.orders: *", "read star public.orders: o.*",
            ])
        #expect(uses("SELECT count(*) FROM orders") == ["read public.orders: orders"])
        // A star inside makes naming the column outside a use of it.
        #expect(
            uses("SELECT x.status FROM (SELECT * FROM orders) x") == [
                "read public.orders: orders", "read star public.orders: *",
                "read public.orders.status: x.status",
            ])
        #expect(
            uses("SELECT x.s FROM (SELECT status AS s FROM orders) x") == [
                "read public.orders: orders", "read public.orders.status: status",
            ])
    }

    @Test func wholeRowsAndTheirFields() {
        #expect(
            uses("SELECT row_to_json(o), (o).status, status(o), (o).* FROM orders o") == [
                "read public.orders: orders", "read wholeRow public.orders: o",
                "read public.orders.status: o", "read public.orders.status: status",
                "read star public.orders: o",
            ])
    }

    @Test func withQueries() {
        #expect(
            uses("WITH orders AS (SELECT id FROM customers) SELECT id FROM orders") == [
                "read public.customers: customers", "read public.customers.id: id",
            ])
        #expect(
            uses(
                """
                WITH RECURSIVE t AS (SELECT * FROM orders UNION ALL SELECT o.* FROM orders o JOIN t ON t.status = o.data)
                SELECT status FROM t
                """) == [
                    "read public.orders: orders", "read star public.orders: *", "read public.orders: orders",
                    "read public.orders.status: t.status", "read public.orders.data: o.data",
                    "read star public.orders: o.*", "read public.orders.status: status",
                    "read public.orders.status: status",
                ])
        #expect(
            uses("WITH gone AS (DELETE FROM orders WHERE id = 1 RETURNING *) SELECT status FROM gone") == [
                "write public.orders: orders", "read public.orders.id: id", "read star public.orders: *",
                "read public.orders.status: status",
            ])
        #expect(
            unresolved("WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT id FROM orders) TABLE a").isEmpty)
    }

    @Test func joins() {
        #expect(
            uses(
                "SELECT status FROM orders JOIN customers USING (id, status) LEFT JOIN audit.orders a USING (id)"
            ) == [
                "read public.orders: orders", "read public.customers: customers",
                "read public.orders.id: id", "read public.customers.id: id",
                "read public.orders.status: status", "read public.customers.status: status",
                "read audit.orders: audit.orders", "read public.orders.id: id",
                "read public.customers.id: id",
                "read audit.orders.id: id", "read public.orders.status: status",
                "read public.customers.status: status",
            ])
        #expect(unresolved("SELECT status FROM orders JOIN customers USING (id, status)").isEmpty)
        #expect(
            uses("SELECT 1 FROM orders NATURAL JOIN audit.orders a") == [
                "read public.orders: orders", "read audit.orders: audit.orders",
                "read natural public.orders: audit", "read natural audit.orders: audit",
                "read public.orders.id: audit", "read audit.orders.id: audit",
            ])
        #expect(
            uses("SELECT j.name FROM (orders o JOIN customers c ON c.id = o.customer_id) AS j") == [
                "read public.orders: orders", "read public.customers: customers",
                "read public.customers.id: c.id", "read public.orders.customer_id: o.customer_id",
                "read public.customers.name: j.name",
            ])
    }

    @Test func lateralAndFunctions() {
        #expect(
            uses("SELECT l.n, f.v FROM orders o, LATERAL (SELECT o.status AS n) l, unnest(o.data) AS f(v)")
                == [
                    "read public.orders: orders", "read public.orders.status: o.status",
                    "read public.orders.data: o.data",
                ])
        // Without LATERAL, the outer table is out of reach.
        #expect(unresolved("SELECT 1 FROM orders o, (SELECT o.status) l") == ["column o.status"])
        #expect(
            uses("SELECT k.v FROM orders, json_table(data, '$' COLUMNS (v int PATH '$.v')) k") == [
                "read public.orders: orders", "read public.orders.data: data",
            ])
    }

    @Test func namesOfTheResult() {
        #expect(
            uses("SELECT lower(name) AS status FROM customers GROUP BY status ORDER BY status") == [
                "read public.customers: customers", "read public.customers.name: name",
                "read public.customers.status: status",
            ])
        #expect(
            uses("SELECT id FROM orders UNION SELECT id FROM customers ORDER BY id") == [
                "read public.orders: orders", "read public.orders.id: id", "read public.customers: customers",
                "read public.customers.id: id",
            ])
    }

    @Test func clausesBehind() {
        #expect(
            uses(
                """
                SELECT 1 FROM orders GROUP BY GROUPING SETS ((status), (id)) HAVING max(data) > 'a'
                WINDOW w AS (PARTITION BY customer_id) FOR UPDATE OF orders
                """) == [
                    "read public.orders: orders", "read public.orders.data: data",
                    "read public.orders.customer_id: customer_id", "read public.orders.status: status",
                    "read public.orders.id: id", "lock public.orders: orders",
                ])
        #expect(uses("LOCK TABLE orders") == ["lock public.orders: orders"])
    }

    @Test func pathsIntoJSON() {
        #expect(
            uses("SELECT data->'a'->>'b', data #>> '{x,y}', data['k'] FROM orders") == [
                "read public.orders: orders", "read public.orders.data a/b: data",
                "read public.orders.data x/y: data", "read public.orders.data k: data",
            ])
    }

    @Test func viewsAreLookedThrough() {
        #expect(
            uses("SELECT state FROM top")
                == [
                    "read public.top: top", "read public.open_orders via top: top",
                    "read public.orders via top: top",
                    "read public.customers via top: top",
                    "read public.orders.customer_id via top, open_orders: top",
                    "read public.customers.id via top: top", "read public.open_orders.id via top: top",
                    "read public.orders.id via top, open_orders: top", "read public.top.state: state",
                    "read public.open_orders.state via top: state",
                    "read public.orders.status via top, open_orders: state",
                ])
        #expect(uses("SELECT * FROM every").contains("read public.orders.data via every: *"))
        #expect(uses("SELECT id FROM loop").contains("read public.loop.id: id"))
    }

    @Test func withoutACatalogNothingIsCertain() {
        #expect(
            uses("SELECT status, c.name FROM orders o JOIN customers c USING (id)", in: nil) == [
                "read? orders: orders", "read? customers: customers", "read? orders.id: id",
                "read? customers.id: id", "read? orders.status: status", "read? customers.status: status",
                "read? customers.name: c.name",
            ])
        #expect(unresolved("SELECT status FROM orders, customers", in: nil) == ["ambiguous status"])
    }

    /// Neither a long chain nor a deep nest is a matter of the stack.
    @Test func depth() {
        let union = Array(repeating: "SELECT id FROM orders", count: 3000).joined(separator: " UNION ALL ")
        #expect(uses(union).count == 6000)
        let sum = Array(repeating: "id", count: 5000).joined(separator: " || ")
        #expect(uses("SELECT \(sum) FROM orders").count == 5001)
        let deep = String(repeating: "SELECT (", count: 300) + "SELECT id FROM orders"
        #expect(unresolved(deep + String(repeating: ")", count: 300)) == ["depth "])
    }
}
