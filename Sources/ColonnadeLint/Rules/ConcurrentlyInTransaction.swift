package import ColonnadeModel
import ColonnadeSQL

/// CONCURRENTLY or VACUUM inside a transaction
package enum ConcurrentlyInTransaction: HazardRule {
    package static let id = "concurrently-in-transaction"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.transactions
    package static let title = "CONCURRENTLY or VACUUM inside a transaction"
    package static let why = "The server refuses it: such statements commit several times while they run."
    package static let safeWay =
        "Put it into a migration of its own that the tool runs without a transaction (dbmate: "
        + "transaction:false, goose: NO TRANSACTION, Flyway: executeInTransaction=false)."
    package static let source = "manual, CREATE INDEX, VACUUM; SQLSTATE 25001"
    package static let bad: [String] = [
        "BEGIN; CREATE INDEX CONCURRENTLY t_a ON t (a); COMMIT",
        "BEGIN; ALTER TABLE p DETACH PARTITION t CONCURRENTLY; COMMIT",
        "BEGIN; VACUUM t; COMMIT",
        "DO $$ BEGIN CREATE INDEX CONCURRENTLY t_a ON t (a); END $$",
    ]
    package static let good: [String] = [
        "CREATE INDEX CONCURRENTLY t_a ON t (a)",
        "BEGIN; SELECT 1; COMMIT; CREATE INDEX CONCURRENTLY t_a ON t (a)",
        "BEGIN; ANALYZE t; COMMIT",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard let transaction = context.transaction, statement.isConcurrent || isAlone(statement) else {
            return []
        }
        let refused =
            "the server refuses \(statement.isConcurrent ? "CONCURRENTLY" : "it") inside a transaction"
        let reason =
            switch transaction.origin {
            case .script: refused
            case .tool: "\(refused), and the tool that runs this file opens one around it"
            case .message: "\(refused), and the tool sends this file as one string, whose statements are one"
            }
        return [Hit(reason + (transaction.origin == .script ? "" : context.wayOut.map { ": \($0)" } ?? ""))]
    }

    /// Whether a statement has transactions of its own, or none (PreventInTransactionBlock).
    private static func isAlone(_ statement: LintStatement) -> Bool {
        let node = statement.node
        switch statement.kind {
        case "VacuumStmt": return node.flag("is_vacuumcmd")
        case "CreatedbStmt", "DropdbStmt", "AlterSystemStmt", "CreateTableSpaceStmt", "DropTableSpaceStmt":
            return true
        case "ClusterStmt": return statement.relation == nil
        case "ReindexStmt":
            return ["REINDEX_OBJECT_SCHEMA", "REINDEX_OBJECT_SYSTEM", "REINDEX_OBJECT_DATABASE"]
                .contains(node.string("kind"))
        default: return false
        }
    }
}
