package import ColonnadeModel
import ColonnadeSQL

/// Long work while a table is locked against everybody
package enum WorkUnderLock: HazardRule {
    package static let id = "work-under-lock"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.transactions
    package static let title = "Long work while a table is locked against everybody"
    package static let why =
        "A lock is held until the transaction ends: what comes after the ALTER TABLE, an UPDATE "
        + "of many rows or an index build, happens while nobody can use the table."
    package static let safeWay = "Put it into a transaction of its own, before or after."
    package static let source = "manual 13.3; measured"
    package static let bad: [String] = [
        "BEGIN; ALTER TABLE t ADD COLUMN n int; UPDATE t SET n = 1; COMMIT",
        "BEGIN; ALTER TABLE t ADD COLUMN n int; CREATE INDEX x ON u (a); COMMIT",
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD COLUMN n int; UPDATE t SET n = 1 WHERE id = 1",
        "BEGIN; ALTER TABLE t ADD COLUMN n int; COMMIT; UPDATE t SET n = 1 WHERE id = 1",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard let locked = context.transaction?.locked.first,
            [
                "UpdateStmt", "DeleteStmt", "InsertStmt", "IndexStmt", "RefreshMatViewStmt",
                "CreateTableAsStmt",
            ].contains(
                statement.kind)
        else { return [] }
        if let table = statement.relation?.name, !context.isInUse(table) { return [] }
        if statement.kind == "InsertStmt", statement.node["selectStmt"]?.typed?["valuesLists"] != nil {
            return []
        }
        return [
            Hit(
                "nobody can use \(locked) until this is done and committed", table: locked,
                lock: .accessExclusive)
        ]
    }
}
