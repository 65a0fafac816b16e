import ArgumentParser
import Colonnade

struct CompleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete",
        abstract: "Contract: take the old shape and the scaffolding away. Needs the gates ready and unused.",
        discussion: """
            Examples:
              colonnade confirm unused add_total --by ana --note "old release drained"
              colonnade complete add_total

            Exits 1 when a gate is not met.
            """
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var run: RunArguments
    @Argument(help: "Any unambiguous part of the rollout's name; none: the only one that is open.")
    var rollout: String?

    func run() async throws {
        let console = options.console
        let database = try await options.openDatabase()
        let record = try await database.find(rollout)
        console.show(try await database.drift(since: record), of: record.name)
        let steps = record.rollout.steps(in: [.contract]).filter { record.steps[$0.id]?.state != .done }
        for tripwire in try await database.tripwires(on: record) {
            console.message("  take the tripwire off \(tripwire.table).\(tripwire.column)")
        }
        for step in steps { console.message("  \(step.id)  \(step.summary)") }
        guard record.state != .complete else {
            console.message("\(record.name) is complete already.")
            return
        }
        guard try run.agreed("Carry these out on \(database.address)? There is no way back.", console) else {
            return
        }
        let (control, sources) = RunControl.onSignals(console)
        let printer = ProgressPrinter(console: console, json: options.json)
        let final = try await database.complete(
            record, settings: try run.settings(options.project()), control: control,
            ask: { console.askAboutBlocker($0) }
        ) { printer.report($0) }
        withExtendedLifetime(sources) {}
        console.message(
            console.errorStyle.good(final.kept.map { "\($0)." } ?? "\(final.name) is complete."))
    }
}
