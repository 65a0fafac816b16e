/// Rows that a migration writes or removes without changing the schema.
public enum RowsChange: Hashable, Sendable, Codable {
    /// INSERT … VALUES; `isBounded` is false for INSERT … SELECT out of tables, `isRepeatable` true with ON CONFLICT.
    case insert(ObjectName, isBounded: Bool, isRepeatable: Bool)
    /// DELETE, with its condition; nil for all rows.
    case delete(ObjectName, alias: Identifier?, Expression?)
}

extension RowsChange {
    /// The table.
    public var table: ObjectName {
        switch self {
        case .insert(let table, _, _), .delete(let table, _, _): table
        }
    }

    /// The name in JSON, kebab-case.
    public var name: String {
        switch self {
        case .insert: "insert-rows"
        case .delete: "delete-rows"
        }
    }
}
