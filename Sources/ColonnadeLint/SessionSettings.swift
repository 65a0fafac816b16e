import ColonnadeSQL

/// The settings of the session that matter here, as far as the script sets them.
package struct SessionSettings: Sendable, Hashable {
    private var session: [String: Timeout] = [:]
    /// SET LOCAL: to the end of the transaction.
    private var local: [String: Timeout] = [:]

    /// A timeout that the script sets.
    package struct Timeout: Sendable, Hashable {
        package var name: String
        /// How long it lets things take; nil where that is not known, zero for ever.
        var limit: Duration?
        var isLocal: Bool
        /// The statement that sets it again; nil where the value is only known when the script runs.
        var again: String?
    }

    private static let names = ["lock_timeout", "statement_timeout", "transaction_timeout"]

    /// Whether the session's time zone was set to UTC, in which a timestamp with a zone and one without are the same.
    package private(set) var isUTC = false

    /// Whether a timeout is in force.
    package func isSet(_ name: String) -> Bool { timeout(name).map { $0.limit != .zero } ?? false }

    private func timeout(_ name: String) -> Timeout? { local[name] ?? session[name] }

    /// Those in force that are meant for short statements. One of an hour or more is meant for long ones.
    package var shortTimeouts: [Timeout] {
        Self.names.compactMap(timeout).filter { $0.limit != .zero && $0.limit ?? .zero < .seconds(3600) }
    }

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
            let isReset = node.string("kind") != "VAR_SET_VALUE"
            let timeout = Timeout(
                name: name, limit: isReset ? .zero : value.flatMap(Self.limit),
                isLocal: node.flag("is_local"), again: statement.text)
            set(timeout, isInTransaction)
        }
        // SELECT set_config('lock_timeout', '1s', false)
        for call in statement.kind == "SelectStmt" ? statement.node.all("FuncCall") : []
        where call.strings("funcname").last == "set_config" {
            let arguments = call.list("args")
            guard arguments.count == 3, let name = arguments[0]["sval"]?.string("sval"),
                Self.names.contains(name)
            else { continue }
            let isLocal = arguments[2]["boolval"]?.flag("boolval") ?? false
            let again = arguments[1]["sval"]?.string("sval").map {
                "SET \(isLocal ? "LOCAL " : "")\(name) = '\($0.replacing("'", with: "''"))'"
            }
            let limit = Self.limit(arguments[1])
            set(Timeout(name: name, limit: limit, isLocal: isLocal, again: again), isInTransaction)
        }
    }

    private mutating func set(_ timeout: Timeout, _ isInTransaction: Bool) {
        guard timeout.isLocal else {
            session[timeout.name] = timeout
            local[timeout.name] = nil
            return
        }
        // Outside a transaction it is over at once.
        if isInTransaction { local[timeout.name] = timeout }
    }

    /// Milliseconds, or a number with a unit (manual, 20.1.1 Parameter Names and Values).
    private static func limit(_ constant: ParseTree.Node) -> Duration? {
        if let number = constant["ival"] { return .milliseconds(number.integer("ival")) }
        guard let text = constant["sval"]?.string("sval") ?? constant["fval"]?.string("fval") else {
            return nil
        }
        let number = text.drop { $0 == " " }.prefix { "0123456789.-".contains($0) }
        let unit = text.drop { $0 == " " }.dropFirst(number.count).filter { $0 != " " }
        let milliseconds = ["us": 0.001, "": 1, "ms": 1, "s": 1e3, "min": 6e4, "h": 3.6e6, "d": 8.64e7]
        guard let value = Double(number), let factor = milliseconds[unit] else { return nil }
        return .seconds(max(0, value) * factor / 1000)
    }
}
