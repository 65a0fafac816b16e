import ArgumentParser
import Colonnade

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show where every rollout stands, what it waits for, who blocks it.",
        discussion: """
            Examples:
              colonnade status
              colonnade status add_total --json | jq '.rollouts[0].state'
            """
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var code: CodeArguments
    @Argument(help: "Any unambiguous part of a rollout's name; none: all that are open, or the last one.")
    var rollout: String?

    func run() async throws {
        let code = try self.code.code(of: options.project())
        let status = try await options.openDatabase().status(rollout, code: code)
        let console = options.console
        if options.json {
            try console.json(status)
        } else {
            console.result(StatusPage(status: status, style: console.style).text)
        }
    }
}
