import ColonnadeModel
import ColonnadeSQL
import Testing

/// Which column each `$n` of a counted statement has to do with.
@Suite struct StatementParameterTests {
    private func parameters(_ sql: String) -> [String] {
        let script = PostgresScript(SourceText(path: "a.sql", text: sql))
        return script.statements.flatMap { statement in
            StatementUse(of: statement, in: UseShop.relations).parameters.sorted { $0.number < $1.number }.map
            {
                "$\($0.number) \($0.role) \($0.table).\($0.column)"
            }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var sql: String
        var expected: [String]
        var testDescription: String { sql }
    }

    @Test(arguments: [
        Case(sql: "SELECT * FROM orders WHERE id = $1", expected: ["$1 compared public.orders.id"]),
        Case(
            sql:
                "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.name LIKE $1 AND $2 < o.id",
            expected: ["$1 compared public.customers.name", "$2 compared public.orders.id"]),
        Case(
            sql: "SELECT 1 FROM orders WHERE id IN ($1, $2) AND status = ANY ($3::text[])",
            expected: [
                "$1 compared public.orders.id", "$2 compared public.orders.id",
                "$3 comparedWithEach public.orders.status",
            ]),
        Case(
            sql: "SELECT 1 FROM orders WHERE (customer_id, id) > ($1, $2::bigint) AND id BETWEEN $3 AND $4",
            expected: [
                "$1 compared public.orders.customer_id", "$2 compared public.orders.id",
                "$3 compared public.orders.id", "$4 compared public.orders.id",
            ]),
        Case(
            sql: "INSERT INTO orders (status, id) VALUES ($1, $2), ($3, $4)",
            expected: [
                "$1 assigned public.orders.status", "$2 assigned public.orders.id",
                "$3 assigned public.orders.status", "$4 assigned public.orders.id",
            ]),
        Case(
            sql: "INSERT INTO customers VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET status = $3",
            expected: [
                "$1 assigned public.customers.id", "$2 assigned public.customers.name",
                "$3 assigned public.customers.status",
            ]),
        Case(
            sql: "UPDATE orders SET status = coalesce($1, status) WHERE id = $2",
            expected: ["$1 assigned public.orders.status", "$2 compared public.orders.id"]),
        Case(
            sql: "SELECT state FROM open_orders WHERE lower(state) = $1",
            expected: ["$1 compared public.orders.status"]),
        Case(
            sql:
                "SELECT (SELECT max(id) FROM customers WHERE name = $1) FROM orders WHERE data->$2 = $3 AND now() > $4",
            expected: ["$1 compared public.customers.name", "$3 compared public.orders.data"]),
    ])
    func findsTheColumn(_ it: Case) { #expect(parameters(it.sql) == it.expected) }

    @Test func cutsTheTextAtItsParameters() throws {
        let sql = "SELECT 'ä', $1 FROM orders /* $7 */ WHERE id = $12 LIMIT $3 OFFSET $4"
        let script = PostgresScript(SourceText(path: "a.sql", text: "SELECT 1; \(sql)"))
        let statement = try #require(script.statements.last)
        let cut = statement.cutAtParameters
        #expect(
            cut.texts == ["SELECT 'ä', ", " FROM orders /* $7 */ WHERE id = ", " LIMIT ", " OFFSET ", ""])
        #expect(cut.numbers == [1, 12, 3, 4])
        #expect(statement.limitParameters == (counts: [3], offsets: [4]))
    }
}
