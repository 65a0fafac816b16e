import ArgumentParser
import Colonnade

struct MapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map",
        abstract: "Show everything that touches a table or a column, and what a change would do to it.",
        discussion: """
            Examples:
              colonnade map orders --database postgres://…
              colonnade map orders.status
              colonnade map public.orders.status --json
              colonnade map orders.status --code app --code jobs
              colonnade map orders.status --format html > orders-status.html
              colonnade map '"Odd Name".id'
              colonnade map orders.old_status --unused-for 7d
              colonnade map orders.old_status --tripwire          # count who still writes it
              colonnade map orders.old_status --no-tripwire

            What breaks comes first, with the changes that break it (add, drop, rename, type, not_null); then who is in \
            the way right now, who reads, who writes, and what fires. Each line has its evidence. What could not be looked \
            at is listed as not observed: nobody should take its silence for a no.

            --code searches programs, ORM models, SQL, dashboards and connectors as well: SQL is parsed and resolved against \
            the database, models follow their framework's rules for names; what only looks alike is said to be likely.

            It only reads, and waits for nobody: a table that somebody holds ACCESS EXCLUSIVE is mapped without the \
            definitions that could only be printed by waiting.

            --unused-for proves that an old shape may go: it remembers what pg_stat_statements has counted (in \
            colonnade.uses, which it creates) and compares at each further look. Any statement carried out since that uses \
            the subject is shown, and the time begins again. It exits 0 when nothing has used it for long enough and \
            everything could be seen, and then records the gate unused of the rollout that takes it away; 1 otherwise.

            --tripwire installs triggers that count each row in which somebody gives the column a value, and sample who \
            it was, for --unused-for; it says what it does and asks, as apply does. `complete` takes them off before the \
            column is dropped, --no-tripwire does so at any time.
            """
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: ArgumentHelp("TABLE or TABLE.COLUMN, with its schema if need be.", valueName: "table"))
    var subject: String

    @Option(help: "The form: for people, for programs, for Graphviz, for Markdown, or a page for a browser.")
    var format: MapFormat = .text

    @OptionGroup var code: CodeArguments

    @Option(
        help: ArgumentHelp(
            "Exit 0 only if nothing has used it for this long; remembers the server's counts in the journal.",
            valueName: "duration"))
    var unusedFor: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Install, or take off, a trigger that counts and samples who still writes the column.")
    var tripwire: Bool?

    @OptionGroup var run: RunArguments

    func validate() throws {
        if unusedFor != nil || tripwire != nil, format != .text, format != .json {
            throw ValidationError(
                "--unused-for and --tripwire draw no map: they go with --format text or json")
        }
        if options.json, format != .text, format != .json {
            throw ValidationError("--json and --format \(format.rawValue) are two forms: give one")
        }
    }

    func run() async throws {
        let console = options.console
        let database = try await options.openDatabase()
        let code = try self.code.code(of: options.project())
        if let tripwire {
            guard try await set(tripwire, in: database) else { return }
            if unusedFor == nil { return }
        }
        if let unusedFor {
            return try showUnused(
                await database.unused(subject, for: Project.duration(unusedFor), code: code))
        }
        let map = try await database.map(subject, code: code.folders)
        if options.json || format == .json { return try console.json(map) }
        if let form = MapForm(rawValue: format.rawValue) {
            return console.result(map.text(form, source: database.address))
        }
        console.result(
            MapPage(map: map, style: console.style, width: console.width, verbose: options.verbose).text)
    }

    /// Installs or takes off the tripwire, after it was said what that does.
    ///
    /// - Returns: whether to go on.
    private func set(_ isWanted: Bool, in database: Database) async throws -> Bool {
        let console = options.console
        let tripwire = try await database.tripwire(of: subject)
        let name = "\(tripwire.table).\(tripwire.column)"
        if tripwire.isInstalled == isWanted {
            console.message(isWanted ? "\(name) has its tripwire already." : "\(name) has no tripwire.")
            return true
        }
        let mode = isWanted ? tripwire.installLocks.first?.mode : tripwire.removalLocks.first?.mode
        console.message(
            isWanted
                ? "A tripwire on \(name) counts each row in which somebody gives it a value, and samples who did."
                : "The tripwire on \(name) goes, with what it has counted.")
        console.message(
            "It needs \(mode?.rawValue ?? "") on \(tripwire.table) for a moment: nobody waits for longer than the pause budget."
        )
        for gap in tripwire.gaps where isWanted { console.message("not seen: \(gap)") }
        if run.dryRun || options.verbose {
            for sql in database.sql(of: tripwire, installing: isWanted) { console.message("\(sql);") }
        }
        let question = isWanted ? "Install it on \(database.address)?" : "Take it off on \(database.address)?"
        guard try run.agreed(question, console) else { return false }
        let settings = try run.settings(options.project())
        let (control, sources) = RunControl.onSignals(console)
        let printer = ProgressPrinter(console: console, json: false)
        if isWanted {
            try await database.install(
                tripwire, settings: settings, control: control, ask: { console.askAboutBlocker($0) }
            ) { printer.report($0) }
        } else {
            try await database.remove(
                tripwire, settings: settings, control: control, ask: { console.askAboutBlocker($0) }
            ) { printer.report($0) }
        }
        withExtendedLifetime(sources) {}
        return true
    }

    private func showUnused(_ answer: UnusedDocument) throws {
        let console = options.console
        if options.json || format == .json {
            try console.json(answer)
        } else {
            console.result(
                MapPage.text(of: answer, style: console.style, width: console.width, verbose: options.verbose)
            )
        }
        if !answer.unused { throw ExitCode(1) }
    }
}

/// Everything that `--format` takes.
enum MapFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, dot, mermaid, html
}
