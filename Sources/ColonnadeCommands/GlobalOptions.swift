import ArgumentParser
import Colonnade
import Foundation

/// What every command understands.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database: postgres://… (any libpq URI) or sqlite:PATH.",
            discussion:
                "Else COLONNADE_DATABASE_URL, else the environment in colonnade.yaml, else DATABASE_URL.",
            valueName: "url"
        )
    )
    var database: String?

    @Option(help: ArgumentHelp("The environment in colonnade.yaml.", valueName: "name"))
    var env: String?

    @Option(help: ArgumentHelp("Where colonnade.yaml is.", valueName: "path"))
    var config: String?

    @Flag(help: "Print one JSON document on stdout (apply, complete, rollback, watch: one event a line).")
    var json = false

    @Flag(help: "Print results and errors only.")
    var quiet = false

    @Flag(help: "Print more about what happens.")
    var verbose = false

    @Flag(help: "Print without colours (also NO_COLOR).")
    var noColor = false

    var console: Console { Console(quiet: quiet || json, verbose: verbose, noColor: noColor) }

    func project() throws -> Project { try Project.find(configPath: config) }

    /// Whether somebody said which database is meant: without, lint does without one.
    var namesDatabase: Bool {
        database != nil || env != nil
            || ProcessInfo.processInfo.environment["COLONNADE_DATABASE_URL"]?.isEmpty == false
    }

    func openDatabase() async throws -> Database {
        let project = try project()
        var opened = try await Database.open(try project.databaseURL(database, environmentName: env))
        opened.retention = project.retention
        return opened
    }
}

/// Which migrations: files, standard input, SQL, or what is pending.
struct MigrationArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp("Migration files; - is standard input. None: what is pending.", valueName: "file"))
    var files: [String] = []

    // It may begin with a comment.
    @Option(parsing: .unconditional, help: ArgumentHelp("SQL instead of a file.", valueName: "text"))
    var sql: String?

    func texts(_ options: GlobalOptions, _ database: Database) async throws -> [MigrationText] {
        let given = try given()
        return given.isEmpty ? try await options.project().pendingMigrations(database) : given
    }

    /// Those that were named; none: what is pending is meant.
    func given() throws -> [MigrationText] {
        if let sql {
            guard files.isEmpty else { throw ValidationError("give files or --sql, not both") }
            return [MigrationText(sql: sql)]
        }
        return try files.map { try MigrationText(path: $0) }
    }
}
