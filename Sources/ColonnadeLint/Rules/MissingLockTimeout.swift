package import ColonnadeModel

/// A statement that locks without a lock_timeout
package enum MissingLockTimeout: HazardRule {
    package static let id = "missing-lock-timeout"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.transactions
    package static let title = "A statement that locks without a lock_timeout"
    package static let why =
        "While it waits for its lock, everybody who comes later waits behind it, for as long as "
        + "the oldest open transaction lasts."
    package static let safeWay =
        "SET lock_timeout = '100ms' and try again when it fails; `colonnade apply` waits outside "
        + "the queue."
    package static let source = "manual 20.11 (lock_timeout); measured: Tests/TimingTests/LockTests.swift"
    package static let bad: [String] = [
        "ALTER TABLE t ADD COLUMN n int"
    ]
    package static let good: [String] = [
        "SET lock_timeout = '100ms'; ALTER TABLE t ADD COLUMN n int",
        "CREATE TABLE n (a int); ALTER TABLE n ADD COLUMN b int",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard context.saysMissingLockTimeout, !context.settings.isSet("lock_timeout") else { return [] }
        return PlainLocks.all(statement, context).filter(\.mode.keepsWritersWaiting).prefix(1).map {
            Hit("everybody who uses \($0.relation) may wait behind this", table: $0.relation, lock: $0.mode)
        }
    }
}
