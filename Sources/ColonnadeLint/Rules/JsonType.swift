package import ColonnadeModel
import ColonnadeSQL

/// json instead of jsonb
package enum JsonType: HazardRule {
    package static let id = "json-type"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.correctness
    package static let title = "json instead of jsonb"
    package static let why =
        "It has no equality, so DISTINCT, GROUP BY and UNION fail on it, and each look inside "
        + "parses the text anew."
    package static let safeWay = "jsonb."
    package static let source = "manual 8.14"
    package static let bad: [String] = [
        "ALTER TABLE t ADD COLUMN doc json"
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD COLUMN doc jsonb"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.typedColumns.compactMap { column in
            guard let type = column.type, type.base == "json" else { return nil }
            return Hit("\(column.name) cannot be compared", at: column.location)
        }
    }
}
