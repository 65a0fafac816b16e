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
    /// Whether a lock_timeout was set before, or its absence was found: once a script is enough.
    package var hasLockTimeout = false
    /// Whether a statement_timeout was set before.
    package var hasStatementTimeout = false
    /// Columns with which an index begins that the script creates anywhere.
    package var laterIndexed: Set<String> = []
    /// Tables that get their primary key later in the script.
    package var laterKeyed: Set<ObjectName> = []
    /// Names longer than the server keeps.
    package static let longestName = 63

    /// Whether anybody can be using a table: not if the script itself creates it.
    package func isInUse(_ table: ObjectName) -> Bool { schema.table(table)?.isNew != true }

    /// A table's column, where the schema knows it.
    package func column(_ table: ObjectName, _ name: Identifier?) -> SchemaState.Column? {
        guard let name else { return nil }
        return schema.table(table)?.columns[name]
    }
}

/// What a transaction has done so far.
package struct TransactionState: Sendable, Hashable {
    /// Tables locked ACCESS EXCLUSIVE, in the order in which they were.
    package var locked: [ObjectName] = []
    /// Constraints added NOT VALID in it, by table.
    package var unvalidated: [ObjectName: Set<Identifier>] = [:]
    /// Values added to enums in it.
    package var newValues: Set<String> = []
}
