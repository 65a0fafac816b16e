import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

/// Each kind of change on each server, by the program: forwards to the end, and back.
@Suite(.serialized) struct LifecycleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let script: Script
        let version: Int
        var testDescription: String { "\(script.name), PostgreSQL \(version)" }
    }

    static let cases = (Script.addColumn + Script.others).flatMap { script in
        script.versions.map { Case(script: script, version: $0) }
    }

    @Test(arguments: cases)
    func endsWithTheSchemaAndTheDataOfThePlainSQL(_ it: Case) async throws {
        let script = it.script
        let folder = try TemporaryFolder()
        let database = try await TestDatabase.postgres(it.version)
        try await database.run(script.schema)
        try await database.run(script.data)
        try await colonnade(["apply", "--yes", try script.file(in: folder.path)], on: database)
        if script.isRepeatable { try await expectDataOfPlainSQL(script, database, it.version) }

        for statement in script.oldCode { try await database.run(statement) }
        try await colonnade(["ready", "change"], on: database)
        for statement in script.newCode { try await database.run(statement) }
        for statement in script.oldCode where !statement.hasPrefix("INSERT INTO \"") {
            try await database.run(statement)
        }
        try await colonnade(["confirm", "unused", "change", "--by", "test"], on: database)
        try await colonnade(["complete", "--yes", "change"], on: database)

        if script.endsAsPlain {
            let plain = try await TestDatabase.postgres(it.version)
            try await plain.run(script.schema)
            try await plain.run(script.migration)
            #expect(try await database.schema() == plain.schema())
            await plain.drop()
        }
        if script.holds != "TRUE" {
            let wrong = try await database.scalar(
                "SELECT count(*) FROM orders WHERE (\(script.holds)) IS NOT TRUE")
            #expect(wrong.integer == 0)
        }
        await database.drop()
    }

    @Test(arguments: cases)
    func rollsBackToTheSchemaBefore(_ it: Case) async throws {
        let script = it.script
        let folder = try TemporaryFolder()
        let database = try await TestDatabase.postgres(it.version)
        try await database.run(script.schema)
        try await database.run(script.data)
        let before = try await database.schema()
        try await colonnade(["apply", "--yes", try script.file(in: folder.path)], on: database)
        for statement in script.oldCode { try await database.run(statement) }
        let state = try await database.scalar("SELECT state FROM colonnade.rollouts").text
        let isFinal = state == "complete" || script.name == "run as is"
        try await colonnade(["rollback", "--yes", "change"], on: database, exits: isFinal ? 1 : 0)
        if !isFinal { #expect(try await database.schema() == before) }
        await database.drop()
    }

    /// The rows as the plain SQL leaves them, before any code has written anything.
    private func expectDataOfPlainSQL(_ script: Script, _ database: TestDatabase, _ version: Int) async throws
    {
        let plain = try await TestDatabase.postgres(version)
        try await plain.run(script.schema)
        try await plain.run(script.data)
        try await plain.run(script.migration)
        // A dropped column and a default that comes at contract are not there yet: compare what both have.
        let both = """
            SELECT string_agg(quote_ident(column_name), ', ' ORDER BY column_name) FROM information_schema.columns
             WHERE table_name = 'orders'
            """
        let columns = try await plain.scalar(both).text ?? "*"
        let rows =
            "SELECT count(*), md5(string_agg(r::text, '|' ORDER BY r::text)) FROM (SELECT \(columns) FROM orders) r"
        let expected = try await plain.rows(rows)[0]
        let actual = try await database.rows(rows)[0]
        #expect(actual[0] == expected[0])
        #expect(actual[1] == expected[1])
        await plain.drop()
    }
}
