package import ColonnadeModel
import ColonnadeSQL

/// EXCLUDE builds its index under ACCESS EXCLUSIVE
package enum AddExclusionConstraint: HazardRule {
    package static let id = "add-exclusion-constraint"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.locks
    package static let title = "EXCLUDE builds its index under ACCESS EXCLUSIVE"
    package static let why =
        "There is no way to prepare the index of an exclusion constraint: it is built while "
        + "nobody can use the table."
    package static let safeWay =
        "On a large table, create a new table with the constraint and move to it; or accept the "
        + "pause in a quiet hour."
    package static let source =
        "manual, ALTER TABLE (USING INDEX: not for EXCLUDE); measured on 15, 16 and 18"
    package static let bad: [String] = [
        "ALTER TABLE t ADD CONSTRAINT t_once EXCLUDE USING gist (a WITH =)"
    ]
    package static let good: [String] = [
        "CREATE TABLE n (a int, EXCLUDE USING gist (a WITH =))"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard let constraint = alteration.addedConstraint, constraint.kind == "CONSTR_EXCLUSION",
                context.isInUse(alteration.table)
            else { return nil }
            return Hit(
                "the index is built while nobody can use \(alteration.table)", at: constraint.location,
                table: alteration.table, lock: .accessExclusive, work: .build)
        }
    }
}
