import ArgumentParser
import Colonnade

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Take a pause back and carry the rollout on to the ready gate.",
        discussion: """
            While another runner is at work, --speed changes how hard it presses, and nothing else happens.

            Examples:
              colonnade resume add_total --yes
              colonnade resume add_total --speed gentle
            """
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var run: RunArguments
    @OptionGroup var pressure: SpeedArgument
    @OptionGroup var backfill: BackfillArguments
    @Argument(help: "Any unambiguous part of the rollout's name; none: the only one that is open.")
    var rollout: String?

    func run() async throws {
        let console = options.console
        let database = try await options.openDatabase()
        let record = try await database.find(rollout)
        guard record.state.isOpen else {
            throw ColonnadeError.badInput(
                "\(record.name) is \(record.state.rawValue): there is nothing to resume")
        }
        if let speed = pressure.speed {
            try await database.set(speed, of: record)
            if try await database.status(record.name).rollouts.first?.state.isRunning == true,
                !record.pauseRequested
            {
                console.message("\(record.name) goes on at speed \(speed.rawValue).")
                return
            }
        }
        var settings = try run.settings(options.project())
        try backfill.add(to: &settings, pressure.speed)
        guard try run.agreed("Carry \(record.name) on, on \(database.address)?", console) else { return }
        try await database.requestPause(false, of: record)
        let (control, sources) = RunControl.onSignals(console)
        let printer = ProgressPrinter(console: console, json: options.json)
        let final = try await database.apply(
            .resume(record), settings: settings, control: control, ask: { console.askAboutBlocker($0) }
        ) { printer.report($0) }
        withExtendedLifetime(sources) {}
        console.message(console.errorStyle.good("\(final.name) is \(final.state.rawValue)."))
    }
}
