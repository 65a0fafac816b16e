import ColonnadeSQL

/// The settings of the session that matter here, as far as the script sets them.
package struct SessionSettings: Sendable, Hashable {
    private var session: [String: Bool] = [:]
    /// SET LOCAL: to the end of the transaction.
    private var local: [String: Bool] = [:]

    private static let names: Set<String> = ["lock_timeout", "statement_timeout", "transaction_timeout"]

    /// Whether the session's time zone was set to UTC, in which a timestamp with a zone and one without are the same.
    package private(set) var isUTC = false

    /// Whether a timeout is in force.
    package func isSet(_ name: String) -> Bool { local[name] ?? session[name] ?? false }

    /// Whether something ends a statement that runs for too long.
    package var boundsStatements: Bool { isSet("statement_timeout") || isSet("transaction_timeout") }

    mutating func endTransaction() { local = [:] }

    mutating func follow(_ statement: LintStatement, isInTransaction: Bool) {
        if statement.kind == "VariableSetStmt" {
            let node = statement.node
            if node.string("name") == "timezone" {
                isUTC = node.list("args").first?["sval"]?.string("sval")?.uppercased() == "UTC"
            }
            guard let name = node.string("name"), Self.names.contains(name) else {
                if node.string("kind") == "VAR_RESET_ALL" { self = SessionSettings() }
                return
            }
            let value = node.list("args").first
            let isOn = node.string("kind") == "VAR_SET_VALUE" && value.map { !Self.isZero($0) } ?? false
            set(name, isOn, isLocal: node.flag("is_local"), isInTransaction)
        }
        // SELECT set_config('lock_timeout', '1s', false)
        for call in statement.kind == "SelectStmt" ? statement.node.all("FuncCall") : []
        where call.strings("funcname").last == "set_config" {
            let arguments = call.list("args")
            guard arguments.count == 3, let name = arguments[0]["sval"]?.string("sval"),
                Self.names.contains(name)
            else { continue }
            let isLocal = arguments[2]["boolval"]?.flag("boolval") ?? false
            set(name, !Self.isZero(arguments[1]), isLocal: isLocal, isInTransaction)
        }
    }

    private mutating func set(_ name: String, _ isOn: Bool, isLocal: Bool, _ isInTransaction: Bool) {
        guard isLocal else {
            session[name] = isOn
            local[name] = nil
            return
        }
        // Outside a transaction it is over at once.
        if isInTransaction { local[name] = isOn }
    }

    private static func isZero(_ constant: ParseTree.Node) -> Bool {
        if let text = constant["sval"]?.string("sval") { return !text.contains { ("1"..."9").contains($0) } }
        return constant["ival"].map { $0.integer("ival") == 0 } ?? false
    }
}
