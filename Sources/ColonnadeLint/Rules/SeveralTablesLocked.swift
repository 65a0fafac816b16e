package import ColonnadeModel

/// Several tables locked against everybody in one transaction
package enum SeveralTablesLocked: HazardRule {
    package static let id = "several-tables-locked"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.transactions
    package static let title = "Several tables locked against everybody in one transaction"
    package static let why =
        "The first waits for as long as the second has to be waited for; two such transactions in "
        + "another order deadlock."
    package static let safeWay = "A transaction for each table."
    package static let source = "manual 13.3.4"
    package static let bad: [String] = [
        "BEGIN; ALTER TABLE t ADD COLUMN n int; ALTER TABLE u ADD COLUMN n int; COMMIT"
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD COLUMN n int; ALTER TABLE u ADD COLUMN n int",
        "BEGIN; ALTER TABLE t ADD COLUMN n int; ALTER TABLE t ADD COLUMN m int; COMMIT",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard let locked = context.transaction?.locked, !locked.isEmpty else { return [] }
        let more = PlainLocks.accessExclusive(statement, context).filter { !locked.contains($0) }
        return more.prefix(1).map {
            Hit("\(locked[0]) stays locked while \($0) is waited for", table: $0, lock: .accessExclusive)
        }
    }
}
