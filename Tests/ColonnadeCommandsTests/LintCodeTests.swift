import ColonnadeTestSupport
import Foundation
import Testing

/// `colonnade lint` with code beside the migrations: what a change would break there.
@Suite(.aFewAtATime) struct LintCodeTests {
    private static let change = "db/migrations/20260102000000_change.sql"

    private func project(_ migration: String, yaml: String = "") throws -> LintProject {
        try LintProject([
            "db/migrations/20260101000000_orders.sql":
                "CREATE TABLE orders (id bigint PRIMARY KEY, status text, total int);",
            Self.change: "SET lock_timeout = '1s';\n\(migration)",
            "app/shop.py": """
            def shop(db):
                db.execute('SELECT status FROM orders WHERE id = %s')
                db.execute('INSERT INTO orders (id, status) VALUES (1, %s)')
                db.execute('SELECT status FROM customers')  # of orders
            """,
            "app/shop.go":
                "package app\n\nfunc f() {\n\trows, _ := db.Query(\"SELECT * FROM orders\")\n\trows.Scan(&a, &b)\n}\n",
            "colonnade.yaml": yaml,
        ])
    }

    private func message(_ project: LintProject, _ arguments: [String]) async throws -> String {
        let run = try await project.colonnade(["lint", "--format", "compact", Self.change] + arguments)
        return run.stdout.split(separator: "\n").first { $0.contains("[breaks-code]") }.map(String.init) ?? ""
    }

    @Test(arguments: [
        ("ALTER TABLE orders DROP COLUMN status;", ["app/shop.py:2", "app/shop.py:3"]),
        ("ALTER TABLE orders RENAME COLUMN status TO state;", ["app/shop.py:2", "app/shop.py:3"]),
        ("ALTER TABLE orders ADD COLUMN note text;", ["app/shop.go:4"]),
        ("ALTER TABLE orders ALTER COLUMN total SET NOT NULL;", ["app/shop.py:3"]),
        ("ALTER TABLE orders ADD COLUMN note text; ALTER TABLE orders DROP COLUMN note;", ["app/shop.go:4"]),
        ("CREATE TABLE invoices (id bigint PRIMARY KEY); ALTER TABLE invoices ADD COLUMN status text;", []),
        ("COMMENT ON COLUMN orders.status IS 'x';", []),
    ])
    func theCodeThatAChangeBreaksIsNamed(_ migration: String, _ places: [String]) async throws {
        let project = try project(migration)
        defer { project.remove() }
        let message = try await message(project, ["--code", "app"])
        #expect(message.isEmpty == places.isEmpty, "\(message)")
        #expect(places.allSatisfy(message.contains), "\(message)")
        #expect(!message.contains("customers"))
        // Without code, nothing is known of it.
        #expect(try await self.message(project, []).isEmpty)
    }

    @Test func theConfigurationNamesTheCodeAndAnIgnoreIgnoresIt() async throws {
        let drop = "ALTER TABLE orders DROP COLUMN status;"
        let project = try project(drop, yaml: "code: [app]\n")
        defer { project.remove() }
        #expect(try await message(project, []).contains("app/shop.py:2"))
        try project.write(
            Self.change, "SET lock_timeout = '1s';\n-- colonnade:ignore breaks-code it is deployed\n\(drop)")
        #expect(try await project.found([Self.change]) == ["\(Self.change) drop-column"])
    }

    /// What was applied long ago broke what there was then.
    @Test func aWholeFolderIsNotHeldAgainstCode() async throws {
        let project = try project("ALTER TABLE orders DROP COLUMN status;", yaml: "code: [app]\n")
        defer { project.remove() }
        #expect(try await project.found([]) == ["\(Self.change) drop-column"])
    }

    @Test func whatCouldNotBeReadIsSaid() async throws {
        let project = try project("ALTER TABLE orders DROP COLUMN status;")
        defer { project.remove() }
        try project.write("app/page.xyz", "orders status")
        let run = try await project.colonnade(["lint", Self.change, "--code", "app"])
        #expect(
            run.stderr.contains("code: 1 file that has the name is in a language that is not read"),
            "\(run.stderr)")
        #expect(run.status == 1)
    }
}
