import ColonnadeTestSupport
import Foundation
import Testing

/// `colonnade map` as a user runs it.
@Suite(.aFewAtATime) struct MapCommandTests {
    private static let shop = """
        CREATE TABLE orders (id int PRIMARY KEY, status text, price int);
        CREATE VIEW open_orders AS SELECT id FROM orders WHERE status = 'new';
        CREATE VIEW open_count AS SELECT count(*) FROM open_orders;
        CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'BEGIN UPDATE orders SET status = 1; END';
        """

    private func map(_ arguments: [String], _ schema: String = MapCommandTests.shop) async throws
        -> Subprocess
    {
        let database = try await TestDatabase.postgres()
        try await database.run(schema)
        let run = try await CommandLineTool.run(["map"] + arguments, on: database)
        await database.drop()
        return run
    }

    @Test func theTreeHasTheWorstFirstAndWhatHangsOnOthersBelowThem() async throws {
        let run = try await map(["orders.status"])
        #expect(run.status == 0, "\(run.stderr)")
        let lines = run.stdout.split(separator: "\n").map(String.init)
        #expect(lines.first == "public.orders.status  text")
        let view = try #require(lines.firstIndex { $0.contains("view public.open_orders  on drop, type") })
        let count = try #require(lines.firstIndex { $0.contains("└─ view public.open_count") })
        #expect(view < count && (lines[count].hasPrefix("│  ") || lines[count].hasPrefix("   ")))
        #expect(lines.contains { $0.contains("function f()  on drop, rename") })
        #expect(lines.contains("not observed"))
        #expect(!run.stdout.contains("\u{1B}"), "no colours but on a terminal")
    }

    @Test func aTerminalShowsInColoursWhatBreaks() async throws {
        let database = try await TestDatabase.postgres()
        try await database.run(Self.shop)
        let run = try await CommandLineTool.runOnTerminal(
            ["map", "orders.status"], on: database, typing: "", environment: ["NO_COLOR": ""])
        #expect(run.stdout.contains("\u{1B}[31mbreaks"), "\(run.stdout)")
        await database.drop()
    }

    @Test func theDocumentKeepsTheContract() async throws {
        let run = try await map(["public.orders.status", "--json"])
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any])
        #expect(document["subject"] as? String == "public.orders.status")
        #expect((document["not_observed"] as? [String])?.isEmpty == false)
        let found = try #require(document["dependencies"] as? [[String: Any]])
        let view = try #require(found.first { $0["name"] as? String == "public.open_orders" })
        #expect(view["kind"] as? String == "view" && view["via"] as? String == "catalog")
        #expect(view["effect"] as? String == "breaks" && view["certainty"] as? String == "certain")
        #expect(view["breaks_on"] as? [String] == ["drop", "type"])
        let evidence = try #require(view["evidence"] as? [String: Any])
        #expect(evidence["catalog"] as? String == "pg_class" && evidence["oid"] is Int)
    }

    @Test(arguments: [
        ("ordres", "did you mean orders?"), ("orders.statsu", "did you mean status?"),
        ("public.orders.nothing_like_it", "public.orders has no column nothing_like_it"),
        ("a.b.c.d", "is no TABLE"),
    ])
    func whatIsNotThereIsBadInputWithNamesThatAreNear(_ subject: String, _ message: String) async throws {
        let run = try await map([subject])
        #expect(run.status == 2 && run.stdout.isEmpty)
        #expect(run.stderr.contains(message), "\(run.stderr)")
    }

    @Test func aNameThatMeansTwoThingsIsAskedBack() async throws {
        let schema = "CREATE TABLE a (b int); CREATE SCHEMA a; CREATE TABLE a.b (c int)"
        let both = try await map(["a.b"], schema)
        #expect(both.status == 2 && both.stderr.contains("public.a.b or a.b"), "\(both.stderr)")
        #expect(try await map(["public.a.b"], schema).status == 0)
        #expect(try await map(["a.b.c"], schema).status == 0)
    }

    @Test func namesInQuotesAreTakenAsTheyAre() async throws {
        let schema = "CREATE TABLE \"Odd \"\"Name\" (\"A.b\" int CHECK (\"A.b\" > 0))"
        let run = try await map(["\"Odd \"\"Name\".\"A.b\""], schema)
        #expect(run.status == 0 && run.stdout.contains("check"), "\(run.stderr)")
    }

    @Test(arguments: [
        ("dot", "digraph map {"), ("mermaid", "flowchart RL"), ("html", "<!DOCTYPE html>"),
    ])
    func otherFormsAreWritten(_ form: String, _ start: String) async throws {
        let run = try await map(["orders", "--format", form])
        #expect(run.status == 0 && run.stdout.hasPrefix(start), "\(run.stderr)")
        #expect(run.stdout.contains("public.open_count"))
        #expect(try await map(["orders", "--format", form, "--json"]).status == 2)
    }

    @Test func sqliteHasItsOwn() async throws {
        let database = try await TestDatabase.sqlite()
        try await database.run(
            "CREATE TABLE orders (id integer PRIMARY KEY, status text); CREATE VIEW v AS SELECT status FROM orders"
        )
        let run = try await CommandLineTool.run(["map", "orders.status"], on: database)
        #expect(
            run.status == 0 && run.stdout.contains("view v  on drop, type  likely"),
            "\(run.stdout)\(run.stderr)")
        #expect(run.stdout.contains("SQLite keeps no statistics"))
        await database.drop()
    }

    /// What a program says of the column stands beside what the database says; what could not be read is counted.
    @Test func codeIsSearched() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("map-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("# status of orders\ndb.execute('UPDATE orders SET status = %s WHERE id = 1', [x])\n".utf8)
            .write(to: folder.appendingPathComponent("app.py"))
        try Data([0, 1, 2]).write(to: folder.appendingPathComponent("app.bin"))
        let run = try await map(["orders.status", "--code", folder.path, "--json"])
        #expect(run.status == 0, "\(run.stderr)")
        let map = try #require(
            try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any])
        let dependencies = try #require(map["dependencies"] as? [[String: Any]])
        let code = dependencies.filter { $0["via"] as? String == "code" }
        #expect(code.count == 1)
        #expect(code.first?["effect"] as? String == "breaks")
        #expect(code.first?["breaks_on"] as? [String] == ["drop", "rename"])
        #expect((code.first?["evidence"] as? [String: Any])?["line"] as? Int == 2)
        let notObserved = try #require(map["not_observed"] as? [String])
        #expect(notObserved.contains { $0.hasPrefix("1 file is no text") })
    }
}
