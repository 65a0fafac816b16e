package import ColonnadeModel
import ColonnadeSQL

/// A new table's foreign key locks the other table
package enum CreateTableForeignKey: HazardRule {
    package static let id = "create-table-foreign-key"
    package static let severity = Hazard.Severity.note
    package static let topic = RuleTopic.locks
    package static let title = "A new table's foreign key locks the other table"
    package static let why =
        "SHARE ROW EXCLUSIVE on the table referred to: brief, but writers wait behind it while it "
        + "waits for open transactions."
    package static let safeWay =
        "Set a short lock_timeout and try again; `colonnade apply` waits outside the queue."
    package static let source = "measured on 15, 16 and 18"
    package static let bad: [String] = [
        "CREATE TABLE n (id bigint PRIMARY KEY, t_id bigint REFERENCES t (id))",
        "CREATE TABLE n (id bigint PRIMARY KEY, t_id bigint); ALTER TABLE n ADD FOREIGN KEY (t_id) REFERENCES t (id)",
    ]
    package static let good: [String] = [
        "CREATE TABLE m (id bigint PRIMARY KEY); CREATE TABLE n (id bigint PRIMARY KEY, m_id "
            + "bigint REFERENCES m (id))"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard let table = statement.relation?.name else { return [] }
        let isNew =
            statement.kind == "CreateStmt" || !statement.alterations.isEmpty && !context.isInUse(table)
        guard isNew else { return [] }
        let parents = statement.node.all("Constraint").map { ConstraintPart($0) }.compactMap(\.references)
        let others = parents.filter { $0 != table && context.isInUse($0) }
        return Set(others).sorted().map {
            Hit("writers of \($0) wait behind it", table: $0, lock: .shareRowExclusive, work: .catalog)
        }
    }
}
