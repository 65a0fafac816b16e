package import ColonnadeModel
import ColonnadeSQL

/// timestamp without time zone
package enum TimestampWithoutTimeZone: HazardRule {
    package static let id = "timestamp-without-time-zone"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.correctness
    package static let title = "timestamp without time zone"
    package static let why =
        "It stores a wall clock without saying whose: sessions in another zone read another "
        + "moment. A note where the framework keeps it in UTC by itself, as Rails and Ecto do."
    package static let safeWay = "timestamptz: the same eight bytes."
    package static let source = "manual 8.5.1; wiki.postgresql.org, Don't Do This"
    package static let bad: [String] = [
        "ALTER TABLE t ADD COLUMN at timestamp",
        "ALTER TABLE t ALTER COLUMN at TYPE timestamp",
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD COLUMN at timestamptz"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.typedColumns.compactMap { column in
            guard let type = column.type, type.base == "timestamp without time zone" else { return nil }
            return Hit(
                "\(column.name) stores a wall clock without its zone", at: column.location,
                severity: context.storesUTC ? .note : nil)
        }
    }
}
