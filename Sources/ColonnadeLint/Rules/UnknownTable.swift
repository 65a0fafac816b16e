package import ColonnadeModel

/// A table that nothing has created
package enum UnknownTable: HazardRule {
    package static let id = "unknown-table"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.reading
    package static let title = "A table that nothing has created"
    package static let why =
        "The schema is known, and there is no such table in it: a misspelled name, or a migration "
        + "that does not stand in its order."
    package static let safeWay = "Check the name."
    package static let source = "the schema as read from the database, the dump or the earlier migrations"
    package static let bad: [String] = []
    package static let good: [String] = []

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard context.schema.isComplete else { return [] }
        return statement.alterations.prefix(1).filter { context.schema.table($0.table) == nil }.map {
            Hit("there is no table \($0.table)")
        }
    }
}
