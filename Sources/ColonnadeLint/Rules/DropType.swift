package import ColonnadeModel
import ColonnadeSQL

/// DROP TYPE or DROP DOMAIN that columns are still of
package enum DropType: HazardRule {
    package static let id = "drop-type"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.data
    package static let title = "DROP TYPE or DROP DOMAIN that columns are still of"
    package static let why =
        "With CASCADE every column of the type is dropped with its values, in every table, without a word; so are functions "
        + "that take it. Without CASCADE the server refuses, and the migration ends half way."
    package static let safeWay =
        "Change the type of each column first (colonnade plan), and drop the type without CASCADE: then the server proves that "
        + "nothing is of it."
    package static let source = "manual, DROP TYPE, DROP DOMAIN (CASCADE); manual 5.15, Dependency Tracking"
    package static let bad: [String] = [
        "DROP TYPE mood CASCADE",
        "DROP DOMAIN IF EXISTS email CASCADE",
        "CREATE TABLE people (id int, mood public.mood[]);; DROP TYPE mood",
    ]
    package static let good: [String] = [
        "DROP TYPE mood",
        "CREATE TYPE mood AS ENUM ('ok'); DROP TYPE mood CASCADE",
        "CREATE TABLE people (id int, mood mood);; BEGIN; ALTER TYPE mood RENAME TO mood_old; "
            + "ALTER TABLE people ALTER COLUMN mood TYPE text; DROP TYPE mood_old; COMMIT",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let node = statement.node
        guard statement.kind == "DropStmt",
            ["OBJECT_TYPE", "OBJECT_DOMAIN"].contains(node.string("removeType"))
        else { return [] }
        let isCascade = node.string("behavior") == "DROP_CASCADE"
        return node.list("objects").compactMap { object -> Hit? in
            guard let name = object.strings("names").last, !context.schema.new.types.contains(name) else {
                return nil
            }
            let column = context.schema.columns(ofType: name).first
            switch (column, isCascade) {
            case (let column?, true):
                return Hit("\(column.table).\(column.column) goes too, with its values", table: column.table)
            case (let column?, false):
                return Hit(
                    "the server refuses: \(column.table).\(column.column) is of it", table: column.table,
                    severity: .warning)
            case (nil, true) where !context.schema.isComplete:
                return Hit("every column of type \(Identifier(name)) goes too, with its values")
            case (nil, _): return nil
            }
        }
    }
}
