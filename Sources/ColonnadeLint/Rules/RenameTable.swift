package import ColonnadeModel
import ColonnadeSQL

/// RENAME TABLE breaks every query that uses the old name
package enum RenameTable: HazardRule {
    package static let id = "rename-table"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.compatibility
    package static let title = "RENAME TABLE breaks every query that uses the old name"
    package static let why = "Code that runs knows one of the two names."
    package static let safeWay =
        "Rename and create a view of the old name in one transaction; drop the view when no code "
        + "uses it. `colonnade apply` does it."
    package static let source = "manual, ALTER TABLE (RENAME)"
    package static let bad: [String] = [
        "ALTER TABLE t RENAME TO u",
        "ALTER TABLE t SET SCHEMA s",
        "ALTER VIEW v RENAME TO w",
        "ALTER SCHEMA s RENAME TO r",
        "ALTER TABLE t RENAME TO u; CREATE VIEW t AS SELECT * FROM u",
    ]
    package static let good: [String] = [
        "CREATE TABLE n (b int); ALTER TABLE n RENAME TO m",
        "BEGIN; ALTER TABLE t RENAME TO u; CREATE VIEW t AS SELECT * FROM u; COMMIT",
    ]

    private static let kinds = ["OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE"]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let node = statement.node
        let kind: String?
        switch statement.kind {
        case "RenameStmt": kind = node.string("renameType")
        case "AlterObjectSchemaStmt": kind = node.string("objectType")
        default: return []
        }
        if kind == "OBJECT_SCHEMA", let name = node.string("subname"),
            !context.schema.new.schemas.contains(Identifier(name))
        {
            return [Hit("code that uses anything in \(name) fails")]
        }
        guard let kind, kinds.contains(kind), let table = statement.relation?.name, context.isInUse(table),
            // A view of the old name keeps old code going, if both come to light at once.
            context.transaction == nil || context.laterViews[context.schema.key(table)] == nil
        else { return [] }
        return [
            Hit("code that uses \(table) fails", table: table, lock: .accessExclusive, work: .catalog)
        ]
    }
}
