package import ColonnadeModel
import ColonnadeSQL

/// A new enum value used in the transaction that adds it
package enum EnumValueInTransaction: HazardRule {
    package static let id = "enum-value-in-transaction"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.transactions
    package static let title = "A new enum value used in the transaction that adds it"
    package static let why = "The server refuses a value that is not committed yet (unsafe use of new value)."
    package static let safeWay = "Add the value in a migration of its own."
    package static let source = "manual, ALTER TYPE (ADD VALUE); SQLSTATE 55P04"
    package static let bad: [String] = [
        "BEGIN; ALTER TYPE mood ADD VALUE 'fine'; UPDATE t SET b = 'fine' WHERE id = 1; COMMIT"
    ]
    package static let good: [String] = [
        "ALTER TYPE mood ADD VALUE 'fine'; UPDATE t SET b = 'fine' WHERE id = 1",
        "BEGIN; CREATE TYPE mood AS ENUM ('ok'); ALTER TYPE mood ADD VALUE 'fine'; "
            + "CREATE TABLE n (id bigint PRIMARY KEY, m mood DEFAULT 'fine'); COMMIT",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard let transaction = context.transaction else { return [] }
        if context.version < ServerVersion(12), statement.kind == "AlterEnumStmt",
            statement.node.string("newVal") != nil, statement.node.string("oldVal") == nil
        {
            return [Hit("before PostgreSQL 12 the server refuses ADD VALUE inside a transaction")]
        }
        guard !transaction.newValues.isEmpty,
            ["UpdateStmt", "InsertStmt", "AlterTableStmt", "CreateStmt", "SelectStmt", "DeleteStmt"].contains(
                statement.kind)
        else { return [] }
        let used = statement.node.all("A_Const").compactMap { $0["sval"]?.string("sval") }
        return used.filter(transaction.newValues.contains).prefix(1).map {
            Hit("'\($0)' is not committed yet, and the server refuses its use")
        }
    }
}
