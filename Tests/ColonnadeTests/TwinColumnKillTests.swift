import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Testing

/// Renames and changes of type under writers of both generations, while the program dies at every step: no row may be
/// wrong in either shape, forwards or back.
@Suite(.aFewAtATime) struct TwinColumnKillTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let migration: String
        /// What new code calls `quantity` once it is ready.
        let newName: String
        /// Holds for each row as long as both columns are there.
        let inStep: String
        let version: Int
        var schema = TwinTable.schema
        var testDescription: String {
            "\(migration)\(schema == TwinTable.schema ? "" : ", in partitions"), PostgreSQL \(version)"
        }
    }

    static let cases = TestServers.versions.flatMap { version in
        [
            Case(
                migration: "ALTER TABLE orders RENAME COLUMN quantity TO amount", newName: "amount",
                inStep: "amount = quantity", version: version),
            Case(
                migration: "ALTER TABLE orders ALTER COLUMN quantity TYPE bigint", newName: "quantity",
                inStep: "quantity = colonnade_orders_old_quantity", version: version),
            Case(
                migration: "ALTER TABLE orders ALTER COLUMN id TYPE numeric", newName: "quantity",
                inStep: "id = colonnade_orders_old_id", version: version),
            Case(
                migration: "ALTER TABLE orders RENAME COLUMN quantity TO amount", newName: "amount",
                inStep: "amount = quantity", version: version, schema: TwinTable.partitionedSchema),
            Case(
                migration: "ALTER TABLE orders ALTER COLUMN id TYPE numeric", newName: "quantity",
                inStep: "id = colonnade_orders_old_id", version: version, schema: TwinTable.partitionedSchema),
        ]
    }

    @Test(arguments: cases)
    func goesOnAfterEachDeathToTheRightEnd(_ it: Case) async throws {
        let folder = try TemporaryFolder()
        let seed = TwinTable.seed
        let (database, file, faults) = try await stage(it, folder)
        let old = TwinTable(database, seed: seed)
        old.start()
        for fault in faults where !fault.contains("contract") {
            try await colonnade(["apply", "--yes", file], on: database, diesAt: fault)
            try await colonnade(["ready", "change"], on: database, exits: 1)
        }
        try await colonnade(["apply", "--yes", file], on: database)
        try await colonnade(["ready", "change"], on: database)
        let new = TwinTable(database, seed: seed &+ 77, quantity: it.newName)
        new.start(2, from: 50)
        try await new.stop(after: 50)
        try await old.stop(after: 100)
        try await expectInStep(it, database, old, seed)

        try await colonnade(["confirm", "unused", "change", "--by", "test"], on: database)
        for fault in faults where fault.contains("contract") {
            try await colonnade(["complete", "--yes"], on: database, diesAt: fault)
        }
        try await colonnade(["complete", "--yes", "change"], on: database)
        #expect(try await new.differences() == 0, "seed \(seed)")
        #expect(try await database.remains().isEmpty)
        await database.drop()
    }

    /// On the newest server only: each death costs a whole rollback.
    @Test(arguments: cases.filter { $0.version == TestServers.versions.last })
    func rollsBackAfterEachDeath(_ it: Case) async throws {
        let folder = try TemporaryFolder()
        let seed = TwinTable.seed
        let (database, file, faults) = try await stage(it, folder)
        let before = try await database.schema()
        let old = TwinTable(database, seed: seed)
        old.start()
        for fault in faults where !fault.contains("contract") {
            try await colonnade(["apply", "--yes", file], on: database, diesAt: fault)
            try await colonnade(["rollback", "--yes", "change"], on: database)
            #expect(try await database.schema() == before, "\(fault), seed \(seed)")
            #expect(try await database.remains().isEmpty, "\(fault), seed \(seed)")
        }
        try await old.stop()
        #expect(try await old.differences() == 0, "seed \(seed)")
        await database.drop()
    }

    /// A rollback from ready that dies at every step keeps what both generations wrote.
    @Test(arguments: cases)
    func aRollbackThatDiesGoesOnAsWell(_ it: Case) async throws {
        let folder = try TemporaryFolder()
        let seed = TwinTable.seed
        let (database, file, faults) = try await stage(it, folder)
        let before = try await database.schema()
        try await colonnade(["apply", "--yes", file], on: database)
        let new = TwinTable(database, seed: seed, quantity: it.newName)
        new.start(2, from: 50)
        try await new.stop(after: 50)
        let old = TwinTable(database, seed: seed &+ 99)
        old.start(2)
        let steps = faults.filter { $0.hasPrefix("before:") && !$0.contains("contract") }.map {
            $0.dropFirst(7)
        }
        for step in steps.reversed() {
            for fault in ["before-undo:\(step)", "before-undo-commit:\(step)", "after-undo:\(step)"] {
                if fault.hasPrefix("before-undo-commit"), !faults.contains("before-commit:\(step)") {
                    continue
                }
                try await colonnade(["rollback", "--yes", "change"], on: database, diesAt: fault)
            }
        }
        try await colonnade(["rollback", "--yes", "change"], on: database)
        try await old.stop()
        #expect(try await database.schema() == before)
        #expect(try await old.differences() == 0, "seed \(seed)")
        await database.drop()
    }

    private func stage(_ it: Case, _ folder: TemporaryFolder) async throws -> (TestDatabase, String, [String])
    {
        let database = try await TestDatabase.postgres(it.version)
        try await database.run(it.schema)
        try await database.run(TwinTable.data)
        let file = "\(folder.path)/20260101_change.sql"
        try it.migration.write(toFile: file, atomically: true, encoding: .utf8)
        return (database, file, try await KillTests.faults(of: file, on: database))
    }

    private func expectInStep(_ it: Case, _ database: TestDatabase, _ twin: TwinTable, _ seed: UInt64)
        async throws
    {
        #expect(try await twin.differences() == 0, "seed \(seed)")
        let wrong = try await database.scalar("SELECT count(*) FROM orders WHERE (\(it.inStep)) IS NOT TRUE")
        #expect(wrong.integer == 0, "seed \(seed)")
    }
}
