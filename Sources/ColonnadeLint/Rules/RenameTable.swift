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
    ]
    package static let good: [String] = [
        "CREATE TABLE n (b int); ALTER TABLE n RENAME TO m"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let isRename =
            statement.kind == "RenameStmt" && statement.node.string("renameType") == "OBJECT_TABLE"
            || statement.kind == "AlterObjectSchemaStmt"
                && statement.node.string("objectType") == "OBJECT_TABLE"
        guard isRename, let table = statement.relation?.name, context.isInUse(table) else { return [] }
        return [
            Hit("code that uses \(table) fails", table: table, lock: .accessExclusive, work: .catalog)
        ]
    }
}
