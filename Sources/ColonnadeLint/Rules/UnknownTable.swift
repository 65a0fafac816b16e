package import ColonnadeModel
import ColonnadeSQL

/// A table that nothing has created
package enum UnknownTable: HazardRule {
    package static let id = "unknown-table"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.reading
    package static let title = "A table that nothing has created"
    package static let why =
        "The schema is known, and there is no such table in it: a misspelled name, or a migration "
        + "that does not stand in its order."
    package static let safeWay = "Check the name."
    package static let source = "the schema as read from the database, the dump or the earlier migrations"
    package static let needsWholeSchema = true
    package static let bad: [String] = [
        "CREATE TABLE orders (id bigint);; ALTER TABLE oders ADD COLUMN a int",
        "CREATE TABLE orders (id bigint);; DROP TABLE oders", "TRUNCATE oders",
    ]
    package static let good: [String] = [
        "CREATE TABLE orders (id bigint);; ALTER TABLE orders ADD COLUMN a int",
        "ALTER TABLE IF EXISTS oders ADD COLUMN a int", "DROP TABLE IF EXISTS oders",
        "CREATE TABLE oders (id bigint PRIMARY KEY); TRUNCATE oders",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard context.schema.isComplete, !statement.node.flag("missing_ok") else { return [] }
        let named: [ObjectName]
        switch statement.kind {
        case "AlterTableStmt": named = statement.alterations.prefix(1).map(\.table)
        case "DropStmt": named = statement.dropped("OBJECT_TABLE")
        case "TruncateStmt": named = statement.node.list("relations").compactMap { RangeVar($0)?.name }
        default: return []
        }
        return named.filter { context.schema.table($0) == nil }.map { Hit("there is no table \($0)") }
    }
}
