package import ColonnadeModel
import ColonnadeSQL

/// A primary key of four bytes
package enum IntegerKey: HazardRule {
    package static let id = "integer-key"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.correctness
    package static let title = "A primary key of four bytes"
    package static let why =
        "At 2,147,483,647 rows every insert fails, and changing the type of the biggest table "
        + "takes a rollout of its own."
    package static let safeWay = "bigint."
    package static let source = "manual 8.1.1"
    package static let bad: [String] = [
        "CREATE TABLE n (id int PRIMARY KEY)",
        "CREATE TABLE n (id serial PRIMARY KEY)",
    ]
    package static let good: [String] = [
        "CREATE TABLE n (id bigint PRIMARY KEY)",
        "CREATE TABLE n (id uuid PRIMARY KEY)",
        "CREATE TABLE n (a int, id bigint PRIMARY KEY)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        Columns.defined(in: statement).compactMap { column in
            guard let type = column.type,
                ["integer", "smallint", "serial", "serial4", "smallserial"].contains(type.base),
                column.isPrimaryKey
            else { return nil }
            return Hit("\(column.name) ends at 2,147,483,647", at: column.location)
        }
    }
}
