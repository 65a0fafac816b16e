import ColonnadeModel
import Testing

/// Constraints, whole tables, other objects and rows, read out of statements.
@Suite struct PostgresOtherChangesTests {
    private let orders = ObjectName("orders")

    private func constraint(_ sql: String) throws -> ConstraintDefinition? {
        guard case .constraint(.add(_, let definition)) = try kinds("ALTER TABLE orders ADD \(sql)").first
        else {
            return nil
        }
        return definition
    }

    private func object(_ sql: String) throws -> ObjectChange? {
        if case .object(let change) = try kinds(sql).first { change } else { nil }
    }

    @Test func `a check has its condition, its name and whether it looks at rows`() throws {
        let check = try #require(try constraint("CONSTRAINT c CHECK (a > b + 1) NO INHERIT NOT VALID"))
        #expect(check.name == "c")
        #expect(!check.isValidated)
        guard case .check(let condition, let inherits) = check.body else { throw Unexpected() }
        #expect(marked(condition) == "‹a› > ‹b› + 1")
        #expect(!inherits)
    }

    @Test func `a foreign key has its columns, actions and attributes`() throws {
        let key = try #require(
            try constraint(
                """
                FOREIGN KEY (a, "B") REFERENCES shop.x (c, d) MATCH FULL ON DELETE SET NULL (a) ON UPDATE CASCADE
                DEFERRABLE INITIALLY DEFERRED
                """))
        #expect(
            key.body
                == .foreignKey(
                    ["a", "B"],
                    ForeignKeyTarget(
                        table: ObjectName(schema: "shop", "x"), columns: ["c", "d"], isFull: true,
                        actions: "ON DELETE SET NULL (\"a\") ON UPDATE CASCADE")))
        #expect(key.attributes == "DEFERRABLE INITIALLY DEFERRED")
        #expect(key.isValidated)
    }

    @Test func `keys are read with what belongs to them`() throws {
        #expect(
            try constraint("UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (c)")?.body
                == .key(
                    KeyDefinition(
                        isPrimary: false, columns: ["a", "b"], including: ["c"], nullsNotDistinct: true)))
        #expect(
            try constraint("CONSTRAINT k PRIMARY KEY USING INDEX i")?.body
                == .keyUsingIndex(isPrimary: true, index: "i"))
        #expect(try constraint("EXCLUDE USING gist (a WITH =)")?.body == .exclusion)
        #expect(try constraint("CONSTRAINT n NOT NULL a NOT VALID")?.body == .notNull("a"))
        #expect(try constraint("UNIQUE (a) WITH (fillfactor = 70)") == nil)
        #expect(try constraint("FOREIGN KEY (a) REFERENCES b NOT ENFORCED") == nil)
    }

    @Test func `what is done to constraints`() throws {
        #expect(
            try kinds("ALTER TABLE orders VALIDATE CONSTRAINT a, DROP CONSTRAINT IF EXISTS b CASCADE")
                == [
                    .constraint(.validate(orders, "a")),
                    .constraint(.drop(orders, "b", ifExists: true, cascade: true)),
                ])
        #expect(
            try kinds("ALTER TABLE orders RENAME CONSTRAINT a TO b") == [
                .constraint(.rename(orders, "a", to: "b"))
            ])
        #expect(
            try kinds("ALTER TABLE orders ALTER CONSTRAINT a NOT DEFERRABLE")
                == [.constraint(.alter(orders, "a", attributes: "NOT DEFERRABLE"))])
    }

    @Test func `what is done to whole tables`() throws {
        #expect(
            try kinds("DROP TABLE IF EXISTS orders, shop.lines")
                == [orders, ObjectName(schema: "shop", "lines")].map {
                    .wholeTable(.drop($0, ifExists: true, cascade: false))
                })
        #expect(try kinds("ALTER TABLE orders RENAME TO x") == [.wholeTable(.rename(orders, to: "x"))])
        #expect(try kinds("ALTER TABLE orders SET SCHEMA s") == [.wholeTable(.setSchema(orders, "s"))])
        #expect(
            try kinds("ALTER TABLE orders OWNER TO bob, SET (fillfactor = 70), FORCE ROW LEVEL SECURITY")
                == [
                    .wholeTable(.setOwner(orders, "bob")),
                    .wholeTable(.setOptions(orders, "fillfactor = 70", isReset: false)),
                    .wholeTable(.rowSecurity(orders, .force)),
                ])
        #expect(
            try kinds("ALTER TABLE orders ENABLE ALWAYS TRIGGER t") == [
                .wholeTable(.trigger(orders, "t", .always))
            ])
    }

    @Test func `a function is known by the types of its arguments`() throws {
        let sql =
            "CREATE OR REPLACE FUNCTION s.f(a int, OUT b text, c text[], VARIADIC d s.x[]) LANGUAGE sql AS 'x'"
        let function = try #require(try object(sql))
        #expect(function.name == ObjectName(schema: "s", "f"))
        #expect(function.detail == "int4,_text,_x")
        #expect(function.verb == .replace)
        #expect(try object("DROP FUNCTION f(int, text[])")?.detail == "int4,_text")
        #expect(try object("DROP FUNCTION f")?.detail == "*")
    }

    @Test func `a right that is granted knows what revokes it`() throws {
        #expect(
            try object(
                "GRANT SELECT, UPDATE (a) ON orders TO bob, PUBLIC WITH GRANT OPTION GRANTED BY CURRENT_USER")?
                .opposite == "REVOKE SELECT, UPDATE (a) ON orders FROM bob, PUBLIC")
        #expect(
            try kinds("GRANT SELECT ON orders, lines TO bob").map(\.table) == [orders, ObjectName("lines")])
    }

    @Test func `values and conditions of types`() throws {
        let value = try #require(try object("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'so so' BEFORE 'bad'"))
        #expect(value.detail == "so so")
        #expect(value.rest == "'so so' BEFORE 'bad'")
        #expect(value.isConditional)
        let check = try #require(try object("ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID"))
        #expect(marked(check.condition) == "‹VALUE› > 0")
        #expect(check.isGentle)
    }

    @Test func `rows that are written and removed`() throws {
        #expect(
            try kinds("INSERT INTO orders VALUES (1), (2) ON CONFLICT DO NOTHING")
                == [.rows(.insert(orders, isBounded: true, isRepeatable: true))])
        #expect(
            try kinds("INSERT INTO orders SELECT i FROM generate_series(1, 3) i")
                == [.rows(.insert(orders, isBounded: true, isRepeatable: false))])
        #expect(
            try kinds("INSERT INTO orders SELECT 1 WHERE EXISTS (SELECT FROM lines)")
                == [.rows(.insert(orders, isBounded: false, isRepeatable: false))])
        guard
            case .rows(.delete(_, let alias, let condition)) = try kinds(
                "DELETE FROM orders o WHERE o.a > 1 AND b"
            ).first
        else { throw Unexpected() }
        #expect(alias == "o")
        #expect(marked(condition) == "‹o.a› > 1 AND ‹b›")
    }

    private struct Unexpected: Error {}
}
