package import ColonnadeModel
import ColonnadeSQL

/// varchar(n) where a limit is not meant
package enum VarcharLimit: HazardRule {
    package static let id = "varchar-limit"
    package static let severity = Hazard.Severity.note
    package static let topic = RuleTopic.style
    package static let isOnByDefault = false
    package static let title = "varchar(n) where a limit is not meant"
    package static let why = "A limit that is reached is a failed insert, and n saves nothing."
    package static let safeWay = "text, with a CHECK where the limit is meant."
    package static let source = "manual 8.3"
    package static let bad: [String] = [
        "ALTER TABLE t ADD COLUMN c varchar(255)"
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD COLUMN c text"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.typedColumns.compactMap { column in
            guard let type = column.type, type.base == "character varying", !type.modifiers.isEmpty else {
                return nil
            }
            return Hit("\(column.name) has a limit", at: column.location)
        }
    }
}
