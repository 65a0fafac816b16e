import Colonnade
import ColonnadeTestSupport
import Foundation
import Testing

/// docs/changes and docs/refusals.md say what the planner really does: they are made of the recipes' doc comments and
/// of plans for a real database. `COLONNADE_WRITE_DOCS=1 swift test --filter ChangePagesTests` writes them.
@Suite(.serialized, .aFewAtATime) struct ChangePagesTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func pagesOfChangesAreWhatTheRecipesDo() async throws {
        let test = try await TestDatabase.postgres(18)
        try await test.run(DocumentedChange.schema + "; ANALYZE")
        let database = try await Database.open(test.url)
        for change in DocumentedChange.all {
            let text = MigrationText(
                name: "change", source: SourceText(path: "change.sql", text: change.migration))
            let plan = try await database.plan(text)
            try expect(page(of: change, plan), in: "docs/changes/\(change.page).md")
            try expect(change.migration.ended, in: "Examples/\(change.page).sql")
        }
        try expect(DocumentedChange.schema.ended, in: "Examples/schema.sql")
        let lines = DocumentedChange.all.map { "- [\($0.page)](\($0.page).md)" }
        try expect(
            ([
                "# Kinds of change", "",
                "Each page is made from the program itself; see also [what is refused](../refusals.md).", "",
            ]
                + lines).joined(separator: "\n") + "\n", in: "docs/changes/README.md")
        await test.drop()
    }

    @Test func theTableOfRefusalsIsWhatThePlannerRefuses() async throws {
        let test = try await TestDatabase.postgres(18)
        try await test.run(DocumentedChange.schema + "; ANALYZE")
        let database = try await Database.open(test.url)
        var lines = [
            "# What is refused, and what to do instead", "",
            "A change that no safe rollout is known for is refused at plan time, with the place in the file (exit code 1).",
            "This table is made of what the planner really says.", "", "| written | why not | instead |",
            "|---|---|---|",
        ]
        for sql in DocumentedChange.refused {
            let text = MigrationText(name: "change", source: SourceText(path: "change.sql", text: sql))
            do {
                _ = try await database.plan(text)
                Issue.record("not refused: \(sql)")
            } catch ColonnadeError.refused(let refused, _) {
                for refusal in refused.refusals {
                    let cells = [
                        "`\(sql.replacing("\n", with: " "))`", refusal.message, refusal.remedy,
                    ].map { $0.replacing("|", with: "\\|") }
                    lines.append("| \(cells.joined(separator: " | ")) |")
                }
            }
        }
        try expect(lines.joined(separator: "\n") + "\n", in: "docs/refusals.md")
        await test.drop()
    }

    private func page(of change: DocumentedChange, _ plan: PlanDocument) throws -> String {
        var lines = [
            "# \(change.page)", "", try comment(of: change.recipe), "", "```sql", change.migration, "```", "",
            "`Examples/run \(change.page)` carries it out from beginning to end on a scratch database.", "",
        ]
        if !plan.rollout.hazards.isEmpty {
            lines += ["## Run directly, it would hurt", ""]
            lines +=
                plan.rollout.hazards.map { "- **\($0.rule)** (\($0.severity.rawValue)): \($0.message)" } + [
                    ""
                ]
        }
        lines += [
            "## What happens, phase by phase", "",
            "On PostgreSQL 18; the lock is the strongest of each relation.", "",
            "| step | what | lock | keeps waiting | work | taken back by |", "|---|---|---|---|---|---|",
        ]
        for planned in plan.steps {
            let step = planned.step
            let locks = step.locks.map { "\($0.mode.rawValue) on \($0.relation)" }.joined(separator: "<br>")
            let waits = Set(step.locks.map(\.mode.blocks.rawValue)).sorted().joined(separator: ", ")
            let undo =
                !step.reversible
                ? "nothing: final" : planned.undo.isEmpty ? "–" : "\(planned.undo.count) statement(s)"
            lines.append(
                "| \(step.id) | \(step.summary.replacing("|", with: "\\|")) | \(locks) | \(waits) | \(step.work.rawValue) | \(undo) |"
            )
        }
        lines += ["", "```sql"]
        for planned in plan.steps { lines += ["-- \(planned.step.id)"] + planned.sql.map { "\($0);" } }
        return (lines + ["```", ""] + generations(plan)).joined(separator: "\n") + "\n"
    }

    /// From the gates: who may rely on what, and since when.
    private func generations(_ plan: PlanDocument) -> [String] {
        let isStepwise = plan.rollout.gates.contains(.unused)
        return [
            "## What each generation of code sees", "",
            "- **Old code**, which knows nothing of the change, runs on until "
                + (isStepwise
                    ? "`confirm unused`: contract takes away what only it needs."
                    : "it is replaced, at any time."),
            "- **New code**, which depends on the change, may run once the rollout is *ready*: `colonnade ready change` exits 0.",
            isStepwise
                ? "- Up to contract `colonnade rollback change` takes everything back."
                : "- There is no contract: the rollout is complete when it is ready. Until then it can be taken back.",
        ]
    }

    /// Each example runs as a reader would run it: one in every test run, all of them in `make test-all`.
    @Test(arguments: TestServers.isThorough ? DocumentedChange.all : Array(DocumentedChange.all.prefix(1)))
    func theExamplesRun(_ change: DocumentedChange) async throws {
        let server = try TestServers.postgres(18)
        let run = try await Subprocess.run(
            Self.root.appendingPathComponent("Examples/run").path, [change.page],
            environment: [
                "DATABASE_URL": server.url(), "COLONNADE": CommandLineTool.path,
                "PATH": "\(server.binaries.folder):\(ProcessInfo.processInfo.environment["PATH"] ?? "")",
            ])
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
    }

    /// The doc comment above a recipe.
    private func comment(of recipe: String) throws -> String {
        let folder = Self.root.appendingPathComponent("Sources/ColonnadePlan/Recipes")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
            guard let at = lines.firstIndex(where: { $0.hasPrefix("enum \(recipe): Recipe") }) else {
                continue
            }
            let comment = lines[..<at].reversed().prefix { $0.hasPrefix("///") }.reversed()
            return comment.map { $0.dropFirst(3).drop { $0 == " " } }.joined(separator: "\n")
        }
        Issue.record("there is no recipe \(recipe)")
        return ""
    }

    private func expect(_ text: String, in path: String) throws {
        let file = Self.root.appendingPathComponent(path)
        if ProcessInfo.processInfo.environment["COLONNADE_WRITE_DOCS"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try? String(contentsOf: file, encoding: .utf8)
        #expect(written == text, "\(path) is not what the program does: write it with COLONNADE_WRITE_DOCS=1")
    }
}

extension String {
    /// As a file of SQL ends.
    fileprivate var ended: String { hasSuffix(";") ? "\(self)\n" : "\(self);\n" }
}
