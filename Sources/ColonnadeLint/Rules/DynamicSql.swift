package import ColonnadeModel

/// SQL that is only made when it runs
package enum DynamicSql: HazardRule {
    package static let id = "dynamic-sql"
    package static let severity = Hazard.Severity.note
    package static let topic = RuleTopic.reading
    package static let title = "SQL that is only made when it runs"
    package static let why = "What EXECUTE and a DO block do cannot be judged from the outside."
    package static let safeWay = "Plain statements where possible; else look at it with care."
    package static let source = "manual 43.5.4"
    package static let bad: [String] = [
        "DO $$ BEGIN EXECUTE 'DROP TABLE t'; END $$"
    ]
    package static let good: [String] = [
        "SELECT 1"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.kind == "DoStmt" ? [Hit("what the block does is not judged")] : []
    }
}
