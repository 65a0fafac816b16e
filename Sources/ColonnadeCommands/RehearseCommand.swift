import ArgumentParser
import Colonnade
import Foundation

struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Carry a migration out on a copy of the database, under load; yes or no, and a report.",
        discussion: """
            Examples:
              colonnade rehearse db/migrations/20260101_add_total.sql --database postgres://…
              colonnade rehearse --from postgres://replica.internal/shop --only-needed add_total.sql
              colonnade rehearse --from postgres://replica.internal/shop --mask add_total.sql
              colonnade rehearse --dump shop.dump --workload checkout.pgbench@3 --workload search.pgbench add_total.sql
              colonnade rehearse --workload postgresql.csv --speed 2x --prepared add_total.sql
              colonnade rehearse --quick --report rehearsal.html --sql "ALTER TABLE orders ADD COLUMN note text"
              colonnade rehearse --from postgres://staging/shop --sandbox postgres://staging/postgres --template add_total.sql

            The database is only read, by pg_dump. Its copy lives in a private server in a temporary folder, which ends \
            with the rehearsal; with --sandbox in databases of a server that you give, which are dropped. There clients work all the time, by a schedule that does not wait for answers, so that \
            every pause is counted: code as it is from the beginning, code that depends on the change from ready on. \
            Then the same SQL is run directly on another copy, for comparison.

            Clients send the statements that pg_stat_statements has counted on the source, in their ratio, with values \
            drawn from the copy; without it they are made out of the catalog: they read by key, insert copies of rows \
            under new keys, update and delete, as often as the server has counted. --workload statements and --workload \
            catalog choose between the two; a file is a log to play again with its timing (.log, .csv or .json) or a \
            pgbench script. What cannot be made so is listed.

            pause_budget, max_p99_ratio, max_errors, max_lag and max_duration of colonnade.yaml are limits where no option is given.

            Exits 1 when the verdict is no: a client saw an error, somebody waited longer than the pause budget, p99 \
            went beyond --max-p99-ratio, the rollout did not come to its end, or the schema differs from the plain SQL's.
            """
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var migrations: MigrationArguments
    @OptionGroup var backfill: BackfillArguments

    @Option(help: "How hard the backfill may press: gentle, normal, full.")
    var backfillSpeed: Speed?

    @Option(
        help: ArgumentHelp(
            "The database to copy; without it the one of --database. It is only read.", valueName: "url"))
    var from: String?

    @Option(help: ArgumentHelp("A dump to restore instead: any format of pg_dump.", valueName: "path"))
    var dump: String?

    @Flag(
        help:
            "Make the copy by CREATE DATABASE … TEMPLATE: --sandbox is on the source's own server, and nobody is connected to the source."
    )
    var template = false

    @Flag(
        help: "Copy rows only of the tables that the migration changes or reads, and of what these refer to.")
    var onlyNeeded = false

    @Flag(help: "Mask people's data on the way into the copy; see `colonnade snapshot --help`.")
    var mask = false

    @OptionGroup var copying: CopyArguments

    @Flag(help: "Copy the server's files by pg_basebackup: the same pages, the same bloat.")
    var physical = false

    @Option(
        help: ArgumentHelp(
            "Code as it is: statements, catalog, a server's log, or pgbench scripts (file@weight, more than one).",
            valueName: "what"))
    var workload: [String] = []

    @Option(
        help: ArgumentHelp(
            "How many times as fast a log (--workload) is played again: 2x.", valueName: "factor"))
    var speed: String = "1x"

    @Flag(help: "Let clients prepare their statements once, as most drivers do.")
    var prepared = false

    @Option(
        help: ArgumentHelp(
            "A pgbench script of code that depends on the change, which starts at ready.", valueName: "file"))
    var newWorkload: [String] = []

    @Option(help: ArgumentHelp("Clients of each generation of code.", valueName: "n"))
    var clients: Int = 8

    @Option(
        help: ArgumentHelp(
            "Operations a second of each generation; without it what the server has counted, 100 to 500.",
            valueName: "n"))
    var rate: Double?

    @Flag(help: "Watch users for short stretches only.")
    var quick = false

    @Flag(help: "Have a standby follow the copy: its lag is watched, and --max-lag is a limit.")
    var replica = false

    @Flag(
        help: ArgumentHelp(
            "Let things go wrong as well: a long transaction, an ended session, a killed process, restarts, a rollback; then carry it out again."
        ))
    var full = false

    @Flag(inversion: .prefixedNo, help: "Run the plain SQL as well, on another copy.")
    var compare = true

    @Option(
        help: ArgumentHelp(
            "The longest that anybody may be kept waiting (also the budget of every lock).",
            valueName: "duration"))
    var pauseBudget: String?

    @Option(
        help: ArgumentHelp("How many times its value of before p99 may be; 10 without.", valueName: "factor"))
    var maxP99Ratio: Double?

    @Option(help: ArgumentHelp("How many operations may fail; none without.", valueName: "n"))
    var maxErrors: Int?

    @Option(help: ArgumentHelp("How long the change may take.", valueName: "duration"))
    var maxDuration: String?

    @Option(
        help: ArgumentHelp("Where to write the report: a page (.html) or Markdown (.md).", valueName: "path"))
    var report: String?

    func validate() throws {
        if from != nil, dump != nil { throw ValidationError("give --from or --dump, not both") }
        let chooses = mask || onlyNeeded || copying.sample != nil || copying.synthesize || dump != nil
        if physical, chooses || template {
            throw ValidationError(
                "--physical copies everything as it is: it goes with no other choice of rows")
        }
        if template, chooses || copying.copyRate != nil {
            throw ValidationError(
                "--template copies everything as it is, at the server's own pace: it goes with no other choice of rows"
            )
        }
        if template, copying.sandbox == nil {
            throw ValidationError("--template goes with --sandbox: a server that has the database already")
        }
        if copying.sandbox != nil, physical || replica {
            throw ValidationError(
                "--physical and --replica take a server of the rehearsal's own: they do not go with --sandbox"
            )
        }
        if !newWorkload.isEmpty, workload.isEmpty {
            throw ValidationError("--new-workload goes with --workload: the code as it is")
        }
        if !(1...64).contains(clients) { throw ValidationError("--clients takes 1 to 64") }
        if let rate, !(1...20_000).contains(rate) { throw ValidationError("--rate takes 1 to 20000") }
        if try factor(speed) != 1, !workload.contains(where: Rehearsal.isLog) {
            throw ValidationError(
                "--speed is of a log that is played again: --workload FILE.log, .csv or .json")
        }
        if let maxErrors, maxErrors < 0 { throw ValidationError("--max-errors takes 0 or more") }
        if let maxP99Ratio, maxP99Ratio < 1 { throw ValidationError("--max-p99-ratio takes 1 or more") }
        if let report, RehearsalForm(path: report) == nil {
            throw ValidationError("--report takes a path that ends in .html or .md")
        }
    }

    /// `2x`.
    private func factor(_ text: String) throws -> Double {
        guard let number = Double(text.hasSuffix("x") ? text.dropLast() : text[...]),
            (0.01...100).contains(number)
        else {
            throw ValidationError(
                "--speed takes 0.01x to 100x, of a log that is played again; the backfill has --backfill-speed"
            )
        }
        return number
    }

    func run() async throws {
        let console = options.console
        let project = try options.project()
        let rehearsal = try rehearsal(project)
        let texts = try await texts(project)
        guard !texts.isEmpty else { return console.message("Nothing is pending.") }
        if report != nil, texts.count > 1 {
            throw ColonnadeError.badInput("--report takes one migration: \(texts.count) are given")
        }
        let (control, sources) = RunControl.onSignals(console)
        let screen = LoadScreen(console: console)
        let reports = try await LoadScreen.orStopped(console, screen) {
            try await rehearsal.run(texts, control: control) { screen.show($0) }
        }
        withExtendedLifetime(sources) {}
        screen.clear()
        try show(reports)
        for report in reports {
            if let path = try project.remember(report, at: .now) {
                console.message("Kept for apply: \(path)")
            }
        }
        if !reports.allSatisfy(\.verdict.isYes) { throw ExitCode(1) }
    }

    private func rehearsal(_ project: Project) throws -> Rehearsal {
        var settings = project.settings
        if let pauseBudget { settings.pauseBudget = try Project.duration(pauseBudget) }
        try backfill.add(to: &settings, backfillSpeed)
        let source: Rehearsal.Source =
            if let dump { .dump(dump) } else {
                .database(try from ?? project.databaseURL(options.database, environmentName: options.env))
            }
        var rehearsal = Rehearsal(of: source, settings: settings)
        rehearsal.limits = project.limits(settings)
        if let maxP99Ratio { rehearsal.limits.maxP99Ratio = maxP99Ratio }
        if let maxErrors { rehearsal.limits.maxErrors = maxErrors }
        if let maxDuration { rehearsal.limits.maxDuration = try Project.duration(maxDuration) }
        rehearsal.clients = clients
        rehearsal.rate = rate
        rehearsal.workload = workload
        rehearsal.newWorkload = newWorkload
        rehearsal.logSpeed = try factor(speed)
        rehearsal.prepares = prepared
        rehearsal.onlyNeeded = onlyNeeded
        rehearsal.copying = try copying.options(isMasked: mask, project)
        rehearsal.copying.isPhysical = physical
        rehearsal.copying.isTemplate = template
        rehearsal.sandbox = copying.sandbox
        rehearsal.compares = compare
        rehearsal.isFull = full
        rehearsal.program = Bundle.main.executablePath
        rehearsal.hasReplica = replica
        rehearsal.retention = project.retention
        if replica { rehearsal.limits.maxLag = settings.maxLag }
        if quick { rehearsal.pace = .quick }
        return rehearsal
    }

    /// What is pending says the database itself; a dump is not asked.
    private func texts(_ project: Project) async throws -> [MigrationText] {
        let given = try migrations.given()
        if !given.isEmpty { return given }
        if dump != nil {
            throw ColonnadeError.badInput("say which migration: a dump does not tell what is pending")
        }
        let url = try from ?? project.databaseURL(options.database, environmentName: options.env)
        return try await project.pendingMigrations(Database.open(url))
    }

    private func show(_ reports: [RehearsalReport]) throws {
        let console = options.console
        if let report, let form = RehearsalForm(path: report) {
            let text = form.text(reports[0], at: Date.now.formatted(.iso8601))
            do {
                try text.write(toFile: report, atomically: true, encoding: .utf8)
            } catch {
                throw ColonnadeError.badInput("cannot write \(report): \(error.localizedDescription)")
            }
        }
        if options.json {
            let documents = reports.map { RehearsalDocument($0, path: report) }
            if documents.count == 1 { try console.json(documents[0]) } else { try console.json(documents) }
            return
        }
        for one in reports { console.result(RehearsalPage(report: one, style: console.style).text) }
        if let report { console.message("\nThe report: \(report)") }
    }
}
