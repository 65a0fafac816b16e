package import ColonnadeModel
import ColonnadeSQL

/// IF NOT EXISTS accepts an invalid index
package enum IfNotExistsIndex: HazardRule {
    package static let id = "if-not-exists-index"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.correctness
    package static let title = "IF NOT EXISTS accepts an invalid index"
    package static let why =
        "A concurrent build that failed leaves an INVALID index of that name. IF NOT EXISTS then "
        + "does nothing and says nothing, and the index stays unused, or a UNIQUE one unenforced."
    package static let safeWay =
        "Without IF NOT EXISTS; drop the invalid remains first. `colonnade apply` finds and drops "
        + "them by itself."
    package static let source = "manual, CREATE INDEX (Building Indexes Concurrently); measured"
    package static let bad: [String] = [
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a)"
    ]
    package static let good: [String] = [
        "CREATE INDEX CONCURRENTLY t_a ON t (a)"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "IndexStmt", statement.node.flag("concurrent"),
            statement.node.flag("if_not_exists")
        else { return [] }
        return [Hit("an INVALID index that a failed build left behind would be taken for this one")]
    }
}
