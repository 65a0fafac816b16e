import ArgumentParser
import Colonnade

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Carry a migration out: expand, backfill, verify, up to the ready gate. Again to continue.",
        discussion: """
            Examples:
              colonnade apply db/migrations/20260101_add_total.sql
              colonnade apply --yes                      # everything that is pending, in order
              colonnade apply --code app FILE            # and what in the code it would break
              colonnade apply --yes --json | jq .        # one event a line

            Ctrl-C stops between two batches; the same command continues, from any machine.
            """
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var migrations: MigrationArguments
    @OptionGroup var run: RunArguments
    @OptionGroup var pressure: SpeedArgument
    @OptionGroup var backfill: BackfillArguments
    @OptionGroup var code: CodeArguments
    @Option(help: ArgumentHelp("Help another machine with the backfill of a rollout.", valueName: "rollout"))
    var join: String?

    func run() async throws {
        let database = try await options.openDatabase()
        var settings = try run.settings(options.project())
        try backfill.add(to: &settings, pressure.speed)
        if let join { return try await help(with: join, database, settings) }
        let texts = try await migrations.texts(options, database)
        if texts.isEmpty { options.console.message("Nothing is pending.") }
        let (control, sources) = RunControl.onSignals(options.console)
        for text in texts {
            guard try await apply(text, database, settings, control) else { break }
        }
        withExtendedLifetime(sources) {}
    }

    private func help(with name: String, _ database: Database, _ settings: RunSettings) async throws {
        let record = try await database.find(name)
        let console = options.console
        guard try run.agreed("Help with the backfill of \(record.name) on \(database.address)?", console)
        else { return }
        let (control, sources) = RunControl.onSignals(console)
        let printer = ProgressPrinter(console: console, json: options.json)
        let helped = try await database.join(record, settings: settings, control: control) {
            printer.report($0)
        }
        withExtendedLifetime(sources) {}
        console.message(
            helped
                ? "Nothing is left to help with."
                : "\(record.name) is not at a backfill: there is nothing to help with."
        )
    }

    /// - Returns: whether to go on with the next migration.
    private func apply(
        _ text: MigrationText, _ database: Database, _ settings: RunSettings, _ control: RunControl
    ) async throws -> Bool {
        let console = options.console
        let code = try self.code.code(of: options.project())
        let preparation = try await database.prepare(text, code: code)
        let broken: BrokenCode?
        switch preparation {
        case .nothingToDo(let record):
            console.message("\(record.name) is complete already.")
            return true
        case .resume(let record):
            console.message("Going on with \(record.name), which is \(record.state.rawValue).")
            broken =
                record.gates[.tolerant] == nil
                ? try await database.brokenCode(by: record.rollout, in: code) : nil
            if let broken { console.show(broken) }
            console.show(try await database.drift(since: record), of: record.name)
            if run.dryRun { return false }
            if record.state != .ready, !run.yes, try !run.agreed("Continue on \(database.address)?", console)
            {
                return false
            }
        case .begin(let plan):
            console.show(plan.drift, of: plan.rollout.name)
            broken = plan.code
            if run.yes, !run.dryRun, let broken { console.show(broken) }
            if !run.yes || run.dryRun {
                if options.json { try console.json(plan) } else { console.show(plan, database) }
            }
            if !run.dryRun { try options.project().requireRehearsal(of: plan) }
            let question = "Carry out the steps up to the ready gate on \(database.address)?"
            guard try run.agreed(question, console) else { return false }
            // Somebody may have changed the tables while the question stood.
            let drift = try await database.drift(since: plan.rollout)
            if !drift.lines.isEmpty {
                console.show(drift, of: plan.rollout.name)
                console.message("Planned again.")
                return try await apply(text, database, settings, control)
            }
        }
        if options.json, let broken { try console.json(EventDocument(broken), onOneLine: true) }
        let printer = ProgressPrinter(console: console, json: options.json)
        let record = try await database.apply(
            preparation, settings: settings, control: control, ask: { console.askAboutBlocker($0) }
        ) {
            printer.report($0)
        }
        conclude(record)
        return true
    }

    private func conclude(_ record: RolloutRecord) {
        let console = options.console
        let style = console.errorStyle
        if record.state == .complete {
            console.message(style.good("\(record.name) is complete."))
        } else {
            console.message(
                style.good("\(record.name) is ready: code may depend on it.")
                    + "\n  When no old code runs any more: colonnade confirm unused \(record.name) --by YOU"
                    + "\n                        and then: colonnade complete \(record.name)"
            )
        }
    }
}
