import ColonnadeEngine
import ColonnadeModel
import SQLiteEngine
import Testing

@Suite struct SQLiteSurroundingsTests {
    private static let schema = """
        CREATE TABLE orders (id integer PRIMARY KEY, status text CHECK (status <> ''), price int,
          shouted text GENERATED ALWAYS AS (upper(status)));
        CREATE TABLE items (id integer PRIMARY KEY, order_id int REFERENCES orders);
        CREATE INDEX by_status ON orders (status); CREATE INDEX by_price ON orders (price);
        CREATE VIEW open_orders AS SELECT status FROM orders;
        CREATE VIEW open_count AS SELECT count(*) FROM open_orders;
        CREATE VIEW prices AS SELECT price FROM orders;
        CREATE TRIGGER noted AFTER UPDATE OF status ON orders BEGIN SELECT 1; END;
        CREATE TRIGGER other AFTER INSERT ON items BEGIN UPDATE orders SET status = 'x'; END
        """

    private func around(_ column: Identifier?) async throws -> Surroundings {
        let database = try await TestDatabase(Self.schema)
        let engine = try await database.engine()
        let connection = try await engine.connect(as: "test")
        let names = try await engine.relationNames(on: connection)
        #expect(names.relations.count == 5)
        let around = try await engine.surroundings(of: ObjectName("orders"), column, on: connection)
        await connection.close()
        return around
    }

    @Test func aColumnHasWhatThePragmasTellAndWhatSpeaksOfIt() async throws {
        let around = try await around("STATUS")
        #expect(around.column == "status", "names are compared without regard to case")
        let lines = Set(around.neighbours.map { "\($0.kind.rawValue) \($0.name)" })
        #expect(
            lines == [
                "check orders_check1 on orders", "generated-column orders.shouted", "index by_status",
                "view open_orders", "view open_count", "trigger noted on orders", "trigger other on items",
            ])
        #expect(around.neighbours.first { $0.name == "open_count" }?.through == "open_orders")
        #expect(around.neighbours.first { $0.name == "by_status" }?.isCertain == true)
        #expect(around.neighbours.first { $0.name == "open_orders" }?.isCertain == false)
        #expect(around.notObserved.contains { $0.contains("no statistics") })
    }

    @Test func aTableHasTheKeysThatReferToIt() async throws {
        let around = try await around(nil)
        let key = try #require(around.neighbours.first { $0.kind == .foreignKey })
        #expect(key.name == "items_order_id_fkey on items" && key.detail == "from items")
    }
}
