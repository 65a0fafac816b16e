import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Testing

/// Each kind of change on each server, by the program: forwards to the end, and back.
@Suite(.aFewAtATime) struct LifecycleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let script: Script
        let version: Int
        var testDescription: String { "\(script.name), PostgreSQL \(version)" }

        /// A database with the tables before, and their rows.
        func populated() async throws -> TestDatabase {
            let database = try await TestDatabase.postgres(version)
            try await database.run(script.schema)
            try await database.run(script.data)
            return database
        }

        /// Compares with the plain SQL on empty tables.
        func expectSchemaOfPlainSQL(_ database: TestDatabase) async throws {
            let plain = try await TestDatabase.postgres(version)
            try await plain.run(script.schema)
            try await plain.run(script.plainOnEmpty ?? script.migration)
            try await plain.run(script.plainEnd)
            let (ours, theirs) = (try await database.schema(), try await plain.schema())
            #expect(script.movesColumns ? Normalised(ours) == Normalised(theirs) : ours == theirs)
            await plain.drop()
        }
    }

    /// `COLONNADE_TEST_SCRIPT=check` runs only the scripts whose name has the word in it.
    private static let scripts =
        (Script.addColumn + Script.tables + Script.others + Script.constraints + Script.wholeTables
        + Script.otherObjects + Script.rowChanges + Script.columns + Script.indexes + Script.partitions
        + Script.partitionedColumns + Script.partitionedKeys + Script.moves
        + Script.views)
        .filter { script in
            ProcessInfo.processInfo.environment["COLONNADE_TEST_SCRIPT"].map { script.name.contains($0) }
                ?? true
        }

    static let cases = scripts.flatMap { script in
        script.versions.map { Case(script: script, version: $0) }
    }

    /// What is taken back hardly depends on the version, and takes long: each script goes there and back on one of its
    /// versions, by turns, and on all of them with `COLONNADE_TEST_ALL`.
    static let reversible = scripts.filter(\.isReversible).enumerated().flatMap { turn, script in
        let versions =
            TestServers.isThorough ? script.versions : [script.versions[turn % script.versions.count]]
        return versions.map { Case(script: script, version: $0) }
    }

    @Test(arguments: cases)
    func endsWithTheSchemaAndTheDataOfThePlainSQL(_ it: Case) async throws {
        let script = it.script
        let folder = try TemporaryFolder()
        let database = try await it.populated()
        try await colonnade(["apply", "--yes", try script.file(in: folder.path)], on: database)
        if script.isRepeatable { try await expectDataOfPlainSQL(it, database) }

        for statement in script.oldCode { try await database.run(statement) }
        try await colonnade(["ready", "change"], on: database)
        for statement in script.newCode { try await database.run(statement) }
        for statement in script.oldCode { try await database.run(statement) }
        try await colonnade(["confirm", "unused", "change", "--by", "test"], on: database)
        try await colonnade(["complete", "--yes", "change"], on: database)

        if script.endsAsPlain { try await it.expectSchemaOfPlainSQL(database) }
        #expect(try await database.remains().isEmpty)
        let wrong = "SELECT count(*) FROM \(script.table) WHERE (\(script.holds)) IS NOT TRUE"
        #expect(try await database.scalar(wrong).integer == 0)
        await database.drop()
    }

    @Test(arguments: reversible)
    func rollsBackToTheSchemaAndTheDataBefore(_ it: Case) async throws {
        let script = it.script
        let folder = try TemporaryFolder()
        let file = try script.file(in: folder.path)
        let database = try await it.populated()
        let before = try await database.schema()
        try await colonnade(["apply", "--yes", file], on: database)
        if try await database.scalar("SELECT state FROM colonnade.rollouts").text == "complete" {
            try await colonnade(["rollback", "--yes", "change"], on: database, exits: 1)
            await database.drop()
            return try await rollsBackFromTheLastStep(it, before)
        }
        for statement in script.oldCode { try await database.run(statement) }
        for statement in script.newCodeInOldTerms.isEmpty ? [] : script.newCode {
            try await database.run(statement)
        }
        try await colonnade(["rollback", "--yes", "change"], on: database)
        #expect(try await database.schema() == before)
        #expect(try await database.remains().isEmpty)
        if !script.keepsFill {
            let untouched = try await it.populated()
            for statement in script.oldCode + script.newCodeInOldTerms { try await untouched.run(statement) }
            #expect(try await database.contents() == untouched.contents())
            await untouched.drop()
        }

        // The same from the middle, where the program died.
        let middle = """
            SELECT step FROM (SELECT step, row_number() OVER (ORDER BY started_at, step) AS n, count(*) OVER () AS all_of
              FROM colonnade.steps) s WHERE n = all_of / 2 + 1
            """
        guard let step = try await database.scalar(middle).text else { return await database.drop() }
        try await colonnade(["apply", "--yes", file], on: database, diesAt: "before:\(step)")
        try await colonnade(["rollback", "--yes", "change"], on: database)
        #expect(try await database.schema() == before)
        #expect(try await database.remains().isEmpty)
        await database.drop()
    }

    /// Without a contract there is nothing left to wait for: the way back is open until the last step has ended.
    private func rollsBackFromTheLastStep(_ it: Case, _ before: String) async throws {
        let folder = try TemporaryFolder()
        let file = try it.script.file(in: folder.path)
        let plan = try await it.populated()
        try await colonnade(["apply", "--yes", file], on: plan)
        let steps = try await plan.rows("SELECT step FROM colonnade.steps ORDER BY started_at, finished_at")
            .compactMap { $0[0].text }
        await plan.drop()
        for fault in ["after:\(steps.last ?? "")", "before:\(steps[steps.count / 2])"] {
            let database = try await it.populated()
            try await colonnade(["apply", "--yes", file], on: database, diesAt: fault)
            for statement in it.script.oldCode { try await database.run(statement) }
            try await colonnade(["rollback", "--yes", "change"], on: database)
            #expect(try await database.schema() == before)
            #expect(try await database.remains().isEmpty)
            await database.drop()
        }
    }

    /// The rows as the plain SQL leaves them, before any code has written anything. A dropped column is still there:
    /// compared is what both have.
    private func expectDataOfPlainSQL(_ it: Case, _ database: TestDatabase) async throws {
        let plain = try await it.populated()
        try await plain.run(it.script.onRows)
        let columns = try await plain.columns(of: it.script.table)
        let expected = try await plain.digest(of: columns, in: it.script.table)
        #expect(try await database.digest(of: columns, in: it.script.table) == expected)
        await plain.drop()
    }
}
