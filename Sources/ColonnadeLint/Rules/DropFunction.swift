package import ColonnadeModel
import ColonnadeSQL

/// DROP FUNCTION breaks code that calls it
package enum DropFunction: HazardRule {
    package static let id = "drop-function"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.compatibility
    package static let title = "DROP FUNCTION breaks code that calls it"
    package static let why =
        "Running code fails from that moment on; a changed signature is a drop and a new "
        + "function."
    package static let safeWay = "Keep the old one beside the new until nothing calls it."
    package static let source = "manual, CREATE FUNCTION"
    package static let bad: [String] = [
        "DROP FUNCTION f(int)",
        "ALTER FUNCTION f(int) RENAME TO g",
    ]
    package static let good: [String] = [
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; SELECT f(); DROP FUNCTION f()",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let node = statement.node
        let kinds = ["OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_AGGREGATE", "OBJECT_ROUTINE"]
        switch statement.kind {
        case "DropStmt" where node.string("removeType").map(kinds.contains) == true:
            let names = node.list("objects").compactMap { $0.strings("objname").last }
            let inUse = names.filter { !context.schema.new.routines.contains($0) }
            return inUse.isEmpty ? [] : [Hit("code that calls \(inUse[0]) fails")]
        case "RenameStmt" where node.string("renameType").map(kinds.contains) == true:
            let name = node["object"]?.typed?.strings("objname").last ?? ""
            return context.schema.new.routines.contains(name) ? [] : [Hit("code that calls \(name) fails")]
        default: return []
        }
    }
}
