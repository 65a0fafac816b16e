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
        "CREATE TABLE n (id bigint PRIMARY KEY, t_id bigint REFERENCES t (id))"
    ]
    package static let good: [String] = [
        "CREATE TABLE n (id bigint PRIMARY KEY, t_id bigint UNIQUE REFERENCES t (id))",
        "CREATE TABLE n (id bigint PRIMARY KEY REFERENCES t (id))",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "CreateStmt" else { return [] }
        var indexed: Set<String> = []
        var keys: [(column: String, location: Int)] = []
        for element in statement.node.list("tableElts") {
            if element.key == "ColumnDef" {
                let column = ColumnNode(element)
                if column.constraint("CONSTR_PRIMARY") != nil || column.constraint("CONSTR_UNIQUE") != nil {
                    indexed.insert(column.name.text)
                }
                if let key = column.constraint("CONSTR_FOREIGN") {
                    keys.append((column.name.text, key.location))
                }
            } else {
                let constraint = ConstraintPart(element)
                guard let first = constraint.columns.first?.text else { continue }
                switch constraint.kind {
                case "CONSTR_PRIMARY", "CONSTR_UNIQUE": indexed.insert(first)
                case "CONSTR_FOREIGN": keys.append((first, constraint.location))
                default: break
                }
            }
        }
        return keys.filter { !indexed.contains($0.column) && !context.laterIndexed.contains($0.column) }.map {
            Hit("no index begins with \($0.column)", at: $0.location)
        }
    }
}
