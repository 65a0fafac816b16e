import ColonnadeModel
import ColonnadeSQL
import Testing

@Suite struct PostgresFillTests {
    @Test func `an UPDATE fills each column it assigns`() throws {
        let text = MarkedText(
            "UPDATE orders SET «total = qty * price», «label = 'a, b' || coalesce(note, '')» WHERE total IS NULL;"
        )
        let read = try MigrationReader(engine: .postgresql).read(text.source, name: "m", checksum: "0")
        #expect(read.changes.map(\.range) == text.ranges)
        let fills = read.changes.compactMap { if case .fill(let fill) = $0.kind { fill } else { nil } }
        #expect(fills.map(\.column) == ["total", "label"])
        #expect(fills.map { marked($0.value) } == ["‹qty› * ‹price›", "'a, b' || coalesce(‹note›, '')"])
        #expect(fills.map { marked($0.condition) } == ["‹total› IS NULL", "‹total› IS NULL"])
        #expect(fills.first?.sourceColumns == ["qty", "price"])
    }

    @Test(
        "a column of the table is known however it is written",
        arguments: [
            ("UPDATE orders SET a = total + orders.total", "‹total› + ‹orders.total›"),
            ("UPDATE public.orders SET a = public.orders.total", "‹public.orders.total›"),
            ("UPDATE public.orders SET a = orders . total * 2", "‹orders . total› * 2"),
            ("UPDATE public.orders SET a = other.orders.total", "other.orders.total"),
            ("UPDATE orders AS o SET a = o.total + \"Odd\"", "‹o.total› + ‹\"Odd\"›"),
            ("UPDATE orders o SET a = (o.point).x", "(‹o.point›).x"),
            ("UPDATE orders o SET a = TOTAL::text || list[qty]", "‹TOTAL›::text || ‹list›[‹qty›]"),
            ("UPDATE orders SET a = price IS DISTINCT FROM qty", "‹price› IS DISTINCT FROM ‹qty›"),
            (
                "UPDATE orders SET a = CASE WHEN x = 'WHERE, FROM' THEN 1 /* , FROM */ ELSE y END",
                "CASE WHEN ‹x› = 'WHERE, FROM' THEN 1 /* , FROM */ ELSE ‹y› END"
            ),
            ("UPDATE orders SET a = 'ä€😀' || größe", "'ä€😀' || ‹größe›"),
            ("UPDATE orders SET a = substring(x from 2)", "substring(‹x› from 2)"),
            ("UPDATE orders SET a = U&\"d\\0061t\" + 1", "‹U&\"d\\0061t\"› + 1"),
        ]
    )
    func column(_ sql: String, _ expected: String) throws {
        #expect(marked(try fills(sql).first?.value) == expected)
    }

    @Test func `names of joined tables stay text`() throws {
        let fill = try #require(
            try fills(
                """
                UPDATE orders AS o SET country = c.country || o.region
                  FROM customers c JOIN shop.regions r ON r.id = c.region, (SELECT 1 FROM extra) x
                 WHERE c.id = o.customer
                """
            ).first
        )
        #expect(fill.alias == "o")
        #expect(marked(fill.value) == "c.country || ‹o.region›")
        #expect(marked(fill.condition) == "c.id = ‹o.customer›")
        #expect(
            fill.join
                == Fill.Join(
                    from: "customers c JOIN shop.regions r ON r.id = c.region, (SELECT 1 FROM extra) x",
                    tables: [
                        ObjectName("customers"), ObjectName(schema: "shop", "regions"), ObjectName("extra"),
                    ]
                )
        )
    }

    @Test(
        "how the rows of one joined table are found is known where columns are equal and nothing else",
        arguments: [
            ("o.a = p.b", "orders o", "p: a=b, reads c, whole"),
            ("p.b = a AND o.\"D\" = p.e", "orders o", "p: a=b D=e, reads c, whole"),
            ("orders.a = shop.people.b", "orders", nil),
            ("p.b = orders.a", "public.orders", "p: a=b, reads c, whole"),
            ("o.a = p.b OR o.a = p.c", "orders o", nil), ("o.a = p.b AND p.c > 1", "orders o", nil),
            ("o.a = p.b + 1", "orders o", nil), ("a = b", "orders o", nil), ("o.a = o.b", "orders o", nil),
        ] as [(String, String, String?)]
    )
    func lookup(_ condition: String, _ table: String, _ expected: String?) throws {
        let fill = try fills("UPDATE \(table) SET x = p.c FROM people p WHERE \(condition)").first
        #expect(shown(fill?.join?.lookup) == expected)
    }

    @Test func `what a value reads of the joined table is known`() throws {
        let values = ["p.c", "(p.c)", "upper(p.c) || d", "o.e"].map {
            "UPDATE orders o SET x = \($0) FROM people p WHERE o.a = p.b"
        }
        let lookups = try values.map { shown(try fills($0).first?.join?.lookup) }
        #expect(
            lookups == [
                "p: a=b, reads c, whole", "p: a=b, reads c, whole", "p: a=b, reads c d", "p: a=b, reads ",
            ])
        #expect(
            try fills("UPDATE orders SET x = c FROM a, b WHERE a.y = orders.z").first?.join?.lookup == nil)
        #expect(
            try fills("UPDATE orders SET x = c FROM ONLY a WHERE a.y = orders.z").first?.join?.lookup == nil)
    }

    private func shown(_ lookup: Fill.Lookup?) -> String? {
        guard let lookup else { return nil }
        let matches = lookup.matches.map { "\($0.own)=\($0.other)" }.joined(separator: " ")
        let reads = lookup.reads.map(\.text).joined(separator: " ")
        return "\(lookup.name): \(matches), reads \(reads)\(lookup.isColumn ? ", whole" : "")"
    }

    @Test(
        "inside a subquery only a qualified name means the table",
        arguments: [
            (
                "UPDATE orders SET a = (SELECT sum(price) FROM items i WHERE i.order_id = orders.id) + qty",
                "(SELECT sum(price) FROM items i WHERE i.order_id = ‹orders.id›) + ‹qty›"
            ),
            (
                "UPDATE orders SET a = (SELECT max(orders.id) FROM orders)",
                "(SELECT max(orders.id) FROM orders)"
            ),
            (
                "UPDATE orders SET a = (SELECT max(orders.id) FROM old.items AS orders)",
                "(SELECT max(orders.id) FROM old.items AS orders)"
            ),
            ("UPDATE orders SET a = qty IN (SELECT * FROM n)", "‹qty› IN (SELECT * FROM n)"),
        ]
    )
    func subquery(_ sql: String, _ expected: String) throws {
        let value = try #require(try fills(sql).first?.value)
        #expect(marked(value) == expected)
        #expect(value.hasSubquery)
    }

    @Test func `functions are named once, without schema`() throws {
        let value = try #require(
            try fills("UPDATE orders SET a = Lower(shop.f(b)) || lower(pg_catalog.upper(c)) || now()").first?
                .value
        )
        #expect(value.functions == ["lower", "f", "upper", "now"])
        #expect(value.isStable)
        #expect(try fills("UPDATE orders SET a = random()").first?.value.isStable == false)
    }

    @Test func `a deep expression is read without recursion`() throws {
        let sum = (0..<3000).map { "c\($0)" }.joined(separator: " + ")
        let value = try #require(try fills("UPDATE orders SET a = \(sum)").first?.value)
        #expect(value.columns.count == 3000)
        #expect(value.text == sum)
        let parentheses = String(repeating: "(", count: 3000) + "b" + String(repeating: ")", count: 3000)
        #expect(try fills("UPDATE orders SET a = \(parentheses)").first?.value.columns == ["b"])
    }

    @Test func `an expression too deep for the parser is an error, not a crash`() {
        let depth = 50_000
        let nested = String(repeating: "(", count: depth) + "b" + String(repeating: ")", count: depth)
        #expect(failure("UPDATE orders SET a = \(nested)")?.contains("nested too deeply") == true)
        let long = Array(repeating: "1", count: depth).joined(separator: "+")
        #expect(failure("UPDATE orders SET a = \(long)")?.contains("nested too deeply") == true)
    }
}
