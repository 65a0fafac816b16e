import ArgumentParser
import Colonnade

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
