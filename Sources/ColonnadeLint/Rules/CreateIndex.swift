package import ColonnadeModel
import ColonnadeSQL

/// CREATE INDEX without CONCURRENTLY keeps every writer waiting
package enum CreateIndex: HazardRule {
    package static let id = "create-index"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.locks
    package static let title = "CREATE INDEX without CONCURRENTLY keeps every writer waiting"
    package static let why =
        "SHARE is held for as long as the index is built: no insert, update or delete meanwhile."
    package static let safeWay =
        "CREATE INDEX CONCURRENTLY, outside a transaction. On a partitioned table: ON ONLY, then "
        + "CONCURRENTLY on each partition, then ATTACH."
    package static let source =
        "manual, CREATE INDEX (Building Indexes Concurrently); measured on 15, 16 and 18"
    package static let bad: [String] = [
        "CREATE INDEX t_a ON t (a)"
    ]
    package static let good: [String] = [
        "CREATE INDEX CONCURRENTLY t_a ON t (a)",
        "CREATE TABLE n (a int); CREATE INDEX n_a ON n (a)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "IndexStmt", !statement.node.flag("concurrent"),
            let table = statement.relation, context.isInUse(table.name), table.includesChildren
        else { return [] }
        return [
            Hit(
                "nobody can write to \(table.name) while the index is built", table: table.name, lock: .share,
                work: .build, instead: Self.instead(statement, table.name, context))
        ]
    }

    /// On a partitioned table each partition has its own statements, which only the catalog can name.
    private static func instead(
        _ statement: LintStatement, _ table: ObjectName, _ context: LintContext
    ) -> [SQL]? {
        guard context.schema.table(table)?.isPartitioned != true else { return nil }
        return statement.text(inserting: "CONCURRENTLY", behind: "INDEX").map { [SQL(verbatim: $0)] }
    }
}
