package import ColonnadeModel
import ColonnadeSQL

/// LOCK TABLE in a migration
package enum LockTable: HazardRule {
    package static let id = "lock-table"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.locks
    package static let title = "LOCK TABLE in a migration"
    package static let why =
        "It holds others off until the transaction ends, and stands in the queue before it does."
    package static let safeWay = "Let each statement take the lock that it needs."
    package static let source = "manual, LOCK"
    package static let bad: [String] = [
        "BEGIN; LOCK TABLE t; COMMIT"
    ]
    package static let good: [String] = [
        "BEGIN; LOCK TABLE t IN ACCESS SHARE MODE; COMMIT"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "LockStmt" else { return [] }
        return PlainLocks.all(statement, context).filter(\.mode.keepsWritersWaiting).map {
            Hit("\($0.relation) is locked until the transaction ends", table: $0.relation, lock: $0.mode)
        }
    }
}
