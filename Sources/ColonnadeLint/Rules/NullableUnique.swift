package import ColonnadeModel
import ColonnadeSQL

/// UNIQUE on a column that may be NULL
package enum NullableUnique: HazardRule {
    package static let id = "nullable-unique"
    package static let severity = Hazard.Severity.note
    package static let topic = RuleTopic.style
    package static let isOnByDefault = false
    package static let title = "UNIQUE on a column that may be NULL"
    package static let why =
        "NULLs are equal to nothing: any number of rows may have one, so what looks unique is not."
    package static let safeWay =
        "NOT NULL, or NULLS NOT DISTINCT (PostgreSQL 15), or say that it is meant: a partial index WHERE column IS "
        + "NOT NULL."
    package static let source = "manual 5.5.3, Unique Constraints"
    package static let bad: [String] = [
        "CREATE TABLE n (id bigint PRIMARY KEY, email text UNIQUE)",
        "CREATE TABLE n (id bigint PRIMARY KEY, a int NOT NULL, b int, UNIQUE (a, b))",
        "CREATE TABLE n (email text);; CREATE UNIQUE INDEX CONCURRENTLY x ON n (email)",
    ]
    package static let good: [String] = [
        "CREATE TABLE n (id bigint PRIMARY KEY, email text NOT NULL UNIQUE)",
        "CREATE TABLE n (email text);; CREATE UNIQUE INDEX CONCURRENTLY x ON n (email) NULLS NOT DISTINCT",
        "CREATE TABLE n (email text);; CREATE UNIQUE INDEX CONCURRENTLY x ON n (email) WHERE email IS NOT NULL",
        "CREATE TABLE n (a int NOT NULL, b int NOT NULL);; CREATE UNIQUE INDEX CONCURRENTLY x ON n (a, b)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard let table = statement.relation?.name else { return [] }
        // A table of the statement's own is as the statement leaves it.
        var after = context.schema
        if statement.kind == "CreateStmt" { after.apply(statement) }
        let columns = after.table(table)?.columns ?? [:]
        return keys(of: statement).compactMap { key in
            key.columns.first { columns[$0]?.notNull == false }.map {
                Hit("\($0) may be NULL, and any number of rows may be", at: key.location)
            }
        }
    }

    private static func keys(of statement: LintStatement) -> [(columns: [Identifier], location: Int?)] {
        if statement.kind == "IndexStmt" {
            let node = statement.node
            guard node.flag("unique"), node["whereClause"] == nil, !node.flag("nulls_not_distinct") else {
                return []
            }
            return [(node.list("indexParams").compactMap { $0.string("name") }.map { Identifier($0) }, nil)]
        }
        let inColumns = statement.definedColumns.compactMap { column in
            column.constraint("CONSTR_UNIQUE").map { ($0, [column.name]) }
        }
        let inTables =
            statement.tableConstraints + statement.alterations.compactMap(\.addedConstraint)
        return (inColumns + inTables.filter { $0.kind == "CONSTR_UNIQUE" }.map { ($0, $0.columns) }).filter {
            !$0.0.node.flag("nulls_not_distinct")
        }.map { ($0.1, $0.0.location) }
    }
}
