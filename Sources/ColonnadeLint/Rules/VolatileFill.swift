package import ColonnadeModel
import ColonnadeSQL

/// A fill that gives another value each time it runs
package enum VolatileFill: HazardRule {
    package static let id = "volatile-fill"
    package static let severity = Hazard.Severity.note
    package static let topic = RuleTopic.correctness
    package static let title = "A fill that gives another value each time it runs"
    package static let why =
        "Where it is broken off, or runs twice, rows that somebody has read already get another value."
    package static let safeWay =
        "Write only where nothing stands yet (WHERE column IS NULL): what is filled stays as it is. "
        + "`colonnade apply` fills each row once."
    package static let source = "manual 38.7, Function Volatility Categories"
    package static let bad: [String] = [
        "UPDATE t SET token = gen_random_uuid()",
        "UPDATE t SET a = 1, seen = clock_timestamp() WHERE a > 0",
    ]
    package static let good: [String] = [
        "UPDATE t SET token = gen_random_uuid() WHERE token IS NULL",
        "UPDATE t SET token = gen_random_uuid() WHERE id = 7",
        "UPDATE t SET seen = now()",
        "CREATE TABLE n (token uuid); UPDATE n SET token = gen_random_uuid()",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let condition = statement.node["whereClause"]?.typed
        guard statement.kind == "UpdateStmt", let table = statement.relation?.name, context.isInUse(table),
            !RowBound.isFew(condition, statement, context)
        else { return [] }
        return statement.node.list("targetList").compactMap { target in
            guard let column = target.string("name"), let value = target["val"],
                case .volatile(let function) = Volatility(of: value, context.schema),
                !asksForNull(condition, column)
            else { return nil }
            return Hit("a second run gives \(column) other values: \(function)() never gives the same")
        }
    }

    private static func asksForNull(_ condition: ParseTree.Node?, _ column: String) -> Bool {
        condition.map { [$0] + $0.all("NullTest") }?.contains { test in
            test.key == "NullTest" && test.string("nulltesttype") != "IS_NOT_NULL"
                && test["arg"]?.typed?.strings("fields").last == column
        } == true
    }
}
