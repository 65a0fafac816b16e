import ArgumentParser
import Colonnade

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Find the migrations and the tool that owns them; write colonnade.yaml and a CI snippet.",
        discussion: "Existing files are never overwritten. Example:\n  colonnade init && colonnade plan"
    )

    @Flag(help: "Print one JSON document on stdout.")
    var json = false

    func run() async throws {
        let report = try Project.find(configPath: nil).initialise()
        let console = Console(quiet: false, verbose: false, noColor: false)
        if json {
            try console.json(report)
            return
        }
        let owner = report.convention.map { " (\($0))" } ?? ""
        console.message(
            "migrations  \(report.migrations.map { $0 + owner } ?? "none found; db/migrations is written down")"
        )
        if !report.frameworks.isEmpty {
            console.message("code        \(report.frameworks.joined(separator: ", "))")
        }
        for path in report.written { console.message("written     \(path)") }
        console.message("\nIn a deployment pipeline:\n\(report.pipeline)")
    }
}
