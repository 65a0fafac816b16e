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
        "BEGIN; ALTER TABLE t ADD COLUMN n int; UPDATE t SET n = 1 WHERE id = 1; COMMIT",
        "BEGIN; ALTER TABLE t ADD COLUMN n int; INSERT INTO u VALUES (1); INSERT INTO u SELECT 2; COMMIT",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard let locked = context.transaction?.locked.first, isLong(statement, context) else { return [] }
        return [
            Hit(
                "nobody can use \(locked) until this is done and committed", table: locked,
                lock: .accessExclusive)
        ]
    }

    private static func isLong(_ statement: LintStatement, _ context: LintContext) -> Bool {
        let node = statement.node
        if let table = statement.relation?.name, !context.isInUse(table), statement.kind != "InsertStmt" {
            return false
        }
        switch statement.kind {
        case "UpdateStmt", "DeleteStmt":
            return !RowBound.isFew(node["whereClause"]?.typed, statement, context)
        case "InsertStmt": return RowBound.readsMany(node["selectStmt"]?.typed, context)
        case "IndexStmt", "RefreshMatViewStmt": return true
        case "CreateTableAsStmt":
            return !(node["into"]?.flag("skipData") ?? false)
                && RowBound.readsMany(node["query"]?.typed, context)
        default: return false
        }
    }
}
