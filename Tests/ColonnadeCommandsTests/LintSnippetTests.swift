import ColonnadeTestSupport
import Foundation
import Testing

/// What the documentation and the hooks tell people to run is what the program takes.
@Suite struct LintSnippetTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The commands in a file that begin a line, or follow a dash or a key of YAML.
    private static func commands(_ file: String) throws -> [String] {
        let text = try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
        return text.matches(of: /(?m)^(?:\$ | *- (?:run: )?| *entry: )?(colonnade lint[^\n>|]*)/).map {
            String($0.1).trimmingCharacters(in: .whitespaces)
        }
    }

    @Test(arguments: ["docs/lint.md", ".pre-commit-hooks.yaml"])
    func everyCommandIsTaken(_ file: String) async throws {
        let commands = try Self.commands(file)
        #expect(commands.count >= 2)
        let migration = "db/migrations/20260102000000_second.sql"
        let project = try LintProject([
            "db/migrations/20260101000000_first.sql":
                "CREATE TABLE orders (id bigint PRIMARY KEY, total int);",
            migration: "ALTER TABLE orders ADD CHECK (total >= 0);", ".colonnade/kept": "",
            "add_index.sql": "CREATE INDEX orders_total ON orders (total);",
            "shop/migrations/0007_total.py": """
            from django.db import migrations

            class Migration(migrations.Migration):
                dependencies = []
                operations = [migrations.RunSQL("SELECT 1")]
            """,
        ])
        defer { project.remove() }
        try await project.git(["init", "-q"])
        try await project.git(["add", "-A"])
        try await project.git(["commit", "-q", "-m", "one"])
        for command in commands {
            var words = command.replacing("\"origin/$GITHUB_BASE_REF\"", with: "HEAD").split(separator: " ")
                .map(String.init)
            // pre-commit gives the files.
            if !file.hasPrefix("docs") { words.append(migration) }
            let run = try await project.colonnade(Array(words.dropFirst()))
            #expect([0, 1].contains(run.status), "\(command)\n\(run.stderr)")
        }
    }

    @Test func theConfigurationOfThePageIsTaken() async throws {
        let page = try String(contentsOf: Self.root.appendingPathComponent("docs/lint.md"), encoding: .utf8)
        let yaml = try #require(page.firstMatch(of: /```yaml\n(lint:\n(?s:.*?))```/)?.1)
        let project = try LintProject([
            "colonnade.yaml": String(yaml), "a.sql": "SELECT 1",
            ".colonnade/baseline.json": #"{"version": 1, "findings": []}"#,
            ".colonnade/stats.json":
                #"{"engine": "postgresql", "server_version": "16.0", "taken_at": "", "tables": []}"#,
            "db/structure.sql": "CREATE TABLE orders (id bigint);",
        ])
        defer { project.remove() }
        let run = try await project.colonnade(["lint", "a.sql"])
        #expect(run.status == 0, "\(run.stderr)")
    }
}
