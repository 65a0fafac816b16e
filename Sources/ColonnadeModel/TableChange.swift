/// A change to a table as a whole.
public enum TableChange: Hashable, Sendable, Codable {
    case drop(ObjectName, ifExists: Bool, cascade: Bool)
    case rename(ObjectName, to: Identifier)
    case setSchema(ObjectName, Identifier)
    case setOwner(ObjectName, Identifier)
    /// Storage parameters as written, without parentheses; `isReset` for RESET.
    case setOptions(ObjectName, String, isReset: Bool)
    case rowSecurity(ObjectName, RowSecurity)
    case trigger(ObjectName, Identifier, TriggerMode)
    /// Refused: it takes ACCESS EXCLUSIVE and every row.
    case truncate(ObjectName)

    /// What ALTER TABLE … ROW LEVEL SECURITY can say.
    public enum RowSecurity: String, Hashable, Sendable, Codable {
        case enable = "ENABLE"
        case disable = "DISABLE"
        case force = "FORCE"
        case noForce = "NO FORCE"

        /// What takes it back.
        public var opposite: RowSecurity {
            switch self {
            case .enable: .disable
            case .disable: .enable
            case .force: .noForce
            case .noForce: .force
            }
        }
    }

    /// When a trigger fires: pg_trigger.tgenabled, spelled as ALTER TABLE does.
    public enum TriggerMode: String, Hashable, Sendable, Codable {
        case enabled = "ENABLE"
        case disabled = "DISABLE"
        case always = "ENABLE ALWAYS"
        case replica = "ENABLE REPLICA"
    }
}

extension TableChange {
    /// The table.
    public var table: ObjectName {
        switch self {
        case .drop(let table, _, _), .rename(let table, _), .setSchema(let table, _), .setOwner(let table, _),
            .setOptions(let table, _, _), .rowSecurity(let table, _), .trigger(let table, _, _),
            .truncate(let table):
            table
        }
    }

    /// The name in JSON, kebab-case.
    public var name: String {
        switch self {
        case .drop: "drop-table"
        case .rename: "rename-table"
        case .setSchema: "set-schema"
        case .setOwner: "set-owner"
        case .setOptions: "set-options"
        case .rowSecurity: "row-security"
        case .trigger: "switch-trigger"
        case .truncate: "truncate"
        }
    }
}

/// What is asked of the database about tables as a whole.
public enum TableStatement: Hashable, Sendable, Codable {
    /// Drops tables in one statement, so that foreign keys between them are no hindrance. `others` are at the other
    /// end of foreign keys and locked as well.
    case drop([ObjectName], others: [ObjectName])
    /// Gives a table another name or schema, and leaves a view with its owner and rights under the old name.
    case moveBehindView(ObjectName, to: ObjectName, columns: [Identifier])
    /// Takes that back.
    case moveBack(ObjectName, from: ObjectName)
    case dropView(ObjectName)
    case setOwner(ObjectName, Identifier)
    case setOptions(ObjectName, String, isReset: Bool)
    case rowSecurity(ObjectName, TableChange.RowSecurity)
    case trigger(ObjectName, Identifier, TableChange.TriggerMode)
    /// Inserts a few rows, as written.
    case insert(ObjectName, SQL)
}
