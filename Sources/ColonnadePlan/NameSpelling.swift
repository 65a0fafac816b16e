import ColonnadeModel

/// The names of a migration as the catalog spells them, for an engine to which `Orders` and `orders` are one table: what
/// recipes look up and compare is then equal. What a migration creates keeps the spelling it is created with.
///
/// SQLite compares names without regard to the case of the 26 letters (sqlite3.c, sqlite3StrICmp in sqlite3FindTable).
struct NameSpelling {
    private var tables: [String: ObjectName] = [:]
    private var columns: [ObjectName: [String: Identifier]] = [:]
    private var indexes: [String: Identifier] = [:]

    init(_ catalog: CatalogSnapshot) {
        for table in catalog.tables.values {
            tables[Self.folded(table.name)] = table.name
            columns[table.name] = Dictionary(
                table.columns.map { (Self.folded($0.name), $0.name) }, uniquingKeysWith: { first, _ in first }
            )
            for index in table.indexes { indexes[Self.folded(index.name)] = index.name }
        }
    }

    private static func folded(_ name: Identifier) -> String {
        String(decoding: name.text.utf8.map { 65...90 ~= $0 ? $0 + 32 : $0 }, as: UTF8.self)
    }

    private static func folded(_ name: ObjectName) -> String {
        folded(Identifier(name.description))
    }

    /// A change with the known names in it, and what it creates known for those behind it.
    mutating func spell(_ change: Change) -> Change {
        var change = change
        switch change.kind {
        case .addColumn(let table, var definition, let ifNotExists):
            if let target = definition.reference?.table { definition.reference?.table = spelled(target) }
            change.kind = .addColumn(spelled(table), definition, ifNotExists: ifNotExists)
            columns[spelled(table), default: [:]][Self.folded(definition.name)] = definition.name
        case .dropColumn(let table, let column, let ifExists, let cascade):
            change.kind = .dropColumn(
                spelled(table), spelled(column, table), ifExists: ifExists, cascade: cascade)
        case .setNotNull(let table, let column):
            change.kind = .setNotNull(spelled(table), spelled(column, table))
        case .dropNotNull(let table, let column):
            change.kind = .dropNotNull(spelled(table), spelled(column, table))
        case .setDefault(let table, let column, let value):
            change.kind = .setDefault(spelled(table), spelled(column, table), value)
        case .dropDefault(let table, let column):
            change.kind = .dropDefault(spelled(table), spelled(column, table))
        case .createIndex(var index):
            index.keyColumns = index.keyColumns.map { spelled($0, index.table) }
            index.table = spelled(index.table)
            if let name = index.name { indexes[Self.folded(name)] = name }
            change.kind = .createIndex(index)
        case .dropIndex(let name, let ifExists, let concurrently, let cascade):
            let known = ObjectName(schema: name.schema, indexes[Self.folded(name.name)] ?? name.name)
            change.kind = .dropIndex(known, ifExists: ifExists, concurrently: concurrently, cascade: cascade)
        case .createTable(let table):
            tables[Self.folded(table.name)] = tables[Self.folded(table.name)] ?? table.name
        case .fill(var fill):
            fill.column = spelled(fill.column, fill.table)
            fill.value = spelled(fill.value, fill.table)
            fill.condition = fill.condition.map { spelled($0, fill.table) }
            fill.table = spelled(fill.table)
            change.kind = .fill(fill)
        default: break
        }
        return change
    }

    private func spelled(_ table: ObjectName) -> ObjectName { tables[Self.folded(table)] ?? table }

    private func spelled(_ column: Identifier, _ table: ObjectName) -> Identifier {
        columns[spelled(table)]?[Self.folded(column)] ?? column
    }

    private func spelled(_ expression: Expression, _ table: ObjectName) -> Expression {
        var expression = expression
        expression.pieces = expression.pieces.map { piece in
            guard case .column(let name, let written) = piece else { return piece }
            return .column(spelled(name, table), written: written)
        }
        return expression
    }
}
