package import ColonnadeModel
import ColonnadeSQL

/// DETACH PARTITION without CONCURRENTLY
package enum DetachPartition: HazardRule {
    package static let id = "detach-partition"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.locks
    package static let title = "DETACH PARTITION without CONCURRENTLY"
    package static let why =
        "ACCESS EXCLUSIVE on the partitioned table: every query on any partition waits behind it."
    package static let safeWay =
        "DETACH PARTITION … CONCURRENTLY (PostgreSQL 14 and later), outside a transaction."
    package static let source = "manual, ALTER TABLE (DETACH PARTITION); measured on 15, 16 and 18"
    package static let bad: [String] = [
        "ALTER TABLE p DETACH PARTITION t"
    ]
    package static let good: [String] = [
        "ALTER TABLE p DETACH PARTITION t CONCURRENTLY"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard alteration.kind == "AT_DetachPartition", context.version >= ServerVersion(14),
                !alteration.detachesConcurrently, context.isInUse(alteration.table)
            else { return nil }
            return Hit(
                "all queries on \(alteration.table) wait behind it", at: alteration.location,
                table: alteration.table, lock: .accessExclusive, work: .catalog,
                instead: Self.instead(statement, alteration, context))
        }
    }

    /// Manual, ALTER TABLE (DETACH PARTITION): not where there is a default partition.
    private static func instead(
        _ statement: LintStatement, _ alteration: Alteration, _ context: LintContext
    ) -> [SQL]? {
        guard statement.alterations.count == 1,
            context.schema.table(alteration.table)?.hasDefaultPartition == false
        else { return nil }
        return ["\(verbatim: statement.text) CONCURRENTLY"]
    }
}
