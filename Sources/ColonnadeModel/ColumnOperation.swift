/// What can be done to a column that has rows, and to what hangs on it.
public enum ColumnOperation: Hashable, Sendable, Codable {
    // Two shapes side by side
    /// Settled: a value that cannot be converted forwards is refused, and an empty new column stays empty.
    case installSync(SyncTrigger, settled: Bool)
    case settleSync(SyncTrigger)
    case removeSync(SyncTrigger)

    // A column that moves to another table
    case installMove(ColumnMove)
    /// From here on a new value that is NULL is what new code wrote, and stays when its row of the old home goes.
    case settleMove(ColumnMove)
    case removeMove(ColumnMove)

    // The column
    case rename(ObjectName, Identifier, to: Identifier)
    case changeType(TypeChange)
    /// A column that has no foreign key any more, so that no other table is locked.
    case drop(ObjectName, Identifier)
    /// Of a partitioned table alone, or with its partitions.
    case set(ObjectName, Identifier, ColumnAttribute, only: Bool)
    /// Makes the column an identity column; its sequence goes on where another one, if any, stopped.
    case addIdentity(ColumnName, always: Bool, options: String, continuing: ObjectName?)
    /// `SET GENERATED ALWAYS`, `SET INCREMENT BY 2` …, as SQL.
    case setIdentity(ColumnName, String)
    case dropIdentity(ColumnName)
    case dropExpression(ColumnName)

    // What hangs on it
    /// Lets the views that read a column read another one, under the names that they show; where that gives a view's own
    /// column another type, the view is made anew. What they are is asked in the moment itself; while it lasts the columns have each other's names, and the first this one.
    case moveViews([ObjectName], of: ObjectName, from: Identifier, to: Identifier, meanwhile: Identifier)
    /// Whether they can: their text is tried on the other column, and nothing is changed.
    case tryViews(of: ObjectName, from: Identifier, to: Identifier, meanwhile: Identifier)
    /// A constraint by its definition as the database prints it, `NOT VALID` included.
    case addConstraint(ObjectName, Identifier, definition: String, references: ObjectName?)
    /// A constraint that may be gone already.
    case removeConstraint(ObjectName, Identifier, references: ObjectName?)
    case renameConstraint(ObjectName, Identifier, to: Identifier)
    case renameIndex(ObjectName, to: Identifier, table: ObjectName)
    case alterSequenceType(ObjectName, String)
    case renameSequence(ObjectName, to: Identifier)
    /// `kinds` and `columns` as SQL: ` (ndistinct)`, `a, b`.
    case createStatistics(ObjectName, kinds: String, columns: String, table: ObjectName)
    case renameStatistics(ObjectName, to: Identifier, table: ObjectName)
    case comment(CommentedObject, String)
    case analyze(ObjectName, [Identifier])
}

/// A setting of a column that touches the catalog only.
public enum ColumnAttribute: Hashable, Sendable, Codable {
    /// Number of histogram buckets; -1 for the server's default.
    case statistics(Int)
    /// PLAIN, EXTERNAL, EXTENDED, MAIN or DEFAULT.
    case storage(String)
    /// pglz, lz4 or default.
    case compression(String)
    /// `n_distinct=5`, as SQL.
    case options(String)
    case comment(String)
    /// Privileges as SQL (`SELECT`) to a role; nil for PUBLIC.
    case grant(String, to: Identifier?, grantable: Bool)
}

/// A change of a column's type in place.
public struct TypeChange: Hashable, Sendable, Codable {
    /// The column.
    public var column: ColumnName
    /// The new type as SQL.
    public var type: String
    /// The new value as SQL; nil for the assignment cast.
    public var using: String?
    /// Whether the session's time zone has to be UTC for it to be a catalog change.
    public var inUTC: Bool
    /// The views that read the column, which are made anew around it; nil where there are none.
    public var views: [ObjectName]?

    /// A change of type.
    public init(
        column: ColumnName, type: String, using: String? = nil, inUTC: Bool = false,
        views: [ObjectName]? = nil
    ) {
        self.views = views
        self.column = column
        self.type = type
        self.using = using
        self.inUTC = inUTC
    }
}

/// What a comment stands on, beside columns.
public enum CommentedObject: Hashable, Sendable, Codable {
    case index(ObjectName)
    case constraint(Identifier, on: ObjectName)
}

/// What changing a type costs.
public enum TypeChangeCost: Hashable, Sendable {
    /// The stored values mean the same under the new type: only the catalog changes.
    case catalog
    /// The same, as long as the session's time zone is UTC.
    case catalogInUTC
    /// Every row is written anew under ACCESS EXCLUSIVE.
    case rewrite
}
