package import ColonnadeModel
import ColonnadeSQL

/// DROP DATABASE, DROP SCHEMA or DROP OWNED in a migration
package enum DropDatabaseOrSchema: HazardRule {
    package static let id = "drop-database-or-schema"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.data
    package static let title = "DROP DATABASE, DROP SCHEMA or DROP OWNED in a migration"
    package static let why = "Everything in it is gone."
    package static let safeWay = "Not in a migration."
    package static let source = "manual, DROP SCHEMA, DROP OWNED"
    package static let bad: [String] = [
        "DROP DATABASE shop",
        "DROP SCHEMA s CASCADE",
        "DROP OWNED BY shop",
    ]
    package static let good: [String] = [
        "CREATE SCHEMA s",
        "REASSIGN OWNED BY shop TO owner",
        "CREATE SCHEMA s; DROP SCHEMA s",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        if statement.kind == "DropOwnedStmt" {
            return [Hit("all that the role owns in this database is gone, and all its rights")]
        }
        guard statement.kind == "DropStmt", statement.node.string("removeType") == "OBJECT_SCHEMA" else {
            return statement.kind == "DropdbStmt" ? [Hit("everything in it is gone")] : []
        }
        let names = statement.node.list("objects").compactMap { $0.string("sval") }
        let inUse = names.filter { !context.schema.new.schemas.contains(Identifier($0)) }
        return inUse.isEmpty ? [] : [Hit("everything in \(inUse[0]) is gone")]
    }
}
