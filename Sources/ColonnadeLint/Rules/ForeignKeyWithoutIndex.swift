package import ColonnadeModel
import ColonnadeSQL

/// A foreign key whose columns have no index
package enum ForeignKeyWithoutIndex: HazardRule {
    package static let id = "foreign-key-without-index"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.correctness
    package static let title = "A foreign key whose columns have no index"
    package static let why =
        "Each delete or key update of the row referred to reads the whole referencing table, "
        + "holding a lock."
    package static let safeWay = "CREATE INDEX CONCURRENTLY on the referencing columns."
    package static let source = "manual 5.5.5, Foreign Keys"
    package static let bad: [String] = [
        "CREATE TABLE n (id bigint PRIMARY KEY, t_id bigint REFERENCES t (id))",
        "ALTER TABLE t ADD COLUMN u_id bigint REFERENCES u (id)",
        "CREATE TABLE t (u_id bigint);; ALTER TABLE t ADD FOREIGN KEY (u_id) REFERENCES u (id) NOT VALID",
    ]
    package static let good: [String] = [
        "CREATE TABLE n (id bigint PRIMARY KEY, t_id bigint UNIQUE REFERENCES t (id))",
        "CREATE TABLE n (id bigint PRIMARY KEY REFERENCES t (id))",
        "CREATE TABLE n (id bigint PRIMARY KEY, t_id bigint REFERENCES t (id)); CREATE INDEX ON n (t_id)",
        "CREATE TABLE t (u_id bigint); CREATE INDEX ON t (u_id);; "
            + "ALTER TABLE t ADD FOREIGN KEY (u_id) REFERENCES u (id) NOT VALID",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard let table = statement.relation?.name else { return [] }
        let keys = statement.kind == "CreateStmt" ? created(statement) : added(statement, context)
        return keys.filter { key in
            context.laterIndexed[context.schema.key(table)]?.contains(key.column) != true
        }.map { Hit("no index begins with \($0.column)", at: $0.location) }
    }

    private typealias Key = (column: String, location: Int)

    private static func created(_ statement: LintStatement) -> [Key] {
        var indexed: Set<String> = []
        var keys: [Key] = []
        for column in statement.definedColumns {
            if column.isIndexed { indexed.insert(column.name.text) }
            if let key = column.constraint("CONSTR_FOREIGN") {
                keys.append((column.name.text, key.location))
            }
        }
        for constraint in statement.tableConstraints {
            guard let first = constraint.columns.first?.text else { continue }
            switch constraint.kind {
            case "CONSTR_PRIMARY", "CONSTR_UNIQUE": indexed.insert(first)
            case "CONSTR_FOREIGN": keys.append((first, constraint.location))
            default: break
            }
        }
        return keys.filter { !indexed.contains($0.column) }
    }

    /// Of a table whose indexes are not known, nothing is said.
    private static func added(_ statement: LintStatement, _ context: LintContext) -> [Key] {
        statement.alterations.compactMap { alteration in
            if let column = alteration.addedColumn, !column.isIndexed,
                let key = column.constraint("CONSTR_FOREIGN")
            {
                return (column.name.text, key.location)
            }
            guard let constraint = alteration.addedConstraint, constraint.kind == "CONSTR_FOREIGN",
                let first = constraint.columns.first, let table = context.schema.table(alteration.table),
                table.columns[first] != nil,
                !table.indexes.values.contains(where: { $0.columns.first == first.text })
            else { return nil }
            return (first.text, constraint.location)
        }
    }
}
