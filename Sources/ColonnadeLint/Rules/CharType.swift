package import ColonnadeModel
import ColonnadeSQL

/// char(n) pads with spaces
package enum CharType: HazardRule {
    package static let id = "char-type"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.correctness
    package static let title = "char(n) pads with spaces"
    package static let why =
        "Values come back with spaces that comparison ignores and length counts; it saves no "
        + "space."
    package static let safeWay = "text, with a CHECK of the length where that matters."
    package static let source = "manual 8.3; wiki.postgresql.org, Don't Do This"
    package static let bad: [String] = [
        "ALTER TABLE t ADD COLUMN c char(10)"
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD COLUMN c varchar(10)",
        "ALTER TABLE t ADD COLUMN c \"char\"",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.typedColumns.compactMap { column in
            guard let type = column.type, type.base == "character", column.isBlankPadded else { return nil }
            return Hit("\(column.name) is padded with spaces", at: column.location)
        }
    }
}
