package import ColonnadeModel
import ColonnadeSQL

/// RENAME VALUE of an enum breaks code that knows the old one
package enum RenameEnumValue: HazardRule {
    package static let id = "rename-enum-value"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.compatibility
    package static let title = "RENAME VALUE of an enum breaks code that knows the old one"
    package static let why = "Code that compares with, or writes, the old value fails from that moment on."
    package static let safeWay =
        "Add the new value, write it from new code, move the rows, and let the old value be."
    package static let source = "manual, ALTER TYPE (RENAME VALUE)"
    package static let bad: [String] = [
        "ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'"
    ]
    package static let good: [String] = [
        "ALTER TYPE mood ADD VALUE 'fine'",
        "CREATE TYPE mood AS ENUM ('ok'); ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "AlterEnumStmt", let old = statement.node.string("oldVal"),
            !context.schema.new.types.contains(statement.node.strings("typeName").last ?? "")
        else { return [] }
        return [Hit("code that uses '\(old)' fails")]
    }
}
