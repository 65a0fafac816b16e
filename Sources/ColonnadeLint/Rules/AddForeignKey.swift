package import ColonnadeModel
import ColonnadeSQL

/// A foreign key that is checked while both tables are locked
package enum AddForeignKey: HazardRule {
    package static let id = "add-foreign-key"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.locks
    package static let title = "A foreign key that is checked while both tables are locked"
    package static let why =
        "ADD FOREIGN KEY takes SHARE ROW EXCLUSIVE on both tables and reads the whole referencing "
        + "one: no writes to either meanwhile."
    package static let safeWay = "Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own."
    package static let source = "manual, ALTER TABLE; measured on 15, 16 and 18"
    package static let bad: [String] = [
        "ALTER TABLE t ADD CONSTRAINT t_a_fk FOREIGN KEY (a) REFERENCES u (id)",
        "ALTER TABLE t ADD COLUMN u_id bigint DEFAULT 1 REFERENCES u (id)",
        "ALTER TABLE t ADD CONSTRAINT t_a_fk FOREIGN KEY (a) REFERENCES u (id) NOT ENFORCED;; "
            + "ALTER TABLE t ALTER CONSTRAINT t_a_fk ENFORCED",
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD CONSTRAINT t_a_fk FOREIGN KEY (a) REFERENCES u (id) NOT VALID",
        "CREATE TABLE n (id bigint PRIMARY KEY, a int); ALTER TABLE n ADD FOREIGN KEY (a) "
            + "REFERENCES u (id)",
        "ALTER TABLE t ADD COLUMN u_id bigint REFERENCES u (id)",
        "ALTER TABLE t ALTER CONSTRAINT t_a_fk DEFERRABLE",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard context.isInUse(alteration.table) else { return nil }
            if let constraint = alteration.addedConstraint, constraint.kind == "CONSTR_FOREIGN",
                !constraint.isNotValid
            {
                let other = constraint.references.map { " and \($0)" } ?? ""
                return Hit(
                    "all of \(alteration.table) is checked while nobody can write to it\(other)",
                    at: constraint.location, table: alteration.table, lock: .shareRowExclusive, work: .scan,
                    instead: alteration.validatingLater(constraint, in: statement, context),
                    of: alteration.index)
            }
            if let column = alteration.addedColumn, column.constraint("CONSTR_FOREIGN") != nil,
                column.hasDefault
            {
                return Hit(
                    "the default of \(column.name) is looked up for every row while nobody can write",
                    at: column.location, table: alteration.table, lock: .accessExclusive, work: .scan)
            }
            guard alteration.enforcesLater else { return nil }
            return Hit(
                "all of \(alteration.table) is checked while nobody can use it", at: alteration.location,
                table: alteration.table, lock: .accessExclusive, work: .scan)
        }
    }
}
