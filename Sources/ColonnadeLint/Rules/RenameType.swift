package import ColonnadeModel
import ColonnadeSQL

/// RENAME of a type breaks code that names it
package enum RenameType: HazardRule {
    package static let id = "rename-type"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.compatibility
    package static let title = "RENAME of a type breaks code that names it"
    package static let why =
        "Columns follow the new name, code does not: a cast such as $1::mood, which many frameworks write for enums, "
        + "fails from that moment on."
    package static let safeWay =
        "Let the name be; or have code that names no type first (unnest and casts to text), and rename then."
    package static let source = "manual, ALTER TYPE (RENAME TO); manual 4.2.9, Type Casts"
    package static let bad: [String] = [
        "ALTER TYPE mood RENAME TO feeling",
        "ALTER DOMAIN email RENAME TO address",
        "ALTER TYPE mood RENAME TO old_mood; CREATE TYPE mood AS ENUM ('ok')",
    ]
    package static let good: [String] = [
        "CREATE TYPE mood AS ENUM ('ok'); ALTER TYPE mood RENAME TO feeling",
        "BEGIN; ALTER TYPE mood RENAME TO old_mood; CREATE TYPE mood AS ENUM ('ok'); COMMIT",
        "BEGIN; CREATE TYPE new_mood AS ENUM ('ok'); ALTER TYPE mood RENAME TO old_mood; "
            + "ALTER TYPE new_mood RENAME TO mood; COMMIT",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard let old = renamed(statement.node), !context.schema.new.types.contains(old) else { return [] }
        // Another type has its name before anybody sees that it was gone.
        if context.transaction != nil, let later = context.laterTypes[old], later > statement.start {
            return []
        }
        return [Hit("code that names the type \(Identifier(old)) fails")]
    }

    /// The former name of a type or domain that a statement renames.
    static func renamed(_ node: ParseTree.Node) -> String? {
        guard node.key == "RenameStmt",
            ["OBJECT_TYPE", "OBJECT_DOMAIN"].contains(node.string("renameType"))
        else { return nil }
        return node["object"]?.typed?.strings("items").last
    }
}
