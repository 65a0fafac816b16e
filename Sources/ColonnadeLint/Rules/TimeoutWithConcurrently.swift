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
        + "lock_timeout or statement_timeout ends it there, and an INVALID index stays behind."
    package static let safeWay =
        "SET lock_timeout = 0 and statement_timeout = 0 before it: its waiting keeps nobody's "
        + "reads and writes waiting."
    package static let source = "measured on 15, 16 and 18"
    package static let bad: [String] = [
        "SET lock_timeout = '1s'; CREATE INDEX CONCURRENTLY t_a ON t (a)"
    ]
    package static let good: [String] = [
        "CREATE INDEX CONCURRENTLY t_a ON t (a)"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard ["lock_timeout", "statement_timeout"].contains(where: context.settings.isSet),
            statement.isConcurrent
        else { return [] }
        return [Hit("the timeout set above can end it half done, with an INVALID index left behind")]
    }
}
