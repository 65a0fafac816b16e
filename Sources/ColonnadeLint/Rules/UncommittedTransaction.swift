package import ColonnadeModel
import ColonnadeSQL

/// A transaction that is never committed
package enum UncommittedTransaction: HazardRule {
    package static let id = "uncommitted-transaction"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.transactions
    package static let title = "A transaction that is never committed"
    package static let why =
        "When the session ends, everything behind the BEGIN is rolled back; while it lasts, its locks are held."
    package static let safeWay = "COMMIT at the end."
    package static let source = "manual, BEGIN; 13.3: locks are held to the end of the transaction"
    package static let bad: [String] = [
        "BEGIN; SELECT 1"
    ]
    package static let good: [String] = [
        "BEGIN; SELECT 1; COMMIT", "SELECT 1", "START TRANSACTION; SELECT 1; END",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "TransactionStmt", [nil, .message].contains(context.transaction?.origin),
            ["TRANS_STMT_BEGIN", "TRANS_STMT_START"].contains(statement.node.string("kind")),
            statement.start > context.lastTransactionEnd
        else { return [] }
        return [Hit("nothing behind it is kept: no COMMIT follows")]
    }
}
