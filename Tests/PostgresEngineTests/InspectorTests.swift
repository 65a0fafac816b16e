import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Synchronization
import Testing

/// The catalog is read right, in few queries, and nobody is waited for.
@Suite(.aFewAtATime) struct InspectorTests {
    private static let rich = """
        CREATE TABLE customers (id bigint PRIMARY KEY, region text);
        CREATE TABLE orders (id bigserial PRIMARY KEY, customer_id bigint REFERENCES customers,
          total int CHECK (total > 0), twice int GENERATED ALWAYS AS (total * 2) STORED, note text DEFAULT 'a''b',
          span int4range, EXCLUDE USING gist (span WITH &&));
        CREATE INDEX orders_lower_idx ON orders (lower(note)) WHERE total > 1;
        CREATE TRIGGER watch BEFORE UPDATE ON orders FOR EACH ROW WHEN (OLD.total IS DISTINCT FROM NEW.total)
          EXECUTE FUNCTION suppress_redundant_updates_trigger();
        CREATE VIEW totals AS SELECT total FROM orders; CREATE POLICY own ON orders USING (total > 3);
        CREATE MATERIALIZED VIEW sums AS SELECT sum(total) FROM orders; CREATE VIEW above AS SELECT * FROM totals;
        CREATE TABLE parts (id int PRIMARY KEY, a int) PARTITION BY RANGE (id);
        CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100);
        CREATE TABLE parts_other PARTITION OF parts DEFAULT;
        CREATE INDEX parts_a_idx ON parts (a);
        CREATE TABLE base (id int); CREATE TABLE derived (more int) INHERITS (base);
        """

    private func inspected(_ database: TestDatabase) async throws -> CatalogSnapshot {
        let connection = try await database.engine.connect(as: "test")
        let catalog = try await database.engine.inspect(on: connection)
        await connection.close()
        return catalog
    }

    @Test(arguments: TestServers.versions)
    func aRichSchemaIsReadRight(_ version: Int) async throws {
        let database = try await TestDatabase.postgres(version)
        try await database.run(Self.rich)
        let catalog = try await inspected(database)
        let orders = try #require(catalog.table("orders"))
        #expect(orders.column("id")?.defaultExpression == "nextval('orders_id_seq'::regclass)")
        #expect(orders.column("note")?.defaultExpression == "'a''b'::text")
        #expect(orders.column("twice")?.isGenerated == true)
        #expect(orders.column("twice")?.defaultExpression == "(total * 2)")
        #expect(orders.constraints.first { $0.kind == .check }?.definition == "CHECK ((total > 0))")
        let reference = try #require(orders.constraints.first { $0.kind == .foreignKey })
        #expect(reference.references == "public.customers")
        #expect(orders.constraints.contains { $0.kind == .exclusion })
        let index = try #require(orders.indexes.first { $0.name == "orders_lower_idx" })
        #expect(Set(index.columns) == ["note", "total"])
        #expect(index.definition.hasSuffix("USING btree (lower(note)) WHERE (total > 1)"))
        #expect(orders.triggers.first?.definition.contains("WHEN") == true)
        #expect(orders.views.first?.columns == ["total"])
        #expect(!orders.isLocked)

        let parts = try #require(catalog.table("parts"))
        #expect(parts.kind == .partitioned)
        #expect(parts.children == ["public.parts_1", "public.parts_other"])
        #expect(parts.defaultPartition == "public.parts_other")
        #expect(parts.partitionKey == "RANGE (id)")
        let part = try #require(catalog.table("parts_1"))
        #expect(part.partitionBound == "FOR VALUES FROM (0) TO (100)")
        #expect(part.parents == ["public.parts"])
        #expect(part.indexes.first { $0.columns == ["a"] }?.parent == "public.parts_a_idx")
        #expect(part.constraints.first { $0.kind == .primaryKey }?.isInherited == true)
        #expect(catalog.table("derived")?.parents == ["public.base"])
        #expect(catalog.referencing("customers") == ["public.orders"])
        await database.drop()
    }

    /// Also a session that only waits for ACCESS EXCLUSIVE, behind a reader, makes everybody behind it wait. Who has the
    /// lock lets go only after the catalog was read: whoever waited would run into the inspector's lock_timeout.
    @Test(arguments: ["held", "waited for"], TestServers.versions)
    func nobodyIsWaitedFor(_ how: String, _ version: Int) async throws {
        let database = try await TestDatabase.postgres(version)
        try await database.run(Self.rich)
        let reader = try await database.session()
        let holder = try await database.session()
        if how == "waited for" { try await reader.execute("BEGIN; SELECT count(*) FROM orders") }
        async let holding: Int64 = holder.execute(
            "BEGIN; LOCK TABLE orders, parts, parts_1 IN ACCESS EXCLUSIVE MODE")
        if how == "held" {
            _ = try await holding
        } else {
            while try await database.scalar("SELECT count(*) FROM pg_locks WHERE NOT granted").integer == 0 {}
        }
        let catalog = try await inspected(database)
        #expect(catalog.table("orders")?.isLocked == true)
        #expect(catalog.table("orders")?.columns.count == 6)
        #expect(catalog.table("orders")?.column("note")?.defaultExpression == "'a''b'::text")
        #expect(catalog.table("customers")?.isLocked == false)
        #expect(catalog.table("customers")?.indexes.first?.definition.isEmpty == false)
        if how == "waited for" { try await reader.execute("COMMIT") }
        _ = try await holding
        await holder.close()
        await reader.close()
        await database.drop()
    }

    @Test func theNumberOfQueriesDoesNotDependOnTheNumberOfTables() async throws {
        let database = try await TestDatabase.postgres()
        var counts: [Int] = []
        for many in [1, 40] {
            for number in 0..<many {
                try await database.run(
                    "CREATE TABLE IF NOT EXISTS t\(number) (id int PRIMARY KEY, a int CHECK (a > 0) DEFAULT 3)"
                )
            }
            let counter = CountingConnection(try await database.engine.connect(as: "test"))
            _ = try await database.engine.inspect(on: counter)
            counts.append(counter.count.withLock { $0 })
            await counter.close()
        }
        #expect(counts[0] == counts[1])
        #expect(counts[0] <= 50)
        await database.drop()
    }
}

/// A real connection whose calls are counted.
private final class CountingConnection: Connection {
    let count = Mutex(0)
    private let connection: any Connection

    init(_ connection: any Connection) { self.connection = connection }

    func query(_ sql: SQL) async throws -> [Row] {
        count.withLock { $0 += 1 }
        return try await connection.query(sql)
    }

    @discardableResult func execute(_ sql: SQL) async throws -> Int64 {
        count.withLock { $0 += 1 }
        return try await connection.execute(sql)
    }

    func pipeline(_ statements: [SQL]) async throws -> [StatementResult] {
        count.withLock { $0 += statements.count }
        return try await connection.pipeline(statements)
    }

    func close() async { await connection.close() }
}
