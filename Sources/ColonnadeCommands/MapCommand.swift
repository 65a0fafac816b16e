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

    func validate() throws {
        if unusedFor != nil, format != .text, format != .json {
            throw ValidationError("--unused-for answers a question: it goes with --format text or json")
        }
        if options.json, format != .text, format != .json {
            throw ValidationError("--json and --format \(format.rawValue) are two forms: give one")
        }
    }

    func run() async throws {
        let console = options.console
        let database = try await options.openDatabase()
        if let unusedFor {
            return try showUnused(await database.unused(subject, for: Project.duration(unusedFor)))
        }
        let map = try await database.map(subject, code: try code.code(of: options.project()).folders)
        if options.json || format == .json { return try console.json(map) }
        if let form = MapForm(rawValue: format.rawValue) {
            return console.result(map.text(form, source: database.address))
        }
        console.result(
            MapPage(map: map, style: console.style, width: console.width, verbose: options.verbose).text)
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
