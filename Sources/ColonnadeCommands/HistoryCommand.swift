import ArgumentParser
import Colonnade

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show what was done here, when, by whom, how long it took, and the longest pause.",
        discussion: "Example:\n  colonnade history --json"
    )

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let history = try await options.openDatabase().history()
        let console = options.console
        if options.json {
            try console.json(history)
        } else {
            console.result(HistoryPage(history: history, style: console.style).text)
        }
    }
}
