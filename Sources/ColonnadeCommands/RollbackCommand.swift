import ArgumentParser
import Colonnade

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Take a rollout back, from any point before contract.",
        discussion: """
            Says first what would be lost. Example:
              colonnade rollback add_total
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
        let steps = record.rollout.steps.reversed().filter {
            record.steps[$0.id].map { $0.state != .undone } ?? false
        }
        guard record.state != .rolledBack else {
            console.message("\(record.name) is rolled back already.")
            return
        }
        for step in steps where !step.undo.isEmpty || step.lossOnUndo != nil {
            let loss = step.lossOnUndo.map { console.errorStyle.caution("  loses \($0)") } ?? ""
            console.message("  \(step.id)  take back: \(step.summary)\(loss)")
        }
        guard try run.agreed("Take these back on \(database.address)?", console) else { return }
        let (control, sources) = RunControl.onSignals(console)
        let printer = ProgressPrinter(console: console, json: options.json)
        let final = try await database.rollBack(
            record, settings: try run.settings(options.project()), control: control,
            ask: { console.askAboutBlocker($0) }
        ) { printer.report($0) }
        withExtendedLifetime(sources) {}
        console.message(console.errorStyle.good("\(final.name) is rolled back."))
    }
}
