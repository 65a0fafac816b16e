package import ColonnadeModel
import ColonnadeSQL

/// ADD COLUMN of a domain that carries a constraint
package enum AddColumnConstrainedDomain: HazardRule {
    package static let id = "add-column-constrained-domain"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.locks
    package static let title = "ADD COLUMN of a domain that carries a constraint"
    package static let why =
        "A column of a domain with CHECK or NOT NULL rewrites the table under ACCESS EXCLUSIVE, "
        + "even without a default."
    package static let safeWay = "Use the base type with a CHECK added NOT VALID and validated later."
    package static let source =
        "tablecmds.c, ATExecAddColumn (DomainHasConstraints); measured on 15, 16 and 18"
    package static let bad: [String] = [
        "CREATE DOMAIN posint AS int CHECK (VALUE > 0); ALTER TABLE t ADD COLUMN n posint"
    ]
    package static let good: [String] = [
        "CREATE DOMAIN label AS text; ALTER TABLE t ADD COLUMN n label"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard let column = alteration.addedColumn, let type = column.type,
                context.isInUse(alteration.table), context.schema.constrainedDomains.contains(type.base)
            else { return nil }
            return Hit(
                "\(type.base) has a constraint, so adding \(column.name) rewrites \(alteration.table)",
                at: column.location, table: alteration.table, lock: .accessExclusive, work: .rewrite)
        }
    }
}
