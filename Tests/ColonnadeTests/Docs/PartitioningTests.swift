import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Synchronization
import Testing

/// What docs/partitioning.md tells, carried out as it stands there while orders come in.
@Suite(.aFewAtATime) struct PartitioningTests {
    private final class Flag: Sendable { let isUp = Mutex(false) }

    /// The SQL of the page: the table, and two migrations.
    private func blocks() throws -> [String] {
        let page = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../docs/partitioning.md")
        return try String(contentsOf: page.standardized, encoding: .utf8).components(separatedBy: "```sql\n")
            .dropFirst().compactMap { $0.components(separatedBy: "```").first }
    }

    @Test(arguments: [15, 18]) func aTableBecomesPartitionedWhileOrdersComeIn(_ version: Int) async throws {
        let blocks = try blocks()
        #expect(blocks.count == 3)
        let folder = try TemporaryFolder()
        let files = try [("1_prepare", blocks[1]), ("2_exchange", blocks[2])].map { name, sql in
            let path = "\(folder.path)/\(name).sql"
            try sql.write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }
        let database = try await TestDatabase.postgres(version)
        try await database.run(
            blocks[0] + "INSERT INTO orders (total) SELECT i FROM generate_series(1, 500) i")
        let flag = Flag()
        let inserted = try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                let session = try await database.session()
                var count = 0
                while !flag.isUp.withLock({ $0 }) {
                    try await session.execute("INSERT INTO orders (total) VALUES (1)")
                    count += 1
                }
                await session.close()
                return count
            }
            try await colonnade(["apply", "--yes", files[0]], on: database)
            try await colonnade(["confirm", "unused", "1_prepare", "--by", "test"], on: database)
            try await colonnade(["complete", "--yes", "1_prepare"], on: database)
            try await colonnade(["apply", "--yes", files[1]], on: database)
            flag.isUp.withLock { $0 = true }
            return try await group.reduce(0, +)
        }
        #expect(inserted > 10)
        try await database.run("INSERT INTO orders (created_at) VALUES ('2030-05-01')")
        let rows = try await database.scalar("SELECT count(*) FROM orders").integer
        #expect(rows == Int64(500 + inserted + 1))
        #expect(try await database.scalar("SELECT count(*) FROM orders_2030").integer == 1)
        // No number is given twice, and the whole has the key of its parts.
        let key = try await database.scalar(
            """
            SELECT pg_get_constraintdef(oid) FROM pg_constraint
             WHERE conrelid = 'orders'::regclass AND contype = 'p' AND (SELECT count(*) = count(DISTINCT id) FROM orders)
            """)
        #expect(key.text == "PRIMARY KEY (id, created_at)")
        await database.drop()
    }
}
