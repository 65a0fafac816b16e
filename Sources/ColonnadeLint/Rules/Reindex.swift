package import ColonnadeModel
import ColonnadeSQL

/// REINDEX without CONCURRENTLY
package enum Reindex: HazardRule {
    package static let id = "reindex"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.locks
    package static let title = "REINDEX without CONCURRENTLY"
    package static let why =
        "Writers wait while the index is built anew, and so do readers that would plan with it."
    package static let safeWay = "REINDEX … CONCURRENTLY (PostgreSQL 12 and later), outside a transaction."
    package static let source = "manual, REINDEX; measured on 15, 16 and 18"
    package static let bad: [String] = [
        "REINDEX TABLE t",
        "REINDEX INDEX t_a",
    ]
    package static let good: [String] = [
        "REINDEX TABLE CONCURRENTLY t",
        "CREATE TABLE n (a int); REINDEX TABLE n",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "ReindexStmt", !statement.isConcurrent else { return [] }
        if let relation = statement.relation?.name, !context.isInUse(relation) { return [] }
        let locked = PlainLocks.all(statement, context).first { !$0.isIndex }?.relation
        return [
            Hit(
                "writers wait while it is built anew", table: locked, lock: .share, work: .build,
                instead: Self.instead(statement, context))
        ]
    }

    /// Manual, REINDEX: from 12 on, not for system catalogs.
    private static func instead(_ statement: LintStatement, _ context: LintContext) -> [SQL]? {
        let words: [String: StaticString] = [
            "REINDEX_OBJECT_TABLE": "TABLE", "REINDEX_OBJECT_INDEX": "INDEX",
            "REINDEX_OBJECT_SCHEMA": "SCHEMA", "REINDEX_OBJECT_DATABASE": "DATABASE",
        ]
        guard context.version >= ServerVersion(12), let word = words[statement.node.string("kind") ?? ""]
        else { return nil }
        return statement.text(inserting: "CONCURRENTLY", behind: word).map { [SQL(verbatim: $0)] }
    }
}
