public import ArgumentParser
public import Colonnade
import Dispatch
import Foundation

/// What the commands that change a database share.
struct RunArguments: ParsableArguments {
    @Flag(help: "Answer the question before it is asked; required without a terminal.")
    var yes = false

    @Flag(help: "Print what would be done and stop.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "The longest that a try for a lock may keep others waiting.", valueName: "duration")
    )
    var pauseBudget: String?

    @Option(help: ArgumentHelp("How long to go on trying for a lock.", valueName: "duration"))
    var lockDeadline: String?

    @Option(help: "What to do about a session that keeps a lock away: wait, ask, cancel, terminate.")
    var onBlocker: BlockerPolicy = .wait

    @Option(help: ArgumentHelp("How long such a session is waited for first.", valueName: "duration"))
    var blockerGrace: String = "30s"

    func settings(_ project: Project) throws -> RunSettings {
        var settings = project.settings
        if let pauseBudget { settings.pauseBudget = try Project.duration(pauseBudget) }
        if let lockDeadline { settings.lockDeadline = try Project.duration(lockDeadline) }
        settings.onBlocker = onBlocker
        settings.blockerGrace = try Project.duration(blockerGrace)
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

/// How hard a backfill may press.
struct SpeedArgument: ParsableArguments {
    @Option(help: "How hard the backfill may press: gentle, normal, full.")
    var speed: Speed?
}

/// How a backfill is done.
struct BackfillArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How far a standby may be behind before the backfill waits; 5s without, or max_lag of colonnade.yaml.",
            valueName: "duration"))
    var maxLag: String?

    @Option(
        help: ArgumentHelp(
            "Sessions that fill at the same time; unless given, one, and a second while nobody else is at work.",
            valueName: "n"))
    var workers: Int?

    @Option(help: ArgumentHelp("How many rows may fail before it stops: all are named then.", valueName: "n"))
    var maxFailedRows: Int = 0

    @Option(help: "What your own UPDATE triggers do for each row filled: fire or suppress.")
    var userTriggers: UserTriggers?

    @Option(help: ArgumentHelp("VACUUM the table after each so many percent of it.", valueName: "percent"))
    var vacuumEvery: Int?

    func validate() throws {
        if let workers, !(1...64).contains(workers) { throw ValidationError("--workers takes 1 to 64") }
        if maxFailedRows < 0 { throw ValidationError("--max-failed-rows takes 0 or more") }
        if let vacuumEvery, !(1...100).contains(vacuumEvery) {
            throw ValidationError("--vacuum-every takes 1 to 100")
        }
    }

    func add(to settings: inout RunSettings, _ speed: Speed?) throws {
        if let speed { settings.speed = speed }
        if let maxLag { settings.maxLag = try Project.duration(maxLag) }
        settings.workers = workers
        settings.maxFailedRows = maxFailedRows
        settings.userTriggers = userTriggers
        settings.vacuumEvery = vacuumEvery
    }
}

extension BlockerPolicy: ExpressibleByArgument {}
extension Speed: ExpressibleByArgument {}
extension UserTriggers: ExpressibleByArgument {}

extension Console {
    /// Asks what to do about a session that is in the way. Waits where there is nobody to ask, or nobody answers:
    /// meanwhile the session may have gone by itself.
    func askAboutBlocker(_ blocker: Blocker) -> BlockerPolicy {
        error("\nin the way: \(blocker.line)")
        let answer = choose(
            "[w]ait, [c]ancel its statement, or [t]erminate its session?", ["wait", "cancel", "terminate"],
            patience: .seconds(30)
        )
        return answer.flatMap { BlockerPolicy(rawValue: $0) } ?? .wait
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
