import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Testing

/// Random migrations on random schemas: the rollout ends with the schema and the data of the plain SQL, and taken back
/// with those before; or the plan has refused it.
///
/// The same fifty in each run, so that a change is judged by itself; `make test-all` takes five hundred others.
/// `COLONNADE_TEST_SEED` makes a run again, `COLONNADE_TEST_CASES` takes more or fewer.
@Suite(.aFewAtATime) struct GeneratedTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let seed: UInt64
        let version: Int
        var testDescription: String { "seed \(seed), PostgreSQL \(version)" }
    }

    static let cases: [Case] = {
        let count =
            ProcessInfo.processInfo.environment["COLONNADE_TEST_CASES"].flatMap { Int($0) } ?? 50
        let environment = ProcessInfo.processInfo.environment
        let isFixed = environment["COLONNADE_TEST_ALL"] == nil && environment["COLONNADE_TEST_SEED"] == nil
        let seed = isFixed ? 2_026 : TwinTable.seed
        return (0..<count).map { number in
            Case(
                seed: seed &+ UInt64(number),
                version: TestServers.versions[number % TestServers.versions.count])
        }
    }()

    @Test(arguments: cases) func endsAsThePlainSQLOrIsRefused(_ it: Case) async throws {
        var random = SplitMix(seed: it.seed)
        let schema = RandomSchema(&random)
        let generated = RandomMigration(schema, &random)
        let migration = generated.sql
        guard !migration.isEmpty else { return }
        let story = "\(it.testDescription)\n\(schema.ddl.joined(separator: ";\n"))\n\n\(migration)"
        let before = try await populated(schema, it.version)
        let plain = try await populated(schema, it.version)
        do {
            try await plain.run(generated.plain)
        } catch {
            Issue.record("the plain SQL is not valid: \(error)\n\(story)")
            return
        }
        let database = try await populated(schema, it.version)
        let apply = ["apply", "--yes", "--user-triggers", "fire", "--sql", migration]
        let run = try await CommandLineTool.run(apply, on: database)
        if run.status == 1 {
            #expect(run.stderr.contains("error"), "\(story)\n\(run.stdout)\(run.stderr)")
            #expect(try await database.schema() == before.schema(), "refused, yet changed\n\(story)")
        } else {
            #expect(run.status == 0, "\(story)\n\(run.stdout)\(run.stderr)")
            try await expectWayBack(before, database, apply, story)
            try await expectWayForward(plain, database, apply, story)
        }
        for database in [before, plain, database] { await database.drop() }
    }

    private func expectWayBack(
        _ before: TestDatabase, _ database: TestDatabase, _ apply: [String], _ story: String
    ) async throws {
        let back = try await CommandLineTool.run(["rollback", "--yes"], on: database)
        // Complete already: nothing of it needed a contract, and so there is no way back.
        guard back.status == 0 else { return }
        // What was widened in place stays wide: the way back would look at every row under the lock.
        if !story.contains(/TYPE (text|numeric\(14,2\))/) {
            #expect(try await database.schema() == before.schema(), "rolled back\n\(story)")
        }
        #expect(try await database.remains().isEmpty, "rolled back\n\(story)")
        let again = try await CommandLineTool.run(apply, on: database)
        #expect(again.status == 0, "again\n\(story)\n\(again.stdout)\(again.stderr)")
    }

    private func expectWayForward(
        _ plain: TestDatabase, _ database: TestDatabase, _ apply: [String], _ story: String
    ) async throws {
        if try await database.scalar("SELECT state FROM colonnade.rollouts ORDER BY id DESC").text
            != "complete"
        {
            try await colonnade(["confirm", "unused", "--by", "test"], on: database, exitsOneOf: [0, 2])
            let complete = try await CommandLineTool.run(["complete", "--yes"], on: database)
            #expect([0, 2].contains(complete.status), "\(story)\n\(complete.stdout)\(complete.stderr)")
        }
        let state = try await database.scalar(
            "SELECT state FROM colonnade.rollouts ORDER BY started_at DESC, id DESC")
        #expect(state.text == "complete", "\(story)")
        #expect(
            try await Normalised(database.schema()) == Normalised(plain.schema()), "\(story)")
        #expect(try await database.remains().isEmpty, "\(story)")
        #expect(try await database.contentsByName() == plain.contentsByName(), "\(story)")
    }

    private func populated(_ schema: RandomSchema, _ version: Int) async throws -> TestDatabase {
        let database = try await TestDatabase.postgres(version)
        for statement in schema.ddl + schema.data { try await database.run(statement) }
        return database
    }
}

/// A dump in which the columns of a table stand in the order of their names: a column that took another one's place
/// stands at the end.
struct Normalised: Equatable, CustomStringConvertible {
    let description: String

    init(_ dump: String) {
        var lines: [String] = []
        var columns: [String]?
        for line in dump.split(separator: "\n").map(String.init) {
            if line.hasPrefix("CREATE TABLE") {
                columns = []
                lines.append(line)
            } else if let inside = columns, line.hasPrefix(")") {
                lines += inside.sorted()
                lines.append(line)
                columns = nil
            } else if columns != nil {
                columns?.append(line.hasSuffix(",") ? String(line.dropLast()) : line)
            } else {
                lines.append(line)
            }
        }
        description = lines.joined(separator: "\n")
    }
}

extension TestDatabase {
    /// A digest of every table of the user's, whatever order its columns stand in.
    fileprivate func contentsByName() async throws -> [String: [Value]] {
        var digests: [String: [Value]] = [:]
        for table in try await contents().keys {
            digests[table] = try await digest(of: columns(of: table), in: table)
        }
        return digests
    }
}
