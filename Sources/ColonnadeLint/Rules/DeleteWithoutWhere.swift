package import ColonnadeModel
import ColonnadeSQL

/// DELETE without WHERE
package enum DeleteWithoutWhere: HazardRule {
    package static let id = "delete-without-where"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.data
    package static let title = "DELETE without WHERE"
    package static let why =
        "Everything is deleted, in one transaction that keeps every row locked until its end."
    package static let safeWay = "Say which rows; many of them in batches."
    package static let source = "manual, DELETE"
    package static let bad: [String] = [
        "DELETE FROM t",
        "DELETE FROM t WHERE 1 = 1",
        "WITH gone AS (DELETE FROM t RETURNING *) INSERT INTO archive SELECT * FROM gone",
        "EXPLAIN ANALYZE DELETE FROM t",
        "COPY (DELETE FROM t RETURNING *) TO STDOUT",
    ]
    package static let good: [String] = [
        "DELETE FROM t WHERE id = 7",
        "WITH gone AS (DELETE FROM t WHERE id = 7 RETURNING *) INSERT INTO archive SELECT * FROM gone",
        "CREATE TABLE n (a int); DELETE FROM n",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "DeleteStmt", let table = statement.relation?.name, context.isInUse(table),
            RowBound.isAll(statement.node["whereClause"]?.typed, of: table, context)
        else { return [] }
        return [Hit("every row of \(table) is deleted", table: table, lock: .rowExclusive)]
    }
}
