package import ColonnadeModel
import ColonnadeSQL

/// A CHECK that is verified under ACCESS EXCLUSIVE
package enum AddCheck: HazardRule {
    package static let id = "add-check"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.locks
    package static let title = "A CHECK that is verified under ACCESS EXCLUSIVE"
    package static let why = "ADD CHECK reads the whole table while nobody can read or write it."
    package static let safeWay = "Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own."
    package static let source = "manual, ALTER TABLE; measured on 15, 16 and 18"
    package static let bad: [String] = [
        "ALTER TABLE t ADD CONSTRAINT t_a_sane CHECK (a > 0)"
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD CONSTRAINT t_a_sane CHECK (a > 0) NOT VALID",
        "CREATE TABLE n (a int); ALTER TABLE n ADD CHECK (a > 0)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard let constraint = alteration.addedConstraint, constraint.kind == "CONSTR_CHECK",
                !constraint.isNotValid, context.isInUse(alteration.table)
            else { return nil }
            return Hit(
                "all of \(alteration.table) is read under ACCESS EXCLUSIVE", at: constraint.location,
                table: alteration.table, lock: .accessExclusive, work: .scan,
                instead: alteration.validatingLater(constraint, in: statement, context), of: alteration.index)
        }
    }
}
