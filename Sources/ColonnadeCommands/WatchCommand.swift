import ArgumentParser
import Colonnade

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show live progress until the next gate, from any machine.",
        discussion: "Example:\n  colonnade watch add_total --json"
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Any unambiguous part of the rollout's name; none: the only one that is open.")
    var rollout: String?

    func run() async throws {
        let console = options.console
        let database = try await options.openDatabase()
        let name = try await database.find(rollout).name
        var shown = ""
        while let entry = try await database.status(name).rollouts.first {
            if options.json {
                try console.json(entry, onOneLine: true)
            } else {
                let page = StatusPage(status: StatusDocument(rollouts: [entry]), style: console.style).text
                if page != shown {
                    // On a terminal the page is drawn over itself.
                    if console.isInteractive, !shown.isEmpty {
                        console.draw("\u{1B}[\(shown.split(separator: "\n").count)A\u{1B}[J")
                    }
                    console.result(page)
                    shown = page
                }
            }
            guard entry.state.isRunning || entry.state == .planned else { break }
            try await Task.sleep(for: .milliseconds(500))
        }
    }
}
