import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Testing

/// A dropped column is hidden first, for as long as the configuration says, and can be brought back.
@Suite(.aFewAtATime) struct RetentionTests {
    private static let change = "ALTER TABLE orders DROP COLUMN note, DROP COLUMN price"

    /// Orders on which the rollout that drops two columns has come to its contract.
    private func hidden() async throws -> (TestDatabase, folder: String) {
        let database = try await TestDatabase.postgres()
        try await database.run(
            """
            CREATE TABLE orders (id int PRIMARY KEY, price int NOT NULL, note text DEFAULT 'n', left_over int);
            INSERT INTO orders SELECT i, i FROM generate_series(1, 100) i
            """)
        let folder = NSTemporaryDirectory() + "/retention-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "retention: 7d\n".write(toFile: folder + "/colonnade.yaml", atomically: true, encoding: .utf8)
        for words in [
            ["apply", "--yes", "--sql", Self.change], ["confirm", "unused", "--by", "test"],
            ["complete", "--yes"],
        ] {
            let result = try await CommandLineTool.run(words, on: database, folder: folder)
            #expect(result.status == 0, "\(words): \(result.stderr)")
        }
        return (database, folder)
    }

    private func columns(_ database: TestDatabase) async throws -> String? {
        try await database.scalar(
            """
            SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute
             WHERE attrelid = 'orders'::regclass AND attnum > 0 AND NOT attisdropped
            """
        ).text
    }

    @Test func aHiddenColumnComesBackWithItsData() async throws {
        let (database, folder) = try await hidden()
        #expect(try await columns(database) == "id colonnade_kept_price colonnade_kept_note left_over")
        try await database.run("INSERT INTO orders (id) VALUES (101)")
        let status = try await CommandLineTool.run(["status"], on: database, folder: folder)
        #expect(status.stdout.contains("kept     Renamed column public.orders.note"), "\(status.stdout)")
        // NOT NULL cannot come back while a row has none.
        try await database.run("UPDATE orders SET colonnade_kept_price = 7 WHERE id = 101")
        let back = try await CommandLineTool.run(["rollback", "--yes"], on: database, folder: folder)
        #expect(back.status == 0, "\(back.stderr)")
        #expect(try await columns(database) == "id price note left_over")
        #expect(try await database.scalar("SELECT sum(price) FROM orders").integer == 5_057)
        await database.drop()
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test func itIsDroppedOnlyWhenTheTimeIsOver() async throws {
        let (database, folder) = try await hidden()
        let early = try await CommandLineTool.run(["complete", "--yes"], on: database, folder: folder)
        #expect(early.status == 1)
        #expect(early.stderr.contains("which is kept for 7 days until 20"), "\(early.stderr)")
        #expect(try await columns(database)?.contains("colonnade_kept_price") == true)
        try await database.run(
            """
            UPDATE colonnade.steps SET finished_at = replace(finished_at, '20', '19') WHERE step LIKE 'contract%'
            """)
        let late = try await CommandLineTool.run(["complete", "--yes"], on: database, folder: folder)
        #expect(late.status == 0, "\(late.stderr)")
        #expect(try await columns(database) == "id left_over")
        let back = try await CommandLineTool.run(["rollback", "--yes"], on: database, folder: folder)
        #expect(back.status != 0)
        await database.drop()
        try FileManager.default.removeItem(atPath: folder)
    }
}
