package import ColonnadeModel
import ColonnadeSQL

/// RENAME COLUMN breaks every query that uses the old name
package enum RenameColumn: HazardRule {
    package static let id = "rename-column"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.compatibility
    package static let title = "RENAME COLUMN breaks every query that uses the old name"
    package static let why =
        "Code that runs knows one of the two names; whichever it is, there is a moment in which "
        + "it is wrong."
    package static let safeWay =
        "A column of the new name beside the old one, kept in step both ways until no code uses "
        + "the old: `colonnade apply` does it."
    package static let source = "manual, ALTER TABLE (RENAME)"
    package static let bad: [String] = [
        "ALTER TABLE t RENAME COLUMN b TO c",
        "ALTER VIEW v RENAME COLUMN b TO c",
    ]
    package static let good: [String] = [
        "CREATE TABLE n (b int); ALTER TABLE n RENAME COLUMN b TO c",
        "ALTER TABLE t ADD COLUMN n int; ALTER TABLE t RENAME COLUMN n TO m",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let node = statement.node
        guard statement.kind == "RenameStmt", node.string("renameType") == "OBJECT_COLUMN",
            ["OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW"].contains(node.string("relationType")),
            let table = statement.relation?.name, context.isInUse(table),
            let column = node.string("subname"), !context.schema.isNewColumn(Identifier(column), of: table)
        else { return [] }
        return [Hit("code that uses \(column) fails", table: table, lock: .accessExclusive, work: .catalog)]
    }
}
