import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Testing

/// A column moves to another table under writers of both generations, while the program dies at every step: whatever was
/// written in one home is in the other.
@Suite(.aFewAtATime) struct MoveKillTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// Whether the column moves to the table that refers to the other one.
        let isDown: Bool
        let version: Int
        var testDescription: String { "\(isDown ? "to the child" : "to the parent"), PostgreSQL \(version)" }

        var old: String { isDown ? "parent" : "child" }
        var new: String { isDown ? "child" : "parent" }

        var migration: String {
            """
            ALTER TABLE \(new) ADD COLUMN word text;
            UPDATE \(new) SET word = \(old).word FROM \(old) WHERE child.parent_id = parent.id;
            ALTER TABLE \(old) DROP COLUMN word;
            """
        }

        var schema: String {
            """
            CREATE TABLE parent (id int PRIMARY KEY, note text\(isDown ? ", word text" : ""));
            CREATE TABLE child (parent_id int PRIMARY KEY REFERENCES parent ON DELETE CASCADE, note text\(isDown ? "" : ", word text"));
            CREATE TABLE truth (id int PRIMARY KEY, word text);
            INSERT INTO parent SELECT i FROM generate_series(1, 20000) i;
            INSERT INTO child SELECT i FROM generate_series(1, 20000) i;
            UPDATE \(old) SET word = 'first'; INSERT INTO truth SELECT id, 'first' FROM parent;
            """
        }
    }

    static let cases = TestServers.versions.flatMap { version in
        [true, false].map { Case(isDown: $0, version: version) }
    }

    @Test(arguments: cases)
    func goesOnAfterEachDeathToTheRightEnd(_ it: Case) async throws {
        let folder = try TemporaryFolder()
        let (database, file, faults) = try await stage(it, folder)
        let old = Writers(database, home: it.old, generation: 0)
        old.start()
        for fault in faults where !fault.contains("contract") {
            try await colonnade(["apply", "--yes", file], on: database, diesAt: fault)
        }
        try await colonnade(["apply", "--yes", file], on: database)
        let new = Writers(database, home: it.new, generation: 1)
        new.start()
        try await new.stop(after: 50)
        try await old.stop(after: 100)
        for home in ["parent", "child"] { try await expectTruth(in: home, database) }

        try await colonnade(["confirm", "unused", "change", "--by", "test"], on: database)
        for fault in faults where fault.contains("contract") {
            try await colonnade(["complete", "--yes"], on: database, diesAt: fault)
        }
        try await colonnade(["complete", "--yes", "change"], on: database)
        try await expectTruth(in: it.new, database)
        #expect(try await database.remains().isEmpty)
        await database.drop()
    }

    @Test(arguments: cases)
    func aRollbackThatDiesKeepsWhatBothGenerationsWrote(_ it: Case) async throws {
        let folder = try TemporaryFolder()
        let (database, file, faults) = try await stage(it, folder)
        let before = try await database.schema()
        try await colonnade(["apply", "--yes", file], on: database)
        let new = Writers(database, home: it.new, generation: 1)
        new.start()
        try await new.stop(after: 50)
        let old = Writers(database, home: it.old, generation: 0)
        old.start()
        let steps = faults.filter { $0.hasPrefix("before:") && !$0.contains("contract") }.map {
            $0.dropFirst(7)
        }
        for step in steps.reversed() {
            try await colonnade(["rollback", "--yes", "change"], on: database, diesAt: "before-undo:\(step)")
        }
        try await colonnade(["rollback", "--yes", "change"], on: database)
        try await old.stop()
        #expect(try await database.schema() == before)
        try await expectTruth(in: it.old, database)
        await database.drop()
    }

    private func stage(_ it: Case, _ folder: TemporaryFolder) async throws -> (TestDatabase, String, [String])
    {
        let database = try await TestDatabase.postgres(it.version)
        try await database.run(it.schema)
        let file = "\(folder.path)/20260101_change.sql"
        try it.migration.write(toFile: file, atomically: true, encoding: .utf8)
        return (database, file, try await KillTests.faults(of: file, on: database))
    }

    private func expectTruth(in home: String, _ database: TestDatabase) async throws {
        let id = home == "parent" ? "id" : "parent_id"
        let wrong = """
            SELECT count(*) FROM truth t FULL JOIN \(home) h ON h.\(id) = t.id
             WHERE t.id IS NULL OR h.\(id) IS NULL OR h.word IS DISTINCT FROM t.word
            """
        #expect(try await database.scalar(wrong).integer == 0, "\(home)")
    }

    /// Code of one generation, which writes the word in its home, and everything else in both tables. The two generations
    /// take turns at the pairs: at the same instant they would be a deadlock.
    private final class Writers: Sendable {
        private let database: TestDatabase
        private let home: String
        private let generation: Int
        private let group = WriterGroup()

        init(_ database: TestDatabase, home: String, generation: Int) {
            self.database = database
            self.home = home
            self.generation = generation
        }

        func start() { group.start(0..<2) { try await self.write($0) } }

        func stop(after count: Int = 0) async throws { try await group.stop(after: count) }

        private func write(_ number: Int) async throws {
            var random = SplitMix(seed: UInt64(number * 7 + generation + 1))
            let session = try await database.session()
            try await group.again { count in
                let statements = operation(number, count, &random).joined(separator: "; ")
                try await session.execute(SQL(verbatim: "BEGIN; \(statements); COMMIT"))
            }
            await session.close()
        }

        private func operation(_ number: Int, _ count: Int, _ random: inout SplitMix) -> [String] {
            let id = random.next(below: 10_000) * 2 + 1 + generation
            let word = random.next(below: 3) == 0 ? "NULL" : "'word \(random.next(below: 90))'"
            let key = home == "parent" ? "id" : "parent_id"
            switch random.next(below: 8) {
            case 0:
                let fresh = (number + 1 + generation * 10) * 1_000_000 + count
                let (parent, child) = home == "parent" ? (", \(word)", "") : ("", ", \(word)")
                let (up, down) = home == "parent" ? (", word", "") : ("", ", word")
                return [
                    "INSERT INTO parent (id\(up)) VALUES (\(fresh)\(parent))",
                    "INSERT INTO child (parent_id\(down)) VALUES (\(fresh)\(child))",
                    "INSERT INTO truth VALUES (\(fresh), \(word))",
                ]
            case 1: return ["DELETE FROM parent WHERE id = \(id)", "DELETE FROM truth WHERE id = \(id)"]
            case 2: return ["UPDATE parent SET note = repeat('x', \(id % 900)) WHERE id = \(id)"]
            case 3: return ["UPDATE child SET note = 'touched' WHERE parent_id = \(id)"]
            default:
                return [
                    "UPDATE \(home) SET word = \(word) WHERE \(key) = \(id)",
                    "UPDATE truth SET word = \(word) WHERE id = \(id)",
                ]
            }
        }
    }
}
