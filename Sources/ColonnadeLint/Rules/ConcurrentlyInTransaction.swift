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
        guard context.transaction != nil, Self.isConcurrent(statement.node) else { return [] }
        return [Hit("the server refuses CONCURRENTLY inside a transaction")]
    }

    private static func isConcurrent(_ node: ParseTree.Node) -> Bool {
        switch node.key {
        case "IndexStmt", "DropStmt": node.flag("concurrent")
        case "ReindexStmt": node.list("params").contains { $0.string("defname") == "concurrently" }
        default: false
        }
    }
}
