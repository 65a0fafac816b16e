import ColonnadeTestSupport
import Foundation
import Testing

/// `require_rehearsal: true`: `apply` begins a rollout only after a rehearsal of exactly its plan has said yes.
@Suite(.aFewAtATime) struct RequireRehearsalTests {
    @Test func applyDemandsAPassedRehearsalOfExactlyThisPlan() async throws {
        let database = try await TestDatabase.postgres()
        try await database.run(
            """
            CREATE TABLE orders (id bigint PRIMARY KEY, quantity int NOT NULL, note text);
            INSERT INTO orders SELECT i, i, 'n' FROM generate_series(1, 2000) i
            """)
        let folder = "\(NSTemporaryDirectory())/colonnade-required-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let configuration = "\(folder)/colonnade.yaml"
        let migration = "\(folder)/20260101_note.sql"
        func configure(_ more: String) throws {
            try "require_rehearsal: true\npause_budget: 20s\nmax_p99_ratio: 100000\nmax_errors: 0\n\(more)"
                .write(
                    toFile: configuration, atomically: true, encoding: .utf8)
        }
        try configure("max_duration: 1ms\n")
        try "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;\n".write(
            toFile: migration, atomically: true, encoding: .utf8)
        func run(_ arguments: [String]) async throws -> Subprocess {
            try await CommandLineTool.run(arguments + ["--config", configuration, migration], on: database)
        }
        let rehearse = [
            "rehearse", "--no-compare", "--quick", "--rate", "100", "--workload", "catalog",
        ]

        let never = try await run(["apply", "--yes"])
        #expect(
            never.status == 1 && never.stderr.contains("20260101_note was not rehearsed"), "\(never.stderr)")
        #expect(never.stderr.contains("colonnade rehearse \(migration)"))
        #expect(try await run(["apply", "--dry-run"]).status == 0, "a plan may be looked at")

        let tooLong = try await run(rehearse)
        #expect(tooLong.status == 1 && tooLong.stdout.contains("allowed are 1.0 ms"), "\(tooLong.stdout)")
        let saidNo = try await run(["apply", "--yes"])
        #expect(saidNo.status == 1 && saidNo.stderr.contains("said no"), "\(saidNo.stderr)")

        try configure("")
        let rehearsal = try await run(rehearse)
        #expect(rehearsal.status == 0, "\(rehearsal.stdout)\(rehearsal.stderr)")
        let file = "\(folder)/.colonnade/rehearsals/20260101_note.json"
        let record = try String(contentsOfFile: file, encoding: .utf8)
        #expect(record.contains("\"verdict\" : \"yes\"") && !record.contains("password"), "\(record)")

        try "ALTER TABLE orders ALTER COLUMN note SET NOT NULL, ADD COLUMN carrier text;\n".write(
            toFile: migration, atomically: true, encoding: .utf8)
        let edited = try await run(["apply", "--yes"])
        #expect(edited.status == 1 && edited.stderr.contains("with another plan"), "\(edited.stderr)")

        try "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;\n".write(
            toFile: migration, atomically: true, encoding: .utf8)
        let applied = try await run(["apply", "--yes"])
        #expect(applied.status == 0, "\(applied.stderr)")
        await database.drop()
    }
}
