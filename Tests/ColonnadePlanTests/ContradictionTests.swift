import ColonnadeModel
import ColonnadePlan
import ColonnadeSQL
import PostgresEngine
import Testing

/// What one migration cannot mean at once, and what it does in one moment.
@Suite struct ContradictionTests {
    private func plan(_ sql: String) throws -> Rollout {
        var table = Table(name: ObjectName(schema: "public", "orders"), estimatedRows: 1000)
        table.columns = [
            Column(name: "id", type: "bigint", notNull: true), Column(name: "price", type: "numeric"),
        ]
        table.constraints = [
            Constraint(name: "known", kind: .check, columns: ["price"], definition: "CHECK ((price > 0))")
        ]
        var other = Table(name: ObjectName(schema: "public", "customers"), estimatedRows: 1000)
        other.columns = [Column(name: "id", type: "bigint", notNull: true)]
        other.constraints = [
            Constraint(name: "customers_pkey", kind: .primaryKey, columns: ["id"], definition: "")
        ]
        let migration = try MigrationReader(engine: .postgresql).read(
            SourceText(path: "m.sql", text: sql), name: "m", checksum: "c")
        return try Planner(
            dialect: PostgresDialect(version: ServerVersion(15)),
            catalog: CatalogSnapshot(tables: [table, other])
        ).plan(migration)
    }

    @Test(
        arguments: [
            "ALTER TABLE orders ADD a int;\nALTER TABLE orders DROP a",
            "ALTER TABLE orders ADD a int;\nALTER TABLE public.orders ADD a int",
            "ALTER TABLE orders DROP price;\nALTER TABLE orders ADD price int",
            "ALTER TABLE orders DROP price;\nUPDATE orders SET price = 1",
            "ALTER TABLE orders ALTER price SET NOT NULL;\nALTER TABLE orders ALTER price DROP NOT NULL",
            "ALTER TABLE orders ALTER price SET DEFAULT 1;\nALTER TABLE orders ALTER price SET DEFAULT 2",
            "ALTER TABLE orders ADD CONSTRAINT a CHECK (id > 0);\nALTER TABLE orders DROP CONSTRAINT a",
            "ALTER TABLE orders DROP CONSTRAINT known;\nALTER TABLE orders VALIDATE CONSTRAINT known",
            "ALTER TABLE orders ADD PRIMARY KEY (id);\nALTER TABLE orders ADD PRIMARY KEY (price)",
            "ALTER TABLE orders ADD a int;\nDROP TABLE orders",
            "DROP TABLE orders;\nALTER TABLE orders ADD a int",
            "CREATE TABLE t (a int);\nDROP TABLE t",
            "UPDATE orders SET id = price WHERE id IS NULL;\nUPDATE orders SET price = 1 WHERE price IS NULL",
        ]
    )
    func bothLinesOfAContradictionAreNamed(_ sql: String) throws {
        let refused = #expect(throws: PlanRefused.self) { try plan(sql) }
        #expect(refused?.refusals.first?.message.contains("line 1 and line 2") == true)
    }

    @Test func anIndexIsBuiltBehindTheBackfillOfItsColumn() throws {
        let add = "ALTER TABLE orders ADD total int;\nUPDATE orders SET total = price;\n"
        func phases(_ index: String) throws -> [Phase] {
            try plan(add + index).steps.filter { $0.kind == "create-index" }.map(\.phase)
        }
        #expect(try phases("CREATE INDEX i ON orders (id, total)") == [.verify])
        #expect(try phases("CREATE INDEX i ON orders (id) WHERE total > 0") == [.verify])
        #expect(try phases("CREATE INDEX i ON orders (price)") == [.expand])
    }

    @Test func changesUnderTheSameLockAreOneStep() throws {
        let three = try plan(
            "ALTER TABLE orders ADD a int, ADD b int DEFAULT 3; ALTER TABLE orders ALTER price SET DEFAULT 4")
        #expect(three.steps.count == 1)
        #expect(three.steps[0].statements.count == 3)
        #expect(three.steps[0].undo.count == 3)
        // What comes last is taken back first.
        #expect(three.steps[0].undo.first == .dropDefault(ObjectName(schema: "public", "orders"), "price"))
    }

    @Test func aLockIsNotMadeLongerByAnother() throws {
        let plan = try plan(
            """
            ALTER TABLE orders ADD a int; ALTER TABLE customers ADD b int;
            ALTER TABLE orders ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES customers NOT VALID;
            ALTER TABLE orders ADD CONSTRAINT d CHECK (id > 0) NOT VALID;
            """)
        #expect(plan.steps.map(\.kind) == ["add-column", "add-column", "add-foreign-key", "add-check"])
    }
}
