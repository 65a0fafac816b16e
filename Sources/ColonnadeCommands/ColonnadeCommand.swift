package import ArgumentParser
import Colonnade
import Foundation

/// The program.
package struct ColonnadeCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "colonnade",
        abstract: "Plain SQL in, a rollout out that keeps every reader and writer online.",
        discussion: """
            A migration in plain SQL is compiled into small resumable steps: add with minimal locking, backfill in \
            batches, verify, and only then let code depend on it. State lives in the database; the same command \
            continues after any stop.

              colonnade plan db/migrations/20260101_add_total.sql
              colonnade apply db/migrations/20260101_add_total.sql
              colonnade ready orders.total_cents --wait 10m && ./deploy
              colonnade confirm unused add_total --by you && colonnade complete add_total

            Exit codes: 0 done · 1 not (yet) · 2 bad input · 3 database · 4 stopped, resumable · 5 a step failed · \
            130 interrupted, resumable.
            """,
        version: Version.current,
        subcommands: [
            InitCommand.self, NewCommand.self, LintCommand.self, RulesCommand.self, ExplainCommand.self,
            StatsCommand.self, MapCommand.self, LspCommand.self,
            PlanCommand.self, RehearseCommand.self, SnapshotCommand.self, ApplyCommand.self,
            StatusCommand.self,
            ReadyCommand.self, ConfirmCommand.self, CompleteCommand.self, RollbackCommand.self,
            PauseCommand.self,
            ResumeCommand.self, WatchCommand.self, HistoryCommand.self, DemoCommand.self,
        ]
    )

    package init() {}

    /// Runs the program and ends the process by the exit codes of the command line's contract.
    package static func start() async -> Never {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            Foundation.exit(0)
        } catch let error as ColonnadeError {
            Console(quiet: false, verbose: false, noColor: false).error(error.message)
            Foundation.exit(error.exitCode)
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch {
            let message = fullMessage(for: error)
            // Help, version and completion scripts come this way too; usage errors are bad input.
            if exitCode(for: error).isSuccess {
                print(message)
                Foundation.exit(0)
            }
            Console(quiet: false, verbose: false, noColor: false).error(message)
            Foundation.exit(2)
        }
    }
}
