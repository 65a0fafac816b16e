package import ColonnadeModel
import ColonnadeSQL

/// SECURITY DEFINER without a search_path of its own
package enum SecurityDefinerSearchPath: HazardRule {
    package static let id = "security-definer-search-path"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.security
    package static let title = "SECURITY DEFINER without a search_path of its own"
    package static let why =
        "Whoever calls it chooses where its names are looked for, and so what runs with its "
        + "owner's rights."
    package static let safeWay = "SET search_path = …, pg_temp in the function's definition."
    package static let source = "manual, CREATE FUNCTION, Writing SECURITY DEFINER Functions Safely"
    package static let bad: [String] = [
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "ALTER FUNCTION f() SECURITY DEFINER",
    ]
    package static let good: [String] = [
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = public, "
            + "pg_temp AS 'SELECT 1'",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; "
            + "ALTER FUNCTION f() SET search_path = pg_catalog, pg_temp",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let node = statement.node
        let options: [ParseTree.Node]
        let name: String?
        switch statement.kind {
        case "CreateFunctionStmt": (options, name) = (node.list("options"), node.strings("funcname").last)
        case "AlterFunctionStmt":
            (options, name) = (node.list("actions"), node["func"]?.strings("objname").last)
        default: return []
        }
        let definer = options.contains {
            $0.string("defname") == "security" && $0["arg"]?.typed?.flag("boolval") == true
        }
        let pins = pinsSearchPath(options) || name.map(context.laterPinned.contains) == true
        return definer && !pins ? [Hit("its caller chooses where its names are looked for")] : []
    }

    /// Whether a function's options set its search_path.
    static func pinsSearchPath(_ options: [ParseTree.Node]) -> Bool {
        options.contains {
            $0.string("defname") == "set" && $0["arg"]?.typed?.string("name") == "search_path"
        }
    }
}
