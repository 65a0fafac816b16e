package import ColonnadeModel
import ColonnadeSQL

/// TRUNCATE deletes everything, under ACCESS EXCLUSIVE
package enum Truncate: HazardRule {
    package static let id = "truncate"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.data
    package static let title = "TRUNCATE deletes everything, under ACCESS EXCLUSIVE"
    package static let why =
        "Every row is gone for everybody at once, and with CASCADE those of every table that "
        + "refers to it."
    package static let safeWay = "Delete in batches what is really not needed."
    package static let source = "manual, TRUNCATE"
    package static let bad: [String] = [
        "TRUNCATE t"
    ]
    package static let good: [String] = [
        "CREATE TABLE n (a int); TRUNCATE n"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "TruncateStmt" else { return [] }
        let cascades = statement.node.string("behavior") == "DROP_CASCADE"
        return statement.node.list("relations").compactMap { RangeVar($0)?.name }.filter {
            context.isInUse($0)
        }
        .map {
            Hit(
                "all rows of \($0)\(cascades ? ", and of all tables that refer to it," : "") are deleted",
                table: $0, lock: .accessExclusive)
        }
    }
}
