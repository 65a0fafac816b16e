import ArgumentParser
import Colonnade

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "List what lint looks for.",
        discussion: """
            Examples:
              colonnade rules
              colonnade rules --json
            """
    )

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let console = options.console
        let pages = RulePage.all
        if options.json { return try console.json(pages) }
        let width = pages.map(\.rule.count).max() ?? 0
        var topic = ""
        for page in pages {
            if page.topic != topic {
                console.result((topic.isEmpty ? "" : "\n") + console.style.heading(page.topic))
            }
            topic = page.topic
            let severity = console.style.severity(page.severity, page.severity.padded(to: 8))
            console.result("  \(page.rule.padded(to: width))  \(severity)  \(page.title)")
        }
    }
}
