import ArgumentParser
import Colonnade

struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Let a running rollout pause after the batch at hand, from any machine.",
        discussion: "Its runner exits 4; `colonnade resume` and `colonnade apply` go on."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Any unambiguous part of the rollout's name; none: the only one that is open.")
    var rollout: String?

    func run() async throws {
        let database = try await options.openDatabase()
        let record = try await database.find(rollout)
        guard record.state.isOpen, record.state != .ready else {
            throw ColonnadeError.badInput(
                "\(record.name) is \(record.state.rawValue): nothing runs that could pause")
        }
        try await database.requestPause(true, of: record)
        options.console.message("\(record.name) pauses after the batch at hand.")
    }
}
