import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Synchronization
import Testing

/// Old code writes through the view while its table is renamed, and back: no statement of it fails.
@Suite(.aFewAtATime) struct MoveTableTests {
    private final class Flag: Sendable { let isUp = Mutex(false) }

    @Test(arguments: [15, 18]) func writersNoticeNothing(_ version: Int) async throws {
        let folder = try TemporaryFolder()
        let file = try Script(name: "", migration: "ALTER TABLE orders RENAME TO purchases").file(
            in: folder.path)
        let database = try await TestDatabase.postgres(version)
        try await database.run(Script.orders + Script.someOrders)
        let flag = Flag()
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...3 {
                group.addTask {
                    let session = try await database.session()
                    var count = 0
                    try await session.execute(
                        """
                        PREPARE old(int) AS INSERT INTO orders (quantity, price) VALUES ($1, 1)
                          ON CONFLICT (id) DO NOTHING
                        """)
                    while !flag.isUp.withLock({ $0 }) {
                        try await session.execute("EXECUTE old(\(number: number))")
                        try await session.execute(
                            "UPDATE orders SET price = price + 1 WHERE id = \(number: count % 500 + 1)")
                        count += 1
                    }
                    await session.close()
                    return count
                }
            }
            for _ in 1...2 {
                try await colonnade(["apply", "--yes", file], on: database)
                try await database.run("INSERT INTO purchases (quantity, price) VALUES (1, 1)")
                try await colonnade(["rollback", "--yes", "change"], on: database)
            }
            flag.isUp.withLock { $0 = true }
            return try await group.reduce(0, +)
        }
        #expect(done > 10)
        let inserted = try await database.scalar("SELECT count(*) FROM orders WHERE id > 500").integer
        #expect(inserted == Int64(done + 2))
        await database.drop()
    }
}
