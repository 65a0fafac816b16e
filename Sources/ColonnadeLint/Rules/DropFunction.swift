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
        "DROP FUNCTION f(int)"
    ]
    package static let good: [String] = [
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "DropStmt",
            ["OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_AGGREGATE"].contains(
                statement.node.string("removeType"))
        else { return [] }
        return [Hit("code that calls it fails")]
    }
}
