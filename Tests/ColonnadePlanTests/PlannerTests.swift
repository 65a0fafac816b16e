import ColonnadeModel
import ColonnadePlan
import ColonnadeSQL
import PostgresEngine
import Testing

/// Plans are pure functions of text, catalog and version: no server is needed to see them.
@Suite struct PlannerTests {
    private func table(_ kind: Table.Kind = .ordinary) -> Table {
        var table = Table(name: ObjectName(schema: "public", "orders"), kind: kind, estimatedRows: 1_000_000)
        table.columns = [
            Column(name: "id", type: "bigint", notNull: true), Column(name: "price", type: "numeric"),
            Column(name: "tax", type: "numeric", isGenerated: true),
        ]
        table.views = [DependentView(name: ObjectName(schema: "public", "report"), columns: ["price"])]
        return table
    }

    private func plan(
        _ sql: String, _ table: Table? = nil, version: ServerVersion = ServerVersion(15)
    ) throws -> Rollout {
        let catalog = CatalogSnapshot(
            tables: [table ?? self.table()], volatileFunctions: ["random", "nextval"],
            constrainedDomains: [ObjectName(schema: "public", "email")]
        )
        let migration = try MigrationReader(engine: .postgresql).read(
            SourceText(path: "m.sql", text: sql), name: "m", checksum: "c"
        )
        return try Planner(dialect: PostgresDialect(version: version), catalog: catalog).plan(migration)
    }

    private func refusal(_ sql: String, _ table: Table? = nil) -> String {
        do {
            return "planned: \(try plan(sql, table).steps.map(\.id))"
        } catch let error as PlanRefused {
            return error.refusals.map { "\($0.message); \($0.remedy)" }.joined(separator: "\n")
        } catch {
            return "\(error)"
        }
    }

    @Test func whatHasNoSafeWayIsRefusedWithTheWayRound() {
        #expect(refusal("ALTER TABLE orders ADD a email").contains("base type"))
        #expect(refusal("ALTER TABLE orders ADD a int NOT NULL").contains("colonnade:fill"))
        #expect(refusal("ALTER TABLE orders DROP COLUMN price").contains("public.report"))
        #expect(
            refusal("ALTER TABLE orders ADD a int; UPDATE orders SET a = tax").contains("generated column"))
        #expect(refusal("ALTER TABLE orders ADD a int; UPDATE orders SET a = nosuch").contains("spelling"))
        #expect(refusal("UPDATE orders SET price = price + 1").contains("changed twice"))
        #expect(refusal("ALTER TABLE orders ADD a int UNIQUE", table(.partitioned)).contains("partition"))
        #expect(refusal("VACUUM FULL orders").contains("pg_repack"))
        #expect(refusal("ALTER TABLE orders SET UNLOGGED").contains("swap names"))
        #expect(refusal("ALTER TABLE orders ATTACH PARTITION orders DEFAULT").contains("not partitioned"))
        #expect(refusal("ALTER TABLE orders DETACH PARTITION orders").contains("no partition"))
    }

    @Test func everyRefusalOfAMigrationIsSaidAtOnce() {
        let text = refusal(
            "ALTER TABLE orders ADD a int NOT NULL; VACUUM orders; ALTER TABLE nosuch ADD b int")
        #expect(text.split(separator: "\n").count == 3)
    }

    @Test func aConstantDefaultIsOneStepFromElevenOnAndABackfillBefore() throws {
        let sql = "ALTER TABLE orders ADD a int DEFAULT 5"
        #expect(try plan(sql).steps.map(\.kind) == ["add-column"])
        let old = try plan(sql, version: ServerVersion(10))
        #expect(old.steps.contains { $0.work == .backfill })
        #expect(!old.steps.contains { $0.work == .rewrite })
    }

    @Test func noPlanScansOrRewritesUnderALockThatKeepsOthersWaiting() throws {
        for sql in [
            "ALTER TABLE orders ADD a float NOT NULL DEFAULT random() UNIQUE CHECK (a < 2)",
            "ALTER TABLE orders ADD a bigserial", "ALTER TABLE orders ALTER price SET NOT NULL",
            "ALTER TABLE orders ADD a bigint REFERENCES orders", "CREATE UNIQUE INDEX ON orders (id)",
        ] {
            for step in try plan(sql).steps where step.blocksForeground {
                #expect(step.work == .catalog, "\(sql): \(step.id) does \(step.work) under its lock")
            }
        }
    }

    @Test func phasesFollowOneAnotherAndIdsAreUnique() throws {
        let steps = try plan("ALTER TABLE orders ADD a serial UNIQUE, ADD b int CHECK (b > 0)").steps
        #expect(steps.map(\.phase) == steps.map(\.phase).sorted())
        #expect(Set(steps.map(\.id)).count == steps.count)
        #expect(try plan("ALTER TABLE orders ADD a int").gates == [.ready])
    }

    @Test func anIndexIsLookedForAlongTheSearchPath() throws {
        var tables: [Table] = []
        for schema in ["archive", "public", "zoo"] as [Identifier] {
            var table = Table(name: ObjectName(schema: schema, "orders"))
            table.indexes = [Index(name: "by_id", columns: ["id"], definition: "")]
            tables.append(table)
        }
        let catalog = CatalogSnapshot(tables: tables, searchPath: ["public"])
        #expect(catalog.index(ObjectName("by_id"))?.table.name.schema == "public")
        #expect(catalog.index(ObjectName(schema: "zoo", "by_id"))?.table.name.schema == "zoo")
        #expect(CatalogSnapshot(tables: tables, searchPath: ["other"]).index(ObjectName("by_id")) == nil)
    }

    @Test func anIgnoredHazardIsNotShown() throws {
        let sql = "CREATE INDEX ON orders (id)"
        #expect(try plan(sql).hazards.map(\.rule) == ["create-index-blocks-writes"])
        #expect(try plan("-- colonnade:ignore create-index-blocks-writes we know\n\(sql)").hazards.isEmpty)
    }
}
