import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

@testable import PostgresEngine

/// Ranges of positions hold each row once, in the way of every version.
@Suite(.aFewAtATime) struct BatchPositionTests {
    /// Before 14 there are no TID range scans, but the lists in their place run on any server.
    @Test(arguments: [13, 14])
    func everyRowLiesInOneRange(_ version: Int) async throws {
        let database = try await TestDatabase.postgres()
        // Rows of one byte: as many to a page as can be, with holes and rows that moved.
        try await database.run(
            """
            CREATE TABLE orders (b "char"); INSERT INTO orders SELECT 'a' FROM generate_series(1, 5000);
            DELETE FROM orders WHERE ctid::text LIKE '(%,7%)'; UPDATE orders SET b = 'b' WHERE ctid::text LIKE '(%,5)'
            """)
        let session = try await database.session()
        let extent = try await database.engine.extent(of: "orders", on: session)
        func count(_ positions: Range<Int64>) async throws -> Int64 {
            let condition = PostgresEngine.lies("o", in: positions, for: ServerVersion(version))
            return try await session.scalar("SELECT count(*) FROM orders o WHERE \(condition)").integer ?? -1
        }
        let all = try await session.scalar("SELECT count(*) FROM orders").integer
        #expect(try await count(0..<extent) == all)
        // Cut anywhere, in the middle of a page too, the parts have all there is.
        var cuts: [Int64] = [0, 1, 100, 2_047, 2_048, 2_300, 5 * 2_048 + 226, extent]
        cuts.sort()
        var sum: Int64 = 0
        for (from, to) in zip(cuts, cuts.dropFirst()) { sum += try await count(from..<to) }
        #expect(sum == all)
        await session.close()
        await database.drop()
    }
}
