package import ColonnadeModel
import ColonnadeSQL

/// A short timeout that kills a concurrent build
package enum TimeoutWithConcurrently: HazardRule {
    package static let id = "timeout-with-concurrently"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.transactions
    package static let title = "A short timeout that kills a concurrent build"
    package static let why =
        "CREATE INDEX CONCURRENTLY waits for every old transaction, on whatever table: a "
        + "lock_timeout, statement_timeout or transaction_timeout ends it there, and an INVALID index "
        + "stays behind. One of an hour or more is taken to be meant for it."
    package static let safeWay =
        "Set them to 0 before it, and again behind it: its waiting keeps nobody's "
        + "reads and writes waiting."
    package static let source = "measured on 15, 16 and 18"
    package static let bad: [String] = [
        "SET lock_timeout = '1s'; CREATE INDEX CONCURRENTLY t_a ON t (a)",
        "SET statement_timeout TO 60000; REINDEX INDEX CONCURRENTLY t_a",
    ]
    package static let good: [String] = [
        "CREATE INDEX CONCURRENTLY t_a ON t (a)",
        "SET statement_timeout = '2h'; CREATE INDEX CONCURRENTLY t_a ON t (a)",
        "SET lock_timeout = '1s'; SET lock_timeout = 0; CREATE INDEX CONCURRENTLY t_a ON t (a)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let timeouts = context.settings.shortTimeouts
        guard !timeouts.isEmpty, statement.isConcurrent else { return [] }
        // What is set to nobody knows what cannot be set again.
        let isKnown = timeouts.allSatisfy { $0.again != nil }
        return [
            Hit(
                "the timeout set above can end it half done, with an INVALID index left behind",
                instead: isKnown ? [SQL(verbatim: statement.text)] : nil)
        ]
    }
}
