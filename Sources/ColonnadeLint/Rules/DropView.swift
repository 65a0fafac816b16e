package import ColonnadeModel
import ColonnadeSQL

/// DROP VIEW breaks code that reads it
package enum DropView: HazardRule {
    package static let id = "drop-view"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.compatibility
    package static let title = "DROP VIEW breaks code that reads it"
    package static let why = "Running code fails from that moment on."
    package static let safeWay =
        "CREATE OR REPLACE VIEW where columns are only added at the end, or DROP and CREATE in one "
        + "transaction where none goes; else first a release of "
        + "the code that does not use it."
    package static let source = "manual, CREATE VIEW"
    package static let bad: [String] = [
        "DROP VIEW v",
        "DROP MATERIALIZED VIEW v",
        "CREATE VIEW v AS SELECT a, b FROM t;; BEGIN; DROP VIEW v; CREATE VIEW v AS SELECT a FROM t; COMMIT",
    ]
    package static let good: [String] = [
        "CREATE OR REPLACE VIEW v AS SELECT 1 AS a",
        "CREATE VIEW v AS SELECT 1 AS a; DROP VIEW v",
        "CREATE VIEW v AS SELECT a FROM t;; BEGIN; DROP VIEW v; CREATE VIEW v AS SELECT b, a FROM t; COMMIT",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        (statement.dropped("OBJECT_VIEW") + statement.dropped("OBJECT_MATVIEW")).filter {
            context.isInUse($0)
        }.compactMap { view in
            let hit = Hit(
                "code that reads \(view) fails", table: view, lock: .accessExclusive, work: .catalog)
            guard let later = replacement(of: view, statement, context) else { return hit }
            // Made anew before anybody sees that it was gone.
            guard let old = context.schema.columns(ofView: view), let new = later.columns else {
                return Hit(
                    "code that reads \(view) fails if the new one lacks a column of it", severity: .note)
            }
            let lost = old.first { !new.contains($0) }
            return lost.map { Hit("code that reads \($0) of \(view) fails", table: view) }
        }
    }

    /// The view that takes its place in the same transaction.
    private static func replacement(
        of view: ObjectName, _ statement: LintStatement, _ context: LintContext
    ) -> LintContext.LaterView? {
        guard context.transaction != nil, let later = context.laterViews[context.schema.key(view)],
            later.start > statement.start
        else { return nil }
        return later
    }
}
