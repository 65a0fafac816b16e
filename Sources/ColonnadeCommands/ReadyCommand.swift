import ArgumentParser
import Colonnade

struct ReadyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ready",
        abstract: "Exit 0 once code may depend on a change, 1 before. For deploy pipelines.",
        discussion: """
            Examples:
              colonnade ready orders.total_cents --wait 10m && ./deploy
              colonnade ready add_total --json
            """
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: ArgumentHelp("A rollout, or TABLE.COLUMN.", valueName: "rollout|table.column"))
    var subject: String
    @Option(help: ArgumentHelp("Wait for it this long.", valueName: "duration"))
    var wait: String?

    func run() async throws {
        let database = try await options.openDatabase()
        let patience = try wait.map { try Project.duration($0) } ?? .zero
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        var answer = try await database.readiness(of: subject)
        while !answer.isReady, clock.now < deadline {
            try await Task.sleep(for: min(.seconds(1), deadline - clock.now))
            answer = try await database.readiness(of: subject)
        }
        let console = options.console
        if options.json {
            try console.json(answer)
        } else {
            let style = console.style
            let word = answer.isReady ? style.good("ready") : style.caution("not ready")
            if !options.quiet { console.result("\(word)  \(subject): \(answer.reason)") }
        }
        if !answer.isReady { throw ExitCode(1) }
    }
}
