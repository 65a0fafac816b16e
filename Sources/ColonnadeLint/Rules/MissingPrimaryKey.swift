package import ColonnadeModel
import ColonnadeSQL

/// A table without a primary key
package enum MissingPrimaryKey: HazardRule {
    package static let id = "missing-primary-key"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.correctness
    package static let title = "A table without a primary key"
    package static let why =
        "Rows cannot be told apart, logical replication cannot update them, and most tools cannot "
        + "page through them."
    package static let safeWay = "Give it one, bigint GENERATED ALWAYS AS IDENTITY for example."
    package static let source = "manual 29.1 (replica identity)"
    package static let bad: [String] = [
        "CREATE TABLE n (a int)"
    ]
    package static let good: [String] = [
        "CREATE TABLE n (a bigint PRIMARY KEY)",
        "CREATE TABLE n (a bigint, b bigint, PRIMARY KEY (a, b))",
        "CREATE TEMPORARY TABLE n (a int)",
        "CREATE TABLE n (LIKE t INCLUDING ALL)",
        "CREATE TABLE n (a int); ALTER TABLE n ADD PRIMARY KEY (a)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "CreateStmt", let table = statement.relation, !table.isTemporary,
            statement.node["inhRelations"] == nil, statement.node["ofTypename"] == nil,
            statement.node.all("TableLikeClause").isEmpty,
            !statement.node.all("Constraint").contains(where: { $0.string("contype") == "CONSTR_PRIMARY" }),
            !context.laterKeyed.contains(context.schema.key(table.name))
        else { return [] }
        return [Hit("\(table.name) has no primary key")]
    }
}
