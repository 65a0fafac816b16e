public import ArgumentParser
public import Colonnade
import Foundation

struct LintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Say what migrations would do to production, where, why, and the safe way.",
        discussion: """
            Examples:
              colonnade lint db/migrations/20260101_add_total.sql
              colonnade lint db/migrations
              colonnade lint --schema db/structure.sql --fail-on warning
              colonnade lint --since origin/main --format github
              colonnade lint --since origin/main --code app
              colonnade lint --fix db/migrations/20260101_add_total.sql
              colonnade lint --database postgres://… --show-plan

            Of a folder, every migration is judged, in the order of the tool that owns it, each on the schema that those \
            before it leave; with a database (--database, --env or COLONNADE_DATABASE_URL) those that are pending, on its \
            schema. Without files or a folder, that is the folder of the project. The database's \
            version, its sizes and its traffic count: what a statement does to a small table, or to one that nobody \
            uses, is a note. With code, what migrations that are named or new would break there is found; not what a \
            whole folder has broken long ago.

            The section `lint:` of colonnade.yaml says the same for everybody; what the command line says wins. \
            `colonnade rules` lists what is looked for, `colonnade explain RULE` says why. Exits 1 when there is a \
            finding at or above --fail-on.
            """
    )

    @OptionGroup var options: GlobalOptions

    @Argument(
        help: ArgumentHelp(
            "Migration files, or a folder of them; - is standard input. None: the project's folder.",
            valueName: "file"))
    var files: [String] = []

    // It may begin with a comment.
    @Option(parsing: .unconditional, help: ArgumentHelp("SQL instead of a file.", valueName: "text"))
    var sql: String?

    @Option(help: "What makes it exit 1: error, warning or note (by default error).")
    var failOn: Hazard.Severity?

    @Option(help: "The form: for people, for programs, or for what shows findings beside the code.")
    var format: LintFormat = .text

    @Option(
        help: ArgumentHelp("A dump (pg_dump --schema-only) that says what the schema is.", valueName: "file"))
    var schema: String?

    @Option(
        help: ArgumentHelp(
            "What `colonnade stats` wrote: findings follow the sizes and the traffic in it.",
            valueName: "file"))
    var stats: String?

    @OptionGroup var code: CodeArguments

    @Option(
        help: ArgumentHelp(
            "The server's version, where no database tells it (by default 15).", valueName: "major"))
    var pgVersion: Int?

    @Option(help: ArgumentHelp("Switch a rule on that is a matter of style; repeatable.", valueName: "rule"))
    var enable: [String] = []

    @Option(help: ArgumentHelp("Switch a rule off; repeatable.", valueName: "rule"))
    var disable: [String] = []

    @Option(
        help: ArgumentHelp(
            "Judge only what has changed since the work branched off from a commit.", valueName: "ref"))
    var since: String?

    @Flag(help: "Judge only what has changed since the last commit.")
    var changed = false

    @Option(help: ArgumentHelp("Findings that are known: not shown, not counted.", valueName: "file"))
    var baseline: String?

    @Flag(help: "Write what is found into the baseline.")
    var writeBaseline = false

    @Flag(
        help:
            "Put the safe way in the place of what is found, in the files, where it is known; then judge again."
    )
    var fix = false

    @Flag(help: "Show the rollout that `colonnade plan` would make instead; needs a database.")
    var showPlan = false

    func validate() throws {
        if fix, sql != nil || files.contains(where: { $0 == "-" || Project.isStream($0) }) {
            throw ValidationError("--fix changes files: give some")
        }
        if options.json, format != .text, format != .json {
            throw ValidationError("--json and --format \(format.rawValue) are two forms: give one")
        }
        if sql != nil, !files.isEmpty { throw ValidationError("give files or --sql, not both") }
        if since != nil, changed { throw ValidationError("give --since or --changed, not both") }
        if let pgVersion, !LintRun.versions.contains(pgVersion) {
            throw ValidationError("--pg-version takes 10 to 18")
        }
        if showPlan, fix || writeBaseline || (format != .text && format != .json) {
            throw ValidationError(
                "--show-plan shows rollouts: it goes with none of --fix, --write-baseline, --format")
        }
        if showPlan, schema != nil || stats != nil {
            throw ValidationError(
                "--show-plan plans for the database as it is: --schema and --stats say nothing to it")
        }
    }

    func run() async throws {
        var project = try options.project()
        if let folder { project = project.withMigrations(in: folder) }
        let console = options.console
        var lint = lintRun(project)
        lint.code = try code.code(of: project)
        let known = lint.baselinePath
        if writeBaseline {
            guard known != nil else {
                throw ColonnadeError.badInput("--write-baseline writes where? give --baseline FILE as well")
            }
            lint.baselinePath = nil
        }
        if showPlan { return try await showPlans(project, lint.code) }
        let database = options.namesDatabase ? try await options.openDatabase() : nil
        let selection = try await selection(project, database)
        for reason in selection.passedOver { console.message(reason) }
        var outcome = try await lint.report(on: selection, database: database, forFixing: fix)
        if fix {
            let fixes = try outcome.fix()
            for path in fixes.written { console.message("wrote \(path)") }
            for line in fixes.byHand { console.message("by hand: \(line)") }
            let again = try await self.selection(project, database, adding: fixes.written)
            outcome = try await lint.report(on: again, database: database)
        }
        if writeBaseline, let known {
            try outcome.writeBaseline(known)
            return console.message("wrote \(known): \(outcome.summary)")
        }
        try show(outcome, on: console)
        if outcome.fails { throw ExitCode(1) }
    }

    /// The folder of migrations that is named instead of files; not that of a single one, as Prisma and Diesel have it.
    private var folder: String? {
        guard files.count == 1, Project.isFolder(files[0]) else { return nil }
        let isOfOne = ["migration.sql", "up.sql"].contains {
            FileManager.default.fileExists(atPath: "\(files[0])/\($0)")
        }
        return isOfOne ? nil : files[0]
    }

    /// What colonnade.yaml says, and what the command line says over it.
    private func lintRun(_ project: Project) -> LintRun {
        var lint = LintRun(project)
        for rule in enable where lint.rules[rule] == nil || lint.rules[rule] == .off {
            lint.rules[rule] = .on
        }
        for rule in disable { lint.rules[rule] = .off }
        lint.version = pgVersion.map { ServerVersion($0) } ?? lint.version
        lint.schemaPath = schema ?? lint.schemaPath
        lint.statsPath = stats ?? lint.statsPath
        lint.baselinePath = baseline ?? lint.baselinePath
        lint.failsAt = failOn ?? lint.failsAt
        return lint
    }

    /// - Parameter written: files that came to those that are named.
    private func selection(
        _ project: Project, _ database: Database?, adding written: [String] = []
    ) async throws -> LintSelection {
        if let sql { return LintSelection([MigrationText(sql: sql)]) }
        let changes =
            changed || since != nil ? try ChangedFiles(since: since, in: project) : nil
        var named = folder == nil ? files : []
        if !named.isEmpty { named += written.filter { !files.contains($0) && $0.hasSuffix(".sql") } }
        var applied: [String] = []
        if named.isEmpty, let database {
            // What was applied is part of the schema that the database tells.
            let migrations = try await project.migrations(in: database)
            named = migrations.filter(\.isPending).map(\.path)
            if named.isEmpty { return LintSelection([]) }
            applied = migrations.filter { !$0.isPending }.map(\.path)
        }
        let replaying = database == nil && lintRun(project).schemaPath == nil
        let selection = try project.lintSelection(
            files: named, changes: changes, replaying: replaying, applied: applied)
        if let folder, selection.isEmpty {
            throw ColonnadeError.badInput("there are no migrations in \(folder)")
        }
        return selection
    }

    private func showPlans(_ project: Project, _ code: ProjectCode) async throws {
        guard options.namesDatabase else {
            throw ColonnadeError.badInput(
                "--show-plan makes a rollout for one database: give --database URL or --env NAME")
        }
        let database = try await options.openDatabase()
        let selection = try await selection(project, database)
        for reason in selection.passedOver { options.console.message(reason) }
        try await options.console.showPlans(
            of: selection.judged, in: database, code: code, asJSON: options.json || format == .json)
    }

    private func show(_ outcome: LintOutcome, on console: Console) throws {
        if let note = outcome.baselineNote { console.message(note) }
        for sentence in outcome.codeNotRead { console.message("code: \(sentence)") }
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
}

extension Hazard.Severity: ExpressibleByArgument {}

/// Everything that `--format` takes: what people read, and the forms of reports.
enum LintFormat: String, CaseIterable, ExpressibleByArgument {
    case text, compact, json, sarif, github, gitlab, junit, markdown
}
