import ColonnadeEngine
import ColonnadeModel
import SQLiteEngine
import Testing

struct SQLiteInspectorTests {
    private func inspect(_ schema: String) async throws -> CatalogSnapshot {
        let database = try await TestDatabase(schema)
        let engine = try await database.engine()
        return try await engine.inspect(on: try await engine.connect(as: "test"))
    }

    @Test func `a table comes with all that hangs on it`() async throws {
        let catalog = try await inspect(
            SQLiteRebuildTests.shop + "CREATE TABLE colonnade_rollouts (a); CREATE TABLE empty (a)")
        #expect(Set(catalog.tables.keys.map(\.description)) == ["customers", "orders", "log", "empty"])
        #expect(catalog.searchPath.isEmpty)
        let orders = try #require(catalog.table(ObjectName("orders")))
        #expect(orders.estimatedRows == 2)
        #expect(orders.columns.map(\.name.text) == ["id", "customer", "status", "total", "cents", "parent"])
        #expect(orders.columns.map(\.notNull) == [true, true, false, false, false, false])
        #expect(orders.column("total")?.defaultExpression == "1 + 1")
        #expect(orders.column("cents")?.isGenerated == true)
        #expect(orders.indexes.map(\.name.text) == ["orders_status", "orders_lower"])
        #expect(Set(orders.indexes.first?.columns ?? []) == ["status", "total"])
        #expect(orders.indexes.map(\.isUnique) == [false, true])
        #expect(orders.triggers.map(\.name.text) == ["orders_log"])
        #expect(orders.triggers.first?.firesOnUpdate == true)
        #expect(orders.views == [DependentView(name: ObjectName("open_orders"), columns: ["id", "status"])])
        let kinds = orders.constraints.map(\.kind)
        #expect(kinds.filter { $0 == .check }.count == 2 && kinds.filter { $0 == .foreignKey }.count == 2)
        #expect(orders.constraints.contains { $0.name == "positive" && $0.columns == ["customer"] })
        #expect(
            orders.constraints.contains {
                $0.references == ObjectName("customers") && $0.definition.hasSuffix("ON DELETE CASCADE")
            })
        #expect(catalog.isTaken(ObjectName("open_orders")))
        #expect(catalog.table(ObjectName("customers"))?.triggers.first?.firesOnUpdate == false)
    }

    @Test func `tables of every kind are told apart`() async throws {
        let catalog = try await inspect(
            """
            CREATE TABLE keyed (a TEXT, b INT UNIQUE, PRIMARY KEY (b, a)) WITHOUT ROWID;
            CREATE TABLE hidden (_rowid_ TEXT);
            CREATE TABLE plain (a TEXT PRIMARY KEY, n INT);
            CREATE VIEW all_of_it AS SELECT p.* FROM plain AS p;
            CREATE VIEW counted AS SELECT count(*), a FROM plain GROUP BY a;
            CREATE VIRTUAL TABLE search USING fts5(body);
            INSERT INTO plain VALUES ('x', 1), ('y', 2);
            """)
        let keyed = try #require(catalog.table(ObjectName("keyed")))
        #expect(!keyed.hasPhysicalOrder)
        #expect(keyed.columns.map(\.notNull) == [true, true])
        #expect(keyed.constraints.first { $0.kind == .primaryKey }?.columns == ["b", "a"])
        #expect(keyed.constraints.contains { $0.kind == .unique && $0.columns == ["b"] })
        #expect(catalog.table(ObjectName("hidden"))?.hasPhysicalOrder == false)
        let plain = try #require(catalog.table(ObjectName("plain")))
        #expect(plain.hasPhysicalOrder && plain.estimatedRows == 2)
        #expect(plain.columns.first?.notNull == false)
        #expect(plain.views.first { $0.name.name == "all_of_it" }?.columns == ["a", "n"])
        #expect(plain.views.first { $0.name.name == "counted" }?.columns == ["a"])
        #expect(catalog.table(ObjectName("search")) == nil && catalog.isTaken(ObjectName("search")))
    }

    @Test func `ten thousand tables are read in seconds`() async throws {
        let tables = (0..<10_000).map { "CREATE TABLE t\($0) (id INTEGER PRIMARY KEY, a TEXT UNIQUE);" }
        let database = try await TestDatabase("BEGIN;" + tables.joined() + "COMMIT;")
        let engine = try await database.engine()
        let connection = try await engine.connect(as: "test")
        let clock = ContinuousClock()
        let start = clock.now
        let catalog = try await engine.inspect(on: connection)
        #expect(catalog.tables.count == 10_000)
        // Generous: a debug build on a busy machine.
        #expect(clock.now - start < .seconds(30))
        print("10,000 tables inspected in \(clock.now - start)")
    }
}
