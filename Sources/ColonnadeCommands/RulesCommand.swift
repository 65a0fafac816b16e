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

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what a rule of lint looks for, why, and what to do instead.",
        discussion: """
            Example:
              colonnade explain set-not-null
            """
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The rule's name.")
    var rule: String

    func run() throws {
        guard let page = RulePage.all.first(where: { $0.rule == rule }) else {
            throw ColonnadeError.badInput("there is no rule \(rule); `colonnade rules` lists them")
        }
        if options.json { return try options.console.json(page) }
        options.console.result(page.markdown)
    }
}
