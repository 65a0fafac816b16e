package import ColonnadeModel
import ColonnadeSQL

/// CREATE OR REPLACE FUNCTION with other parameters
package enum FunctionOverload: HazardRule {
    package static let id = "function-overload"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.compatibility
    package static let title = "CREATE OR REPLACE FUNCTION with other parameters"
    package static let why =
        "It replaces nothing: a function is known by its name and the types of its parameters. The old one stays, code "
        + "goes on calling it, and a call that fits both fails (42725), as with a new parameter that has a default."
    package static let safeWay =
        "Give the new one a name of its own, let code move over, then drop the old one."
    package static let source = "manual, CREATE FUNCTION; 38.6, Function Overloading; 10.3"
    package static let bad: [String] = [
        "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';; "
            + "CREATE OR REPLACE FUNCTION f(a int, b int DEFAULT 0) RETURNS int LANGUAGE sql AS 'SELECT 2'",
        "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';; "
            + "CREATE OR REPLACE FUNCTION f(a bigint) RETURNS int LANGUAGE sql AS 'SELECT 2'",
    ]
    package static let good: [String] = [
        "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';; "
            + "CREATE OR REPLACE FUNCTION f(b integer) RETURNS int LANGUAGE sql AS 'SELECT 2'",
        "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';; "
            + "DROP FUNCTION f(int); CREATE OR REPLACE FUNCTION f(a bigint) RETURNS int LANGUAGE sql AS 'SELECT 2'",
        "CREATE OR REPLACE FUNCTION f(a int, OUT b int) LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';; "
            + "CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "CreateFunctionStmt", statement.node.flag("replace"),
            let new = RoutineSignature(creating: statement.node),
            let known = context.schema.routines[new.name], !known.contains(new.types),
            let old = known.map({ RoutineSignature(name: new.name, types: $0).description }).min()
        else { return [] }
        return [Hit("\(new) does not replace \(old), which code goes on calling")]
    }
}

/// What a function or procedure is known by.
struct RoutineSignature: CustomStringConvertible {
    let name: String
    /// Of the parameters that a call gives.
    let types: [String]

    init(name: String, types: [String]) {
        self.name = name
        self.types = types
    }

    /// Of a CREATE FUNCTION or CREATE PROCEDURE.
    init?(creating node: ParseTree.Node) {
        guard let name = node.strings("funcname").last else { return nil }
        let given = node.list("parameters").filter {
            !["FUNC_PARAM_OUT", "FUNC_PARAM_TABLE"].contains($0.string("mode"))
        }
        self.init(name: name, types: given.map { Self.type($0["argType"]) })
    }

    /// Of an object in a DROP; nil types where it is named without them.
    init?(dropping node: ParseTree.Node) {
        guard let name = node.strings("objname").last, !node.flag("args_unspecified") else { return nil }
        self.init(name: name, types: node.list("objargs").map { Self.type($0) })
    }

    /// A type's length is no part of a signature (manual, CREATE FUNCTION).
    private static func type(_ node: ParseTree.Node?) -> String {
        TypeName(node).map { $0.base + ($0.isArray ? "[]" : "") } ?? "?"
    }

    var description: String { "\(name)(\(types.joined(separator: ", ")))" }
}
