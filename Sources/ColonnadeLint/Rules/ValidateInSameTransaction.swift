package import ColonnadeModel

/// VALIDATE in the transaction that added the constraint
package enum ValidateInSameTransaction: HazardRule {
    package static let id = "validate-in-same-transaction"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.transactions
    package static let title = "VALIDATE in the transaction that added the constraint"
    package static let why =
        "The lock that adding it took is held until the commit, so the whole check happens under "
        + "it: NOT VALID has gained nothing."
    package static let safeWay = "Validate in a transaction of its own."
    package static let source = "manual, ALTER TABLE; locks are held to the end of the transaction (13.3)"
    package static let bad: [String] = [
        "BEGIN; ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE "
            + "CONSTRAINT c; COMMIT",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID, VALIDATE CONSTRAINT c",
        "BEGIN; ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT t_a_fkey; "
            + "COMMIT",
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE "
            + "CONSTRAINT c",
        "BEGIN; CREATE TABLE n (a int); ALTER TABLE n ADD CONSTRAINT c CHECK (a > 0) NOT VALID; "
            + "ALTER TABLE n VALIDATE CONSTRAINT c; COMMIT",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        var added = context.transaction?.unvalidated ?? [:]
        return statement.alterations.compactMap { alteration in
            let table = context.schema.key(alteration.table)
            if let name = alteration.unvalidatedConstraint { added[table, default: []].insert(name) }
            guard alteration.kind == "AT_ValidateConstraint", let name = alteration.name,
                context.isInUse(alteration.table), added[table]?.contains(name) == true
            else { return nil }
            return Hit(
                "\(alteration.table) stays locked while it is checked", at: alteration.location,
                table: alteration.table,
                lock: .accessExclusive, work: .scan)
        }
    }
}
