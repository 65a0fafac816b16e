package import ColonnadeModel
import ColonnadeSQL

/// A transaction begun inside another, or ended where none is
package enum NestedTransaction: HazardRule {
    package static let id = "nested-transaction"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.transactions
    package static let title = "A transaction begun inside another, or ended where none is"
    package static let why =
        "There is one transaction at a time: a second BEGIN does nothing, and the first COMMIT ends all of it. Where the "
        + "tool has begun it, what comes behind the COMMIT runs in none, and the tool's own record may not agree."
    package static let safeWay =
        "Leave transactions to the tool, or tell it to open none; SAVEPOINT for a part that may fail."
    package static let source = "manual, BEGIN (there is already a transaction in progress), COMMIT"
    package static let bad: [String] = [
        "BEGIN; SELECT 1; BEGIN; COMMIT", "SELECT 1; COMMIT", "BEGIN; DO $$ BEGIN COMMIT; END $$; COMMIT",
    ]
    package static let good: [String] = [
        "BEGIN; SELECT 1; COMMIT; BEGIN; COMMIT", "BEGIN; SAVEPOINT a; ROLLBACK TO a; COMMIT",
        "DO $$ BEGIN COMMIT; END $$",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "TransactionStmt" else { return [] }
        let origin = context.transaction?.origin
        // Several statements in one string are a transaction that BEGIN makes its own and COMMIT ends.
        // A framework's BEGIN and COMMIT stand in no file.
        guard origin != .message, context.opensTransactionsAs == .script else { return [] }
        switch statement.node.string("kind") {
        case "TRANS_STMT_BEGIN", "TRANS_STMT_START":
            return origin != nil ? [Hit("there is a transaction already: this begins none")] : []
        case "TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK":
            switch context.body {
            case .own: return []
            case .inTransaction:
                return [Hit("the server refuses to end a transaction that the block did not begin")]
            case .none: break
            }
            if origin == nil { return [Hit("there is no transaction to end")] }
            return origin == .tool
                ? [Hit("it ends the transaction that the tool began: what follows runs in none")] : []
        default: return []
        }
    }
}
