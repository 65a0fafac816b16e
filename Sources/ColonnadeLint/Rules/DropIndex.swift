package import ColonnadeModel
import ColonnadeSQL

/// DROP INDEX without CONCURRENTLY
package enum DropIndex: HazardRule {
    package static let id = "drop-index"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.locks
    package static let title = "DROP INDEX without CONCURRENTLY"
    package static let why =
        "It takes ACCESS EXCLUSIVE on the table: brief, but it waits in the queue behind every "
        + "running query, and everybody else behind it."
    package static let safeWay = "DROP INDEX CONCURRENTLY, outside a transaction."
    package static let source = "manual, DROP INDEX; measured on 15, 16 and 18"
    package static let bad: [String] = [
        "DROP INDEX t_a"
    ]
    package static let good: [String] = [
        "DROP INDEX CONCURRENTLY t_a",
        "CREATE TABLE n (a int); CREATE INDEX n_a ON n (a); DROP INDEX n_a",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard !statement.node.flag("concurrent") else { return [] }
        let instead = Self.instead(statement, context)
        return statement.dropped("OBJECT_INDEX").filter { index in
            context.isInUse(index)
                && context.schema.tableOfIndex(index.name).map { context.isInUse($0.name) } != false
        }.map { index in
            Hit(
                "dropping \(index) locks its table against everybody",
                table: context.schema.tableOfIndex(index.name)?.name, lock: .accessExclusive, work: .catalog,
                instead: instead)
        }
    }

    /// CONCURRENTLY takes one index a statement, no CASCADE, and no index of a partitioned table (manual, DROP INDEX).
    private static func instead(_ statement: LintStatement, _ context: LintContext) -> [SQL]? {
        let indexes = statement.dropped("OBJECT_INDEX")
        guard statement.node.string("behavior") != "DROP_CASCADE",
            indexes.allSatisfy({ context.schema.tableOfIndex($0.name)?.table.isPartitioned != true })
        else { return nil }
        let mayBeMissing = statement.node.flag("missing_ok")
        return indexes.map { "DROP INDEX CONCURRENTLY \("IF EXISTS ", if: mayBeMissing)\($0)" }
    }
}
