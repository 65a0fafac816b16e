package import ColonnadeModel
import ColonnadeSQL

/// money depends on the server's locale
package enum MoneyType: HazardRule {
    package static let id = "money-type"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.correctness
    package static let title = "money depends on the server's locale"
    package static let why =
        "Its currency and number of digits come from lc_monetary: a dump restored elsewhere means "
        + "another sum."
    package static let safeWay = "numeric, or bigint cents."
    package static let source = "manual 8.2; wiki.postgresql.org, Don't Do This"
    package static let bad: [String] = [
        "ALTER TABLE t ADD COLUMN price money"
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD COLUMN price numeric(12,2)"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.typedColumns.compactMap { column in
            guard let type = column.type, type.base == "money" else { return nil }
            return Hit("\(column.name) depends on lc_monetary", at: column.location)
        }
    }
}
