package import ColonnadeModel
import ColonnadeSQL

/// What a rule may know beside the statement: the schema before it, the server, and the transaction it is in.
package struct LintContext: Sendable {
    /// The schema before the statement.
    package var schema: SchemaState
    /// What the server's version does and can.
    package var dialect: any Dialect
    package var version: ServerVersion { dialect.version }
    /// The transaction that the statement is in; nil outside one.
    package var transaction: TransactionState?
    /// How a statement gets out of the tool's transaction, for people.
    package var wayOut: String?
    /// Who opens a transaction that begins in the script: a framework's BEGIN stands in no file.
    package var opensTransactionsAs = TransactionState.Origin.script
    /// Whether it stands in the body of a block or function.
    package var body = Body.none
    /// Whether the framework whose migration it is keeps times in UTC in columns without a zone.
    package var storesUTC = false
    /// Where the script's last COMMIT or ROLLBACK is.
    package var lastTransactionEnd = -1
    /// What is known of the code that uses the database.
    package var code = CodeEvidence()
    /// The settings of the session that are in force.
    package var settings = SessionSettings()
    /// Whether the absence of a lock_timeout is yet to be said.
    package var saysMissingLockTimeout = true
    /// Columns with which an index begins that the script creates anywhere, by table.
    package var laterIndexed: [ObjectName: Set<String>] = [:]
    /// Views that the script creates anywhere.
    package var laterViews: [ObjectName: LaterView] = [:]
    /// Types that the script creates anywhere, or that get a name there: where the last statement is that does.
    package var laterTypes: [String: Int] = [:]
    /// The columns of keys that the script adds anywhere, by table.
    package var laterKeys: [ObjectName: Set<Set<String>>] = [:]
    /// Functions that the script gives a search_path of their own anywhere.
    package var laterPinned: Set<String> = []
    /// Tables that get their primary key later in the script.
    package var laterKeyed: Set<ObjectName> = []
    /// Names longer than the server keeps.
    package static let longestName = 63

    /// Whether anybody can be using a table or view: not if the script itself creates it.
    package func isInUse(_ table: ObjectName) -> Bool { !schema.isNew(table) }

    /// Whether a column is there, as far as is known.
    package func isThere(_ column: Identifier, _ table: ObjectName) -> Bool {
        !schema.isComplete || schema.table(table)?.columns[column] != nil
    }

    /// A name for a constraint that the server keeps whole and the table does not have.
    ///
    /// - Parameters:
    ///   - given: names that the same statement gives.
    ///   - others: how many more in it want this one, and get theirs first.
    func freeName(
        _ wish: String, on table: ObjectName, besides given: Set<Identifier> = [], behind others: Int = 0
    ) -> Identifier {
        let taken = schema.table(table)?.constraints ?? [:]
        let endings = [""] + (1...99).map(String.init)
        let names = endings.lazy.map { ending -> Identifier in
            var name = wish
            while name.utf8.count + ending.utf8.count > Self.longestName { name.removeLast() }
            return Identifier(name + ending)
        }
        return names.filter { taken[$0] == nil && !given.contains($0) }.dropFirst(others).first
            ?? Identifier(wish)
    }

    /// A table's column, where the schema knows it.
    package func column(_ table: ObjectName, _ name: Identifier?) -> SchemaState.Column? {
        guard let name else { return nil }
        return schema.table(table)?.columns[name]
    }
}

extension LintContext {
    /// A view that the script creates.
    package struct LaterView: Sendable {
        /// Where the last statement is that does.
        var start: Int
        /// Nil where its text does not tell them.
        var columns: [String]?
    }

    /// The body of a block or function that a statement is in.
    package enum Body: Sendable, Hashable {
        case none
        /// It has a transaction of its own, which it may end.
        case own
        /// It runs in one that was begun outside.
        case inTransaction
    }
}

/// What a transaction has done so far.
package struct TransactionState: Sendable, Hashable {
    /// Who opened it.
    package enum Origin: Sendable, Hashable {
        /// BEGIN in the script.
        case script
        /// The tool that runs the script.
        case tool
        /// Nobody: the tool sends several statements as one string, and that is a transaction.
        case message
    }

    package var origin: Origin
    /// Tables locked ACCESS EXCLUSIVE, in the order in which they were.
    package var locked: [ObjectName] = []
    /// Constraints added NOT VALID in it, by table.
    package var unvalidated: [ObjectName: Set<Identifier>] = [:]
    /// Values added to enums in it.
    package var newValues: Set<String> = []

    package init(_ origin: Origin) { self.origin = origin }
}
