package import ColonnadeModel
import ColonnadeSQL

/// CASCADE drops what nobody listed
package enum DropCascade: HazardRule {
    package static let id = "drop-cascade"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.data
    package static let title = "CASCADE drops what nobody listed"
    package static let why = "Views, foreign keys and functions that depend on it go too, silently."
    package static let safeWay = "Drop each of them by its name."
    package static let source = "manual 5.15, Dependency Tracking"
    package static let bad: [String] = [
        "DROP VIEW v CASCADE",
        "ALTER TABLE t DROP COLUMN b CASCADE",
    ]
    package static let good: [String] = [
        "DROP VIEW v",
        "CREATE TABLE n (a int); DROP TABLE n CASCADE",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let node = statement.node
        if statement.kind == "DropStmt", node.string("behavior") == "DROP_CASCADE" {
            let kind = node.string("removeType") ?? ""
            let relations =
                ["OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE"].contains(kind)
                ? statement.dropped(kind) : []
            // What depends on something of this script is of this script.
            if !relations.isEmpty, !relations.contains(where: { context.isInUse($0) }) { return [] }
            return [Hit("everything that depends on it goes too")]
        }
        return statement.alterations.filter {
            $0.node.string("behavior") == "DROP_CASCADE" && context.isInUse($0.table)
        }.map { Hit("everything that depends on it goes too", at: $0.location, table: $0.table) }
    }
}
