import ColonnadeTestSupport
import Foundation
import Testing

/// The gate *tolerant*: what in the code the changes of a rollout would break is its evidence.
@Suite(.aFewAtATime) struct TolerantGateTests {
    private static let migration = "db/migrations/20260102000000_swap.sql"

    /// A project whose code folder is all of it, the migrations too.
    private func project(_ sql: String, yaml: String = "code: [.]\n") throws -> LintProject {
        try LintProject([
            "db/migrations/20260101000000_orders.sql": "UPDATE orders SET status = 'x' WHERE status = 'y';",
            Self.migration: sql,
            "app/shop.py": "db.execute('SELECT status FROM orders WHERE id = %s')\n",
            "app/shop.go":
                "package app\n\nfunc f() {\n\trows, _ := db.Query(\"SELECT * FROM orders\")\n\trows.Scan(&a, &b)\n}\n",
            "colonnade.yaml": yaml,
        ])
    }

    private static let sql = "ALTER TABLE orders ADD COLUMN note text; ALTER TABLE orders DROP COLUMN status;"

    private func database() async throws -> TestDatabase {
        let database = try await TestDatabase.postgres()
        try await database.run("CREATE TABLE orders (id int PRIMARY KEY, status text)")
        return database
    }

    private func tolerant(_ status: Subprocess) throws -> (met: Bool, evidence: [String]) {
        let document = try JSONSerialization.jsonObject(with: Data(status.stdout.utf8)) as? [String: Any]
        let rollout = try #require((document?["rollouts"] as? [[String: Any]])?.first, "\(status.stderr)")
        let gates = try #require(rollout["gates"] as? [String: [String: Any]])
        let gate = try #require(gates["tolerant"])
        return (gate["met"] as? Bool ?? false, gate["evidence"] as? [String] ?? [])
    }

    @Test func itsEvidenceIsTheCodeThatWouldBreak() async throws {
        let project = try project(Self.sql)
        defer { project.remove() }
        let database = try await database()
        let plan = try await project.colonnade(["plan", Self.migration, "--json"], on: database)
        #expect(
            plan.stdout.contains("\"gates\" : [\n    \"tolerant\","),
            "\(plan.stdout.suffix(400))\(plan.stderr)")
        #expect(!plan.stdout.contains("20260101000000_orders.sql"), "a migration is no code that runs")

        let apply = try await project.colonnade(["apply", "--yes", "--json", Self.migration], on: database)
        #expect(apply.status == 0, "\(apply.stderr)")
        let first = try #require(apply.stdout.split(separator: "\n").first.map(String.init))
        #expect(first.contains("\"event\":\"gate\"") && first.contains("\"met\":false"), "\(first)")
        #expect(first.contains("app/shop.py:1") && first.contains("app/shop.go:4"), "\(first)")

        let before = try tolerant(await project.colonnade(["status", "--json"], on: database))
        #expect(!before.met)
        #expect(before.evidence.count == 2, "\(before.evidence)")
        #expect(before.evidence.contains { $0.hasPrefix("app/shop.go:4  ") && $0.contains("(likely) → ") })
        #expect(before.evidence[0].hasPrefix("app/shop.py:1  "), "what is certain comes first")
        let page = try await project.colonnade(["status"], on: database)
        #expect(
            page.stdout.contains("tolerant not yet") && page.stdout.contains("code     app/shop.py:1"),
            "\(page.stdout)")

        try project.write("app/shop.py", "db.execute('SELECT id FROM orders')\n")
        try project.write("app/shop.go", "package app\n")
        let after = try tolerant(await project.colonnade(["status", "--json"], on: database))
        #expect(after.met && after.evidence == ["nothing in . that the changes would break"])
        await database.drop()
    }

    @Test func whatSomebodyConfirmedStandsAndWithoutCodeNothingSpeaksForIt() async throws {
        let project = try project(Self.sql, yaml: "")
        defer { project.remove() }
        let database = try await database()
        let apply = try await project.colonnade(["apply", "--yes", Self.migration], on: database)
        #expect(apply.status == 0 && !apply.stderr.contains("CODE THAT"), "\(apply.stderr)")
        let nothing = try tolerant(await project.colonnade(["status", "--json"], on: database))
        #expect(!nothing.met && nothing.evidence.isEmpty)
        let searched = try await project.colonnade(["status", "--json", "--code", "app"], on: database)
        #expect(try tolerant(searched).evidence.count == 2)
        _ = try await project.colonnade(["confirm", "tolerant", "--by", "ana"], on: database)
        let said = try tolerant(
            await project.colonnade(["status", "--json", "--code", "app"], on: database))
        #expect(said.met && said.evidence.count == 1 && said.evidence[0].hasPrefix("ana, "))
        await database.drop()
    }

    @Test func peopleSeeItBeforeAnythingIsDone() async throws {
        let project = try project(Self.sql)
        defer { project.remove() }
        let database = try await database()
        let apply = try await project.colonnade(["apply", "--yes", Self.migration], on: database)
        let code = try #require(apply.stderr.range(of: "app/shop.py:1"), "\(apply.stderr)")
        let step = try #require(apply.stderr.range(of: "expand-1"))
        #expect(code.lowerBound < step.lowerBound)
        await database.drop()
    }
}
