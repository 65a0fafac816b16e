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
        "ALTER TABLE t RENAME COLUMN b TO c"
    ]
    package static let good: [String] = [
        "CREATE TABLE n (b int); ALTER TABLE n RENAME COLUMN b TO c"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "RenameStmt", statement.node.string("renameType") == "OBJECT_COLUMN",
            statement.node.string("relationType") == "OBJECT_TABLE", let table = statement.relation?.name,
            context.isInUse(table)
        else { return [] }
        return [
            Hit(
                "code that uses \(statement.node.string("subname") ?? "the old name") fails", table: table,
                lock: .accessExclusive, work: .catalog)
        ]
    }
}
