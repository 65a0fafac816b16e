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
        "CREATE TABLE n (id int); ALTER TABLE n ADD PRIMARY KEY (id)",
    ]
    package static let good: [String] = [
        "CREATE TABLE n (id bigint PRIMARY KEY)",
        "CREATE TABLE n (id uuid PRIMARY KEY)",
        "CREATE TABLE n (a int, id bigint PRIMARY KEY)",
    ]

    private static let short: Set<String> = [
        "integer", "smallint", "serial", "serial4", "smallserial", "serial2",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let defined = statement.definedColumns.filter { $0.isPrimaryKey && isShort($0.type) }
        return defined.map { Hit("\($0.name) ends at \(limit($0.type))", at: $0.location) }
            + statement.alterations.compactMap { alteration in
                guard let constraint = alteration.addedConstraint, constraint.kind == "CONSTR_PRIMARY",
                    constraint.columns.count == 1,
                    let type = context.column(alteration.table, constraint.columns[0])?.type,
                    short.contains(type)
                else { return nil }
                return Hit(
                    "\(constraint.columns[0]) ends at \(type == "smallint" ? "32,767" : "2,147,483,647")",
                    at: constraint.location)
            }
    }

    private static func isShort(_ type: TypeName?) -> Bool {
        type.map { short.contains($0.base) && !$0.isArray } ?? false
    }

    private static func limit(_ type: TypeName?) -> String {
        ["smallint", "smallserial", "serial2"].contains(type?.base) ? "32,767" : "2,147,483,647"
    }
}
