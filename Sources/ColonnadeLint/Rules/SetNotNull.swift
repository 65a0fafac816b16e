package import ColonnadeModel

/// SET NOT NULL reads the whole table under ACCESS EXCLUSIVE
package enum SetNotNull: HazardRule {
    package static let id = "set-not-null"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.locks
    package static let title = "SET NOT NULL reads the whole table under ACCESS EXCLUSIVE"
    package static let why =
        "Every row is looked at while nobody can use the table; and code that still writes NULL "
        + "fails from then on."
    package static let safeWay =
        "ADD CHECK (c IS NOT NULL) NOT VALID, VALIDATE it in a transaction of its own, then SET "
        + "NOT NULL (which sees the CHECK from PostgreSQL 12 on), then drop the CHECK."
    package static let source =
        "manual, ALTER TABLE (SET NOT NULL); tablecmds.c, NotNullImpliedByRelConstraints; "
        + "measured on 15, 16 and 18"
    package static let bad: [String] = [
        "ALTER TABLE t ALTER COLUMN b SET NOT NULL",
        "ALTER TABLE t ADD CONSTRAINT b_there NOT NULL b",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (b IS NOT NULL OR a > 0);; ALTER TABLE t ALTER COLUMN b SET NOT NULL",
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD CONSTRAINT c CHECK (b IS NOT NULL) NOT VALID; ALTER TABLE t VALIDATE "
            + "CONSTRAINT c; ALTER TABLE t ALTER COLUMN b SET NOT NULL",
        "CREATE TABLE n (a int); ALTER TABLE n ALTER COLUMN a SET NOT NULL",
        "ALTER TABLE t ADD CONSTRAINT b_there NOT NULL b NOT VALID",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.flatMap { alteration -> [Hit] in
            guard context.isInUse(alteration.table) else { return [] }
            return columns(alteration).filter { !isProved($0, alteration.table, context) }.map { name in
                Hit(
                    "every row of \(alteration.table) is looked at under ACCESS EXCLUSIVE",
                    at: alteration.location, table: alteration.table, lock: .accessExclusive,
                    work: .scan, instead: instead(alteration, name, context), of: alteration.index)
            }
        }
    }

    /// SET NOT NULL, and what says the same since PostgreSQL 18.
    private static func columns(_ alteration: Alteration) -> [Identifier] {
        if alteration.kind == "AT_SetNotNull" { return alteration.name.map { [$0] } ?? [] }
        guard let constraint = alteration.addedConstraint, constraint.kind == "CONSTR_NOTNULL",
            !constraint.isNotValid
        else { return [] }
        return constraint.columns
    }

    private static func isProved(_ column: Identifier, _ table: ObjectName, _ context: LintContext) -> Bool {
        if context.column(table, column)?.notNull == true { return true }
        return context.version >= ServerVersion(12)
            && context.schema.table(table)?.provedNotNull.contains(column) == true
    }

    /// Before PostgreSQL 12 a CHECK proves nothing to SET NOT NULL; from 18 on NOT NULL itself can be validated later.
    private static func instead(
        _ alteration: Alteration, _ column: Identifier, _ context: LintContext
    ) -> [SQL]? {
        guard alteration.kind == "AT_SetNotNull", let alone = alteration.alone,
            context.version >= ServerVersion(12)
        else { return nil }
        let table = alteration.table
        let check = context.freeName("\(table.name.text)_\(column.text)_not_null", on: table)
        if context.dialect.capabilities.validatesNotNullLater {
            return [
                "ALTER TABLE \(table) ADD CONSTRAINT \(check) NOT NULL \(column) NOT VALID",
                "ALTER TABLE \(table) VALIDATE CONSTRAINT \(check)",
            ]
        }
        return [
            "ALTER TABLE \(table) ADD CONSTRAINT \(check) CHECK (\(column) IS NOT NULL) NOT VALID",
            "ALTER TABLE \(table) VALIDATE CONSTRAINT \(check)", SQL(verbatim: alone),
            "ALTER TABLE \(table) DROP CONSTRAINT \(check)",
        ]
    }
}
