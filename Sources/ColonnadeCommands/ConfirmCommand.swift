public import ArgumentParser
public import Colonnade

extension Gate: ExpressibleByArgument {}

struct ConfirmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: "Record that a gate is met which Colonnade cannot prove.",
        discussion: """
            The gate ready is proved, never confirmed. Example:
              colonnade confirm unused add_total --by ana --note "release 41 drained everywhere"
            """
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "tolerant or unused.")
    var gate: Gate
    @Argument(help: "Any unambiguous part of the rollout's name; none: the only one that is open.")
    var rollout: String?
    @Option(help: ArgumentHelp("Who says so.", valueName: "who"))
    var by: String
    @Option(help: ArgumentHelp("On what evidence.", valueName: "text"))
    var note: String?

    func validate() throws {
        if gate == .ready {
            throw ValidationError("the gate ready is proved by `colonnade apply`, never confirmed")
        }
        if by.isEmpty { throw ValidationError("--by needs a name") }
    }

    func run() async throws {
        let database = try await options.openDatabase()
        let record = try await database.find(rollout)
        try await database.confirm(gate, of: record, by: by, note: note ?? "confirmed")
        options.console.message("\(record.name): \(by) confirmed that the gate \(gate.rawValue) is met.")
    }
}
