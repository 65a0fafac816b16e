package import ColonnadeModel
import ColonnadeSQL

/// ADD COLUMN NOT NULL without a default
package enum AddColumnNotNull: HazardRule {
    package static let id = "add-column-not-null"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.correctness
    package static let title = "ADD COLUMN NOT NULL without a default"
    package static let why =
        "On a table with rows the statement fails; on an empty one, code that does not know the "
        + "column fails to insert."
    package static let safeWay =
        "Add it nullable, fill it, then make it NOT NULL: beside an UPDATE that fills it, "
        + "`colonnade apply` does all of it."
    package static let source = "manual, ALTER TABLE, Notes; tested"
    package static let bad: [String] = [
        "ALTER TABLE t ADD COLUMN n int NOT NULL",
        "ALTER TABLE t ADD COLUMN n int NOT NULL DEFAULT NULL",
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD COLUMN n int NOT NULL DEFAULT 0",
        "ALTER TABLE t ADD COLUMN n int",
        "CREATE TABLE t (id bigint PRIMARY KEY); ALTER TABLE t ADD COLUMN n int NOT NULL",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard let column = alteration.addedColumn, column.isNotNull, context.isInUse(alteration.table),
                column.type?.isSerial != true,
                ["CONSTR_IDENTITY", "CONSTR_GENERATED"].allSatisfy({ column.constraint($0) == nil }),
                !column.hasDefault
            else { return nil }
            return Hit(
                "\(column.name) has no value for the rows that are there", at: column.location,
                table: alteration.table)
        }
    }
}
