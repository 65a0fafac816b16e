package import ColonnadeModel
import ColonnadeSQL

/// A table or column that nothing has created
package enum UnknownTable: HazardRule {
    package static let id = "unknown-table"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.reading
    package static let title = "A table or column that nothing has created"
    package static let why =
        "The schema is known, and there is no such table or column in it: a misspelled name, or a "
        + "migration that does not stand in its order."
    package static let safeWay = "Check the name."
    package static let source = "the schema as read from the database, the dump or the earlier migrations"
    package static let needsWholeSchema = true
    package static let bad: [String] = [
        "CREATE TABLE orders (id bigint);; ALTER TABLE oders ADD COLUMN a int",
        "CREATE TABLE orders (id bigint);; DROP TABLE oders", "TRUNCATE oders",
        "CREATE TABLE orders (id bigint);; ALTER TABLE orders DROP COLUMN totl",
        "CREATE TABLE orders (id bigint);; ALTER TABLE orders RENAME COLUMN totl TO total",
    ]
    package static let good: [String] = [
        "CREATE TABLE orders (id bigint);; ALTER TABLE orders ADD COLUMN a int",
        "ALTER TABLE IF EXISTS oders ADD COLUMN a int", "DROP TABLE IF EXISTS oders",
        "CREATE TABLE orders (id bigint);; ALTER TABLE orders DROP COLUMN IF EXISTS totl",
        "CREATE TABLE orders (id bigint);; ALTER TABLE orders ADD total int, ALTER total SET DEFAULT 1",
        "CREATE TABLE oders (id bigint PRIMARY KEY); TRUNCATE oders",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard context.schema.isComplete, !statement.node.flag("missing_ok") else { return [] }
        let named: [ObjectName]
        switch statement.kind {
        case "AlterTableStmt": named = statement.alterations.prefix(1).map(\.table)
        case "DropStmt": named = statement.dropped("OBJECT_TABLE")
        case "TruncateStmt": named = statement.node.list("relations").compactMap { RangeVar($0)?.name }
        default: named = []
        }
        let tables = named.filter { context.schema.table($0) == nil }.map { Hit("there is no table \($0)") }
        return tables
            + columns(statement, context).map { table, column, location in
                Hit("there is no column \(column) in \(table)", at: location)
            }
    }

    private static let onColumns: Set<String> = [
        "AT_DropColumn", "AT_AlterColumnType", "AT_SetNotNull", "AT_DropNotNull", "AT_ColumnDefault",
    ]

    /// Columns that are changed and not there. Of a table that a query has made nobody knows the columns.
    private static func columns(
        _ statement: LintStatement, _ context: LintContext
    ) -> [(ObjectName, Identifier, Int?)] {
        var added: Set<Identifier> = []
        var named: [(ObjectName, Identifier, Int?)] = []
        for alteration in statement.alterations {
            alteration.addedColumn.map { _ = added.insert($0.name) }
            guard onColumns.contains(alteration.kind), !alteration.node.flag("missing_ok"),
                let column = alteration.name
            else { continue }
            named.append((alteration.table, column, alteration.location))
        }
        if statement.kind == "RenameStmt", statement.node.string("renameType") == "OBJECT_COLUMN",
            statement.node.string("relationType") == "OBJECT_TABLE", let table = statement.relation?.name,
            let column = statement.node.string("subname")
        {
            named.append((table, Identifier(column), nil))
        }
        return named.filter { table, column, _ in
            guard let known = context.schema.table(table), !known.columns.isEmpty else { return false }
            return known.columns[column] == nil && !added.contains(column)
        }
    }
}
