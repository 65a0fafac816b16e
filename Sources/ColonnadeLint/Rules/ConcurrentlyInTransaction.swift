package import ColonnadeModel
import ColonnadeSQL

/// CONCURRENTLY inside a transaction
package enum ConcurrentlyInTransaction: HazardRule {
    package static let id = "concurrently-in-transaction"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.transactions
    package static let title = "CONCURRENTLY inside a transaction"
    package static let why = "The server refuses it: such statements commit several times while they run."
    package static let safeWay =
        "Put it into a migration of its own that the tool runs without a transaction (dbmate: "
        + "transaction:false, goose: NO TRANSACTION, Flyway: executeInTransaction=false)."
    package static let source = "manual, CREATE INDEX; SQLSTATE 25001"
    package static let bad: [String] = [
        "BEGIN; CREATE INDEX CONCURRENTLY t_a ON t (a); COMMIT"
    ]
    package static let good: [String] = [
        "CREATE INDEX CONCURRENTLY t_a ON t (a)",
        "BEGIN; SELECT 1; COMMIT; CREATE INDEX CONCURRENTLY t_a ON t (a)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard let transaction = context.transaction, Self.isConcurrent(statement) else { return [] }
        let refused = "the server refuses CONCURRENTLY inside a transaction"
        let reason =
            switch transaction.origin {
            case .script: refused
            case .tool: "\(refused), and the tool that runs this file opens one around it"
            case .message: "\(refused), and the tool sends this file as one string, whose statements are one"
            }
        return [Hit(reason + (transaction.origin == .script ? "" : context.wayOut.map { ": \($0)" } ?? ""))]
    }

    private static func isConcurrent(_ statement: LintStatement) -> Bool {
        let node = statement.node
        return switch node.key {
        case "IndexStmt", "DropStmt": node.flag("concurrent")
        case "ReindexStmt": node.list("params").contains { $0.string("defname") == "concurrently" }
        default:
            statement.alterations.contains {
                $0.kind == "AT_DetachPartition" && $0.node["def"]?.typed?.flag("concurrent") == true
            }
        }
    }
}
