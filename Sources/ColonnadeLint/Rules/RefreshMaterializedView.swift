package import ColonnadeModel
import ColonnadeSQL

/// REFRESH MATERIALIZED VIEW without CONCURRENTLY
package enum RefreshMaterializedView: HazardRule {
    package static let id = "refresh-materialized-view"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.locks
    package static let title = "REFRESH MATERIALIZED VIEW without CONCURRENTLY"
    package static let why = "Nobody can read the view while it is computed anew."
    package static let safeWay =
        "REFRESH MATERIALIZED VIEW CONCURRENTLY; it needs a unique index on the view."
    package static let source = "manual, REFRESH MATERIALIZED VIEW"
    package static let bad: [String] = [
        "REFRESH MATERIALIZED VIEW totals"
    ]
    package static let good: [String] = [
        "REFRESH MATERIALIZED VIEW CONCURRENTLY totals",
        "CREATE MATERIALIZED VIEW totals AS SELECT 1 AS a WITH NO DATA; REFRESH MATERIALIZED VIEW totals",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "RefreshMatViewStmt", !statement.node.flag("concurrent"),
            let view = statement.relation?.name, context.isInUse(view)
        else { return [] }
        return [
            Hit(
                "nobody can read \(view) meanwhile", table: view, lock: .accessExclusive,
                work: .scan)
        ]
    }
}
