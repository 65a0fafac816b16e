import ArgumentParser
import Colonnade
import Foundation

struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Write down how large and how busy the tables are, for lint to judge by.",
        discussion: """
            Examples:
              colonnade stats --database postgres://… --output stats.json
              colonnade lint --stats stats.json db/migrations/20260101_add_total.sql

            Rows, bytes, reads and writes in a second of each table, as JSON; no data, no column names. It is read from \
            the server's statistics and waits for nobody. Kept in version control, or written by a nightly job, it lets \
            lint know production's sizes where it cannot reach production.
            """
    )

    @OptionGroup var options: GlobalOptions

    @Option(help: ArgumentHelp("The file; without, it is printed.", valueName: "file"))
    var output: String?

    func run() async throws {
        let console = options.console
        let stats = try await options.openDatabase().stats()
        if !stats.hasRates {
            console.message(
                "note: the server has counted for less than an hour (since it started, or since its statistics were "
                    + "reset): lint will go by the sizes alone")
        }
        guard let output else { return try console.json(stats) }
        do {
            try Data((Console.text(of: stats) + "\n").utf8).write(
                to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw ColonnadeError.badInput("cannot write \(output)")
        }
        console.message("wrote \(output): \(stats.tables.count) tables")
    }
}
