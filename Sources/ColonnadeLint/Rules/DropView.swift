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
        "CREATE OR REPLACE VIEW where columns are only added at the end; else first a release of "
        + "the code that does not use it."
    package static let source = "manual, CREATE VIEW"
    package static let bad: [String] = [
        "DROP VIEW v",
        "DROP MATERIALIZED VIEW v",
    ]
    package static let good: [String] = [
        "CREATE OR REPLACE VIEW v AS SELECT 1 AS a",
        "CREATE VIEW v AS SELECT 1 AS a; DROP VIEW v",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        (statement.dropped("OBJECT_VIEW") + statement.dropped("OBJECT_MATVIEW")).filter {
            context.isInUse($0)
        }.map {
            Hit("code that reads \($0) fails", table: $0, lock: .accessExclusive, work: .catalog)
        }
    }
}
