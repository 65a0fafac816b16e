package import ColonnadeModel
import ColonnadeSQL

/// A DROP or CREATE that fails when it is run twice
package enum PreferIfExists: HazardRule {
    package static let id = "prefer-if-exists"
    package static let severity = Hazard.Severity.note
    package static let topic = RuleTopic.style
    package static let isOnByDefault = false
    package static let title = "A DROP or CREATE that fails when it is run twice"
    package static let why = "A script that was broken off cannot be run again."
    package static let safeWay = "IF EXISTS, IF NOT EXISTS; not for indexes that are built concurrently."
    package static let source = "manual, DROP TABLE"
    package static let bad: [String] = [
        "DROP VIEW v"
    ]
    package static let good: [String] = [
        "DROP VIEW IF EXISTS v"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "DropStmt", !statement.node.flag("missing_ok") else { return [] }
        return [Hit("it fails when it is run again")]
    }
}
