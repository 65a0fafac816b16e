/// A new type for a column, as a migration writes it.
public struct NewType: Hashable, Sendable, Codable {
    /// The type as SQL.
    public var type: String
    /// The type's name alone, for looking it up.
    public var typeName: ObjectName
    /// COLLATE as SQL, without the keyword.
    public var collation: String?
    /// USING.
    public var using: Expression?

    /// A type.
    public init(type: String, typeName: ObjectName, collation: String? = nil, using: Expression? = nil) {
        self.type = type
        self.typeName = typeName
        self.collation = collation
        self.using = using
    }
}

/// An ALTER COLUMN that touches the catalog only.
public enum ColumnAlteration: Hashable, Sendable, Codable {
    /// With the sequence options as SQL.
    case addIdentity(always: Bool, options: String)
    /// `SET GENERATED ALWAYS RESTART 5`, as SQL.
    case setIdentity(String)
    case dropIdentity(ifExists: Bool)
    case dropExpression(ifExists: Bool)
    case set(ColumnAttribute)

    /// The kind of change in JSON, and of its step.
    public var kind: String {
        switch self {
        case .addIdentity: "add-identity"
        case .setIdentity: "set-identity"
        case .dropIdentity: "drop-identity"
        case .dropExpression: "drop-expression"
        case .set(.statistics): "set-statistics"
        case .set(.storage): "set-storage"
        case .set(.compression): "set-compression"
        case .set(.options): "set-column-options"
        case .set(.comment): "comment-on-column"
        case .set(.grant): "grant-on-column"
        }
    }
}
