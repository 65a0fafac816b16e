import ColonnadeTestSupport
import Foundation
import Testing

/// `colonnade plan` with code beside it: what its changes would break there.
@Suite(.aFewAtATime) struct PlanCodeTests {
    @Test(arguments: [
        ("ALTER TABLE orders DROP COLUMN status", ["app.py:1", "app.py:2"]),
        ("ALTER TABLE orders ADD COLUMN note text", ["app.go:4"]),
        ("ALTER TABLE orders ALTER COLUMN total SET NOT NULL", ["app.py:2"]),
    ])
    func whatTheCodeWouldNotBear(_ sql: String, _ expected: [String]) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "plan-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(
            "db.execute('SELECT status FROM orders')\ndb.execute('INSERT INTO orders (id, status) VALUES (1, 2)')\n"
                .utf8
        )
        .write(to: folder.appendingPathComponent("app.py"))
        try Data(
            "package app\n\nfunc f() {\n\trows, _ := db.Query(\"SELECT * FROM orders\")\n\trows.Scan(&a, &b)\n}\n"
                .utf8
        )
        .write(to: folder.appendingPathComponent("app.go"))
        let database = try await TestDatabase.postgres()
        try await database.run("CREATE TABLE orders (id int PRIMARY KEY, status text, total int)")
        let run = try await CommandLineTool.run(
            ["plan", "--sql", sql, "--code", folder.path, "--json"], on: database)
        let page = try await CommandLineTool.run(
            ["plan", "--sql", sql, "--code", folder.path], on: database)
        await database.drop()
        #expect(run.status == 0, "\(run.stderr)")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any])
        let code = try #require(document["code"] as? [String: Any])
        let found = try #require(code["dependencies"] as? [[String: Any]])
        let places = found.compactMap { dependency -> String? in
            guard let evidence = dependency["evidence"] as? [String: Any],
                let path = evidence["path"] as? String, let line = evidence["line"] as? Int
            else { return nil }
            return "\(path.split(separator: "/").last ?? ""):\(line)"
        }
        #expect(expected.allSatisfy(places.contains), "\(places)")
        #expect(page.stdout.contains("CODE THAT THE CHANGES BREAK"))
        #expect(expected.allSatisfy { page.stdout.contains("/\($0)") })
    }
}
