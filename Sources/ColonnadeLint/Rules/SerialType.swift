package import ColonnadeModel
import ColonnadeSQL

/// serial instead of an identity column
package enum SerialType: HazardRule {
    package static let id = "serial-type"
    package static let severity = Hazard.Severity.note
    package static let topic = RuleTopic.style
    package static let isOnByDefault = false
    package static let title = "serial instead of an identity column"
    package static let why = "Its sequence is an object with rights and an owner of its own."
    package static let safeWay = "GENERATED ALWAYS AS IDENTITY."
    package static let source = "manual 5.3; wiki.postgresql.org, Don't Do This"
    package static let bad: [String] = [
        "CREATE TABLE n (id bigserial PRIMARY KEY)"
    ]
    package static let good: [String] = [
        "CREATE TABLE n (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.definedColumns.compactMap { column in
            guard let type = column.type, type.isSerial else { return nil }
            return Hit("\(column.name) has a sequence with rights of its own", at: column.location)
        }
    }
}
