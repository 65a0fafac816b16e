public import ArgumentParser
public import Colonnade

struct LintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Say what migrations would do to production, where, why, and the safe way.",
        discussion: """
            Examples:
              colonnade lint db/migrations/20260101_add_total.sql
              colonnade lint --schema db/structure.sql --fail-on warning
              colonnade lint --fix db/migrations/20260101_add_total.sql
              colonnade lint --database postgres://… --format github
              git diff --name-only main -- db/migrations | xargs colonnade lint

            Without files, every migration of the folder is judged, each on the schema that those before it leave. \
            With a database (--database, --env or COLONNADE_DATABASE_URL) its schema, its version and its sizes \
            count: what a statement does to a small table is a note.

            `colonnade rules` lists what is looked for, `colonnade explain RULE` says why. Exits 1 when there is a \
            finding at or above --fail-on.
            """
    )

    @OptionGroup var options: GlobalOptions

    @Argument(
        help: ArgumentHelp("Migration files; - is standard input. None: the whole folder.", valueName: "file")
    )
    var files: [String] = []

    @Option(help: ArgumentHelp("SQL instead of a file.", valueName: "text"))
    var sql: String?

    @Option(help: "What makes it exit 1: error, warning or note.")
    var failOn: Hazard.Severity = .error

    @Option(help: "The form: for people, for programs, or for what shows findings beside the code.")
    var format: LintFormat = .text

    @Option(
        help: ArgumentHelp("A dump (pg_dump --schema-only) that says what the schema is.", valueName: "file"))
    var schema: String?

    @Option(help: ArgumentHelp("The server's version, where no database tells it.", valueName: "major"))
    var pgVersion = 15

    @Option(help: ArgumentHelp("Switch a rule on that is a matter of style; repeatable.", valueName: "rule"))
    var enable: [String] = []

    @Option(help: ArgumentHelp("Switch a rule off; repeatable.", valueName: "rule"))
    var disable: [String] = []

    @Flag(
        help:
            "Put the safe way in the place of what is found, in the files, where it is known; then judge again."
    )
    var fix = false

    func validate() throws {
        if fix, sql != nil || files.contains("-") { throw ValidationError("--fix changes files: give some") }
        if options.json, format != .text, format != .json {
            throw ValidationError("--json and --format \(format.rawValue) are two forms: give one")
        }
        if sql != nil, !files.isEmpty { throw ValidationError("give files or --sql, not both") }
        if !(10...18).contains(pgVersion) { throw ValidationError("--pg-version takes 10 to 18") }
    }

    func run() async throws {
        var lint = LintRun()
        lint.enabled = enable
        lint.disabled = disable
        lint.version = ServerVersion(pgVersion)
        lint.schemaPath = schema
        lint.failsAt = failOn
        let texts = try texts()
        let earlier = try earlier(than: texts)
        let database = options.namesDatabase ? try await options.openDatabase() : nil
        var outcome = try await lint.report(on: texts, earlier: earlier, database: database)
        let console = options.console
        if fix {
            for path in try outcome.fix() { console.message("changed \(path)") }
            outcome = try await lint.report(on: self.texts(), earlier: earlier, database: database)
        }
        try show(outcome, on: console)
        if outcome.fails { throw ExitCode(1) }
    }

    private func show(_ outcome: LintOutcome, on console: Console) throws {
        if options.json || format == .json { return try console.json(outcome.document) }
        if let form = LintRun.Format(rawValue: format.rawValue) {
            let text = try outcome.text(form)
            if !text.isEmpty { console.result(text) }
            return
        }
        let page = LintPage(document: outcome.document, style: console.style, width: console.width)
        if !page.text.isEmpty { console.result(page.text + "\n") }
        console.message(outcome.summary)
    }

    private func texts() throws -> [MigrationText] {
        if let sql { return [MigrationText(sql: sql)] }
        return files.isEmpty
            ? try options.project().allMigrations() : try files.map { try MigrationText(path: $0) }
    }

    /// What stands before the files in their folder, where the schema is not known otherwise.
    private func earlier(than texts: [MigrationText]) throws -> [MigrationText] {
        guard schema == nil, !files.isEmpty, !options.namesDatabase,
            let all = try? options.project().allMigrations()
        else { return [] }
        let names = texts.map(\.name)
        return Array(all.prefix { !names.contains($0.name) })
    }
}

extension Hazard.Severity: ExpressibleByArgument {}

/// Everything that `--format` takes: what people read, and the forms of reports.
enum LintFormat: String, CaseIterable, ExpressibleByArgument {
    case text, compact, json, sarif, github, gitlab, junit, markdown
}
