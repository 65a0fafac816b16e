import ArgumentParser
import Colonnade

struct NewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write a new migration file in the folder's own convention.",
        discussion: "Prints the path. Example:\n  $EDITOR $(colonnade new \"add total to orders\")"
    )

    @Option(help: ArgumentHelp("Where colonnade.yaml is.", valueName: "path"))
    var config: String?
    @Argument(help: "What the migration does, in a few words.")
    var name: String

    func run() async throws {
        let paths = try Project.find(configPath: config).newMigration(name)
        let console = Console(quiet: false, verbose: false, noColor: false)
        for path in paths { console.result(path) }
    }
}
