package import ColonnadeModel
import ColonnadeSQL

/// ADD COLUMN with a constraint that is checked at once
package enum AddColumnWithConstraint: HazardRule {
    package static let id = "add-column-with-constraint"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.locks
    package static let title = "ADD COLUMN with a constraint that is checked at once"
    package static let why =
        "The constraint is checked, or its index built, for the whole table under ACCESS "
        + "EXCLUSIVE."
    package static let safeWay =
        "Add the column alone; then the CHECK as NOT VALID and VALIDATE, or the index "
        + "CONCURRENTLY and the constraint USING INDEX."
    package static let source = "measured on 15, 16 and 18"
    package static let bad: [String] = [
        "ALTER TABLE t ADD COLUMN n int CHECK (n > 0)",
        "ALTER TABLE t ADD COLUMN n int UNIQUE",
        "ALTER TABLE t ADD COLUMN n int GENERATED ALWAYS AS (a * 2) VIRTUAL NOT NULL",
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD COLUMN n int",
        "ALTER TABLE t ADD COLUMN n int CHECK (n > 0) NOT ENFORCED",
        "CREATE TABLE t (id bigint PRIMARY KEY); ALTER TABLE t ADD COLUMN n int UNIQUE",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.flatMap { alteration -> [Hit] in
            guard let column = alteration.addedColumn, context.isInUse(alteration.table) else { return [] }
            return column.constraints.compactMap { constraint in
                let work: Work
                switch constraint.kind {
                case "CONSTR_CHECK" where column.constraint("CONSTR_ATTR_NOT_ENFORCED") == nil: work = .scan
                // A default of the catalog is known not to be NULL, a value that is computed on reading is not.
                case "CONSTR_NOTNULL" where column.isVirtual: work = .scan
                case "CONSTR_UNIQUE", "CONSTR_PRIMARY": work = .build
                default: return nil
                }
                let what = work == .scan ? "reads" : "builds an index over"
                return Hit(
                    "the constraint on \(column.name) \(what) all of \(alteration.table) under ACCESS EXCLUSIVE",
                    at: constraint.location, table: alteration.table, lock: .accessExclusive, work: work,
                    instead: ColumnThenConstraints(alteration, context)?.statements(in: statement),
                    of: alteration.index)
            }
        }
    }
}
