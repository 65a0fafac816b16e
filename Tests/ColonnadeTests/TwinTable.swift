import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Foundation

/// Writers that do the same random inserts, updates and deletes to `orders` and to its twin, in one transaction each,
/// for as long as a rollout goes on: at the end both must have the same rows.
final class TwinTable: Sendable {
    static let schema = """
        CREATE TABLE orders (id bigint PRIMARY KEY, quantity int NOT NULL, price numeric(10,2) NOT NULL, note text)
          WITH (fillfactor = 80);
        CREATE TABLE twin (LIKE orders INCLUDING ALL);
        """
    /// The same in partitions.
    static let partitionedSchema = """
        CREATE TABLE orders (id bigint, quantity int NOT NULL, price numeric(10,2) NOT NULL, note text,
          part int NOT NULL DEFAULT floor(random() * 2), PRIMARY KEY (id, part)) PARTITION BY RANGE (part);
        CREATE TABLE orders_0 PARTITION OF orders FOR VALUES FROM (0) TO (1);
        CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (1) TO (3) PARTITION BY RANGE (part);
        CREATE TABLE orders_1a PARTITION OF orders_1 DEFAULT;
        CREATE TABLE twin (LIKE orders INCLUDING ALL);
        """
    static let data = """
        INSERT INTO orders SELECT i, i % 7 + 1, (i % 100) / 4.0, 'note ' || i FROM generate_series(1, 20000) i;
        INSERT INTO twin SELECT * FROM orders;
        """

    /// Another one in each run; `COLONNADE_TEST_SEED` makes the writes of a run again.
    static var seed: UInt64 {
        ProcessInfo.processInfo.environment["COLONNADE_TEST_SEED"].flatMap { UInt64($0) }
            ?? .random(in: 0 ... .max)
    }

    private let database: TestDatabase
    private let seed: UInt64
    /// Whether writers connect again when the server goes away.
    private let outlivesRestarts: Bool
    /// What the writers call `orders.quantity`.
    private let quantity: String
    private let writers = WriterGroup()

    /// - Parameter seed: printed with a failure, so that the same writes can be made again.
    init(
        _ database: TestDatabase, seed: UInt64, outlivesRestarts: Bool = false, quantity: String = "quantity"
    ) {
        self.database = database
        self.seed = seed
        self.outlivesRestarts = outlivesRestarts
        self.quantity = quantity
    }

    /// - Parameter first: the number of the first writer: those of two generations must not use the same keys.
    func start(_ count: Int = 3, from first: Int = 0) {
        writers.start(first..<(first + count)) { try await self.write($0) }
    }

    /// As ``WriterGroup/stop(after:)`` does.
    func stop(after count: Int = 0) async throws { try await writers.stop(after: count) }

    /// Rows that are in one table and not in the other.
    func differences() async throws -> Int64 {
        let columns = "id, quantity, price, note"
        let ours = "id, \(quantity), price, note"
        return try await database.scalar(
            """
            SELECT count(*) FROM (
              (SELECT \(ours) FROM orders EXCEPT SELECT \(columns) FROM twin)
              UNION ALL (SELECT \(columns) FROM twin EXCEPT SELECT \(ours) FROM orders)) d
            """
        ).integer ?? -1
    }

    private func write(_ number: Int) async throws {
        var random = SplitMix(seed: seed &+ UInt64(number) &* 0x9E37_79B9)
        var session = try await database.session()
        try await writers.again { count in
            let operation = Self.operation(number, count, &random)
            do {
                try await session.execute(
                    SQL(
                        verbatim: "BEGIN; \(operation("orders").replacing("quantity", with: quantity)); "
                            + "\(operation("twin")); COMMIT")
                )
            } catch let error as EngineError where outlivesRestarts && error.isRestart {
                session = try await reconnected()
            }
        }
        await session.close()
    }

    private func reconnected() async throws -> any Connection {
        for _ in 0..<400 {
            if let session = try? await database.session() { return session }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw EngineError(.unreachable, "the server does not come back")
    }

    private static func operation(_ writer: Int, _ count: Int, _ random: inout SplitMix) -> (String) -> String
    {
        let id = random.next(below: 20_000) + 1
        let number = random.next(below: 50) + 1
        switch random.next(below: 10) {
        case 0, 1:
            return {
                "INSERT INTO \($0) VALUES (\((writer + 1) * 1_000_000 + count), \(number), \(number), NULL)"
            }
        case 2: return { "DELETE FROM \($0) WHERE id = \(id)" }
        // Another key: the row moves, and no HOT update is possible.
        case 3: return { "UPDATE \($0) SET id = \((writer + 101) * 1_000_000 + count) WHERE id = \(id)" }
        case 4, 5, 6: return { "UPDATE \($0) SET price = price + \(number) WHERE id = \(id)" }
        // Longer rows move to other pages.
        case 7: return { "UPDATE \($0) SET note = repeat('x', \(number * 20)) WHERE id = \(id)" }
        default: return { "UPDATE \($0) SET quantity = \(number) WHERE id BETWEEN \(id) AND \(id + 3)" }
        }
    }
}

extension EngineError {
    /// Whether the session ended with the server: then its transaction happened in both tables or in none.
    fileprivate var isRestart: Bool { kind == .connectionLost || kind == .unreachable }
}
