import ArgumentParser
import Colonnade
import Dispatch
import Foundation

/// What the commands that change a database share.
struct RunArguments: ParsableArguments {
    @Flag(help: "Answer the question before it is asked; required without a terminal.")
    var yes = false

    @Flag(help: "Print what would be done and stop.")
    var dryRun = false

    @Option(
        help: ArgumentHelp("The longest that a try for a lock may keep others waiting.", valueName: "duration")
    )
    var pauseBudget: String?

    @Option(help: ArgumentHelp("How long to go on trying for a lock.", valueName: "duration"))
    var lockDeadline: String?

    func settings(_ project: Project) throws -> RunSettings {
        var settings = try project.settings()
        if let pauseBudget { settings.pauseBudget = try Project.duration(pauseBudget) }
        if let lockDeadline { settings.lockDeadline = try Project.duration(lockDeadline) }
        return settings
    }

    /// Asks, unless `--yes` has answered.
    ///
    /// - Returns: whether to go on.
    /// - Throws: ``ColonnadeError/badInput(_:)`` where nobody can be asked.
    func agreed(_ question: String, _ console: Console) throws -> Bool {
        if dryRun { return false }
        if yes { return true }
        guard let answer = console.ask(question) else {
            throw ColonnadeError.badInput("there is no terminal to ask on: say --yes to go ahead")
        }
        if !answer { console.message("Nothing was changed.") }
        return answer
    }
}

extension RunControl {
    /// A control that Ctrl-C and SIGTERM use: the first asks for a stop at the next safe point, the second ends the
    /// process at once, which loses nothing either.
    static func onSignals(_ console: Console) -> (RunControl, [any DispatchSourceSignal]) {
        let control = RunControl()
        let sources = [SIGINT, SIGTERM].map { number -> any DispatchSourceSignal in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if control.isInterrupted { exit(130) }
                console.message("\nstopping at the next safe point (again to stop at once) …")
                control.interrupt()
            }
            source.resume()
            return source
        }
        return (control, sources)
    }
}
