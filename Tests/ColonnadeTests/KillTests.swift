import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Testing

/// The program dies as if by kill -9 at every step boundary, inside transactions and inside batches, while others
/// write. Nothing may be lost, done twice or left half done.
@Suite(.aFewAtATime) struct KillTests {
    /// Has every kind of step: transactional, backfill, proof, validation, concurrent index.
    private static let migration = """
        ALTER TABLE orders ADD COLUMN total bigint NOT NULL UNIQUE;
        UPDATE orders SET total = id * 1000000 + (price * quantity * 100)::bigint;
        """
    private static let holds = "total = id * 1000000 + (price * quantity * 100)::bigint"

    /// The points of a migration's rollout at which the program can die, in the order in which it passes them.
    static func faults(of file: String, on database: TestDatabase) async throws -> [String] {
        let plan = try await colonnade(["plan", "--json", file], on: database)
        let document = try JSONSerialization.jsonObject(with: Data(plan.stdout.utf8)) as? [String: Any]
        let steps = try #require(document?["steps"] as? [[String: Any]])
        return try steps.flatMap { step -> [String] in
            let id = try #require(step["id"] as? String)
            let work = step["work"] as? String
            let inside: [String]
            if work == "backfill" {
                // The second look of a column that takes another one's place finds nothing to do.
                inside =
                    id.hasPrefix("verify") ? [] : ["inside-batch", "before-batch-commit@2", "after-batch"]
            } else if step["transactional"] as? Bool == false {
                inside = ["before-statement", "after-statement"]
            } else if (step["undo"] as? [String])?.isEmpty == false || id.hasPrefix("contract") {
                inside = ["before-commit:\(id)"]
            } else {
                inside = []
            }
            return ["before:\(id)"] + inside + ["after:\(id)"]
        }
    }

    private struct Stage {
        let database: TestDatabase
        let twin: TwinTable
        let file: String
        let faults: [String]
    }

    private func stage(_ version: Int, _ folder: String, seed: UInt64) async throws -> Stage {
        let database = try await TestDatabase.postgres(version)
        try await database.run(TwinTable.schema)
        try await database.run(TwinTable.data)
        let file = "\(folder)/20260101_change.sql"
        try Self.migration.write(toFile: file, atomically: true, encoding: .utf8)
        return Stage(
            database: database, twin: TwinTable(database, seed: seed), file: file,
            faults: try await Self.faults(of: file, on: database)
        )
    }

    @Test(arguments: TestServers.versions)
    func goesOnAfterEachDeathToTheRightEnd(_ version: Int) async throws {
        let folder = try TemporaryFolder()
        let seed = TwinTable.seed
        let stage = try await stage(version, folder.path, seed: seed)
        let database = stage.database
        stage.twin.start()
        for fault in stage.faults where !fault.contains("contract") {
            try await colonnade(["apply", "--yes", stage.file], on: database, diesAt: fault)
            try await colonnade(["ready", "orders.total"], on: database, exits: 1)
            let status = try await colonnade(["status"], on: database)
            #expect(status.stdout.contains("stopped"), "\(fault)\n\(status.stdout)")
        }
        try await colonnade(["apply", "--yes", stage.file], on: database)
        try await colonnade(["ready", "orders.total"], on: database)
        try await stage.twin.stop(after: 100)
        try await expectRightRows(stage, seed)

        try await colonnade(["confirm", "unused", "--by", "test"], on: database)
        for fault in stage.faults where fault.contains("contract") {
            try await colonnade(["complete", "--yes"], on: database, diesAt: fault)
        }
        try await colonnade(["complete", "--yes", "change"], on: database)
        let plain = try await TestDatabase.postgres(version)
        try await plain.run(TwinTable.schema)
        try await plain.run(Self.migration)
        #expect(try await database.schema() == plain.schema())
        try await expectRightRows(stage, seed)
        await plain.drop()
        await database.drop()
    }

    @Test(arguments: TestServers.versions)
    func rollsBackAfterEachDeath(_ version: Int) async throws {
        let folder = try TemporaryFolder()
        let seed = TwinTable.seed
        let stage = try await stage(version, folder.path, seed: seed)
        let database = stage.database
        let before = try await database.schema()
        stage.twin.start()
        for fault in stage.faults where !fault.contains("contract") {
            try await colonnade(["apply", "--yes", stage.file], on: database, diesAt: fault)
            try await colonnade(["rollback", "--yes", "change"], on: database)
            #expect(try await database.schema() == before, "\(fault), seed \(seed)")
            #expect(try await database.remains().isEmpty, "\(fault), seed \(seed)")
        }
        try await stage.twin.stop()
        #expect(try await stage.twin.differences() == 0, "seed \(seed)")
        await database.drop()
    }

    @Test(arguments: TestServers.versions)
    func aRollbackThatDiesGoesOnAsWell(_ version: Int) async throws {
        let folder = try TemporaryFolder()
        let stage = try await stage(version, folder.path, seed: 1)
        let database = stage.database
        let before = try await database.schema()
        try await colonnade(["apply", "--yes", stage.file], on: database)
        let steps = stage.faults.filter { $0.hasPrefix("before:") && !$0.contains("contract") }.map {
            $0.dropFirst(7)
        }
        for step in steps.reversed() {
            for fault in ["before-undo:\(step)", "before-undo-commit:\(step)", "after-undo:\(step)"] {
                let isPassed =
                    !fault.hasPrefix("before-undo-commit") || stage.faults.contains("before-commit:\(step)")
                guard isPassed else { continue }
                try await colonnade(["rollback", "--yes", "change"], on: database, diesAt: fault)
            }
        }
        try await colonnade(["rollback", "--yes", "change"], on: database)
        #expect(try await database.schema() == before)
        await database.drop()
    }

    @Test(arguments: TestServers.versions)
    func rollsBackFromADeathInContract(_ version: Int) async throws {
        let folder = try TemporaryFolder()
        let stage = try await stage(version, folder.path, seed: 1)
        let database = stage.database
        let before = try await database.schema()
        try await colonnade(["apply", "--yes", stage.file], on: database)
        try await colonnade(["confirm", "unused", "--by", "test"], on: database)
        try await colonnade(["complete", "--yes"], on: database, diesAt: "before-commit:contract-1")
        try await colonnade(["rollback", "--yes", "change"], on: database)
        #expect(try await database.schema() == before)
        #expect(try await database.remains().isEmpty)
        await database.drop()
    }

    private func expectRightRows(_ stage: Stage, _ seed: UInt64) async throws {
        #expect(try await stage.twin.differences() == 0, "seed \(seed)")
        let wrong = try await stage.database.scalar(
            "SELECT count(*) FROM orders WHERE (\(Self.holds)) IS NOT TRUE")
        #expect(wrong.integer == 0, "seed \(seed)")
    }
}
