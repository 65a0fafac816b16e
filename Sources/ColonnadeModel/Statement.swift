/// Everything Colonnade can ask of a database. Closed on purpose: each engine renders it in an exhaustive
/// switch, so that the compiler names what an engine forgot. Recipes compose steps out of these.
public indirect enum Statement: Hashable, Sendable, Codable {
    // Columns
    case addColumn(ObjectName, ColumnDefinition)
    case dropColumn(ObjectName, Identifier, cascade: Bool)
    case setDefault(ObjectName, Identifier, SQL)
    case dropDefault(ObjectName, Identifier)
    /// With a name where the migration gave the constraint one (PostgreSQL 18).
    case setNotNull(ObjectName, Identifier, name: Identifier?)
    case dropNotNull(ObjectName, Identifier)

    // Sequences behind serial and identity columns
    case createSequence(ObjectName, type: String, options: String)
    case ownSequence(ObjectName, ColumnName)
    case dropSequence(ObjectName)
    /// Makes a filled column an identity column whose sequence goes on where another one stopped.
    case becomeIdentity(ColumnName, always: Bool, options: String, continuing: ObjectName)

    // Constraints
    case addCheck(ObjectName, Identifier, Expression, valid: Bool)
    case addForeignKey(ObjectName, Identifier, column: Identifier, ColumnDefinition.Reference)
    case addKey(ObjectName, Identifier, primary: Bool, index: Identifier, options: String)
    /// `references` is the other table of a foreign key, which is locked too.
    case validateConstraint(ObjectName, Identifier, references: ObjectName?)
    case dropConstraint(ObjectName, Identifier, references: ObjectName?)

    // Indexes
    case createIndex(IndexDefinition)
    case dropIndex(ObjectName, table: ObjectName, concurrently: Bool)
    case index(IndexStatement)

    // Partitions, inheritance and storage
    case partition(PartitionStatement)

    // Columns that have rows: renames, types, identity, two shapes side by side
    case column(ColumnOperation)

    /// Several, in one transaction wherever they stand: the steps of an undo otherwise commit one by one.
    case together([Statement])

    // Rows
    case installFill(FillTrigger)
    case removeFill(FillTrigger)
    case backfill(Backfill)
    case verify(Verification)

    // SQLite has no ALTER COLUMN and refuses much of ADD COLUMN: a new table takes the old one's place.
    case rebuildTable(TableRebuild)

    case dropTable(ObjectName)

    // Each group has a file of its own.
    case constraint(ConstraintStatement)
    case wholeTable(TableStatement)
    case object(ObjectStatement)

    /// SQL run exactly as its author wrote it.
    case verbatim(String, table: ObjectName?, references: [ObjectName])
}

/// The trigger that keeps a column filled while code that does not know it goes on writing.
///
/// - An insert without a value is filled.
/// - An update that leaves the column alone is filled when the column is empty or a source column changed.
/// - An explicit value wins.
public struct FillTrigger: Hashable, Sendable, Codable {
    /// Unique per rollout and column: names the trigger and its function.
    public var name: Identifier
    /// What is filled, and how.
    public var fill: Fill
    /// False where a column default already serves inserts.
    public var fillsInserts: Bool
    /// Whether the value is always computed, whatever was written: a column that stands in for a generated one.
    public var overrides: Bool
    /// Columns of types without an equality operator, which have to be compared as text.
    public var incomparable: [Identifier]
    /// Where the names in the fill are looked for, whatever the writers' sessions say.
    public var searchPath: [Identifier]
    /// Whether a subscription writes the table, in whose session ordinary triggers are silent.
    public var isReplicated: Bool?

    /// A fill trigger.
    public init(
        name: Identifier, fill: Fill, fillsInserts: Bool = true, overrides: Bool = false,
        incomparable: [Identifier] = [], searchPath: [Identifier] = ["public"], isReplicated: Bool? = nil
    ) {
        self.isReplicated = isReplicated
        self.name = name
        self.fill = fill
        self.fillsInserts = fillsInserts
        self.overrides = overrides
        self.incomparable = incomparable
        self.searchPath = searchPath
    }
}

/// The filling of existing rows, in batches by physical position.
public struct Backfill: Hashable, Sendable, Codable {
    /// The table whose pages are walked: the fill's table or one of its partitions.
    public var table: ObjectName
    /// The fills, all of the same table.
    public var fills: [Fill]
    /// Rows at planning time, for progress; nil if unknown.
    public var estimatedRows: Int64?
    /// The columns that name a row to people: the primary key; empty where there is none.
    public var key: [Identifier]
    /// The user's triggers that fire for each row that is filled.
    public var userTriggers: [Identifier]
    /// What is done to the rows, where it is not filling what is empty.
    public var rowWork: RowWork?
    /// True where a foreign key looks at the rows written: its checks are triggers as well, never to be silenced.
    public var keepsTriggers: Bool?

    /// An UPDATE or DELETE of rows that the migration speaks of.
    public enum RowWork: String, Hashable, Sendable, Codable {
        /// Writes the fills' values over what is there.
        case update
        /// The same for types that cannot be compared: also where the value is there already.
        case updateAlways
        /// Removes the rows that meet the condition of the one fill, which has no other meaning then.
        case delete
    }

    /// A backfill.
    public init(
        table: ObjectName, fills: [Fill], estimatedRows: Int64?, key: [Identifier] = [],
        userTriggers: [Identifier] = []
    ) {
        self.table = table
        self.fills = fills
        self.estimatedRows = estimatedRows
        self.key = key
        self.userTriggers = userTriggers
    }
}

/// A proof over the data, carried out without blocking anyone.
public enum Verification: Hashable, Sendable, Codable {
    /// No row that the fill speaks of is still without a value.
    case filled(Fill)
    /// No row violates a condition that will become a constraint.
    case satisfies(ObjectName, Expression)
    /// No row is NULL in a column.
    case notNull(ObjectName, Identifier)
    /// No two rows are alike in the plain key columns of an index that will be unique.
    case distinct(IndexDefinition)
    /// Every value has its row in the referenced table.
    case references(ObjectName, Identifier, ColumnDefinition.Reference)
    /// No row violates a table constraint; those that do are named.
    case holds(ConstraintProof)
    /// Both homes of a column that moves have the same value wherever their rows belong together.
    case inStep(ColumnMove)
}

/// A table written anew with a changed shape, in one transaction.
public struct TableRebuild: Hashable, Sendable, Codable {
    /// What is different in the new table.
    public enum Alteration: Hashable, Sendable, Codable {
        case setNotNull(Identifier)
        case dropNotNull(Identifier)
        case setDefault(Identifier, SQL)
        case dropDefault(Identifier)
        case dropColumn(Identifier)
        /// Gives a column its full definition: type, NOT NULL, default, checks, keys.
        case redefine(ColumnDefinition)
    }

    /// The table.
    public var table: ObjectName
    /// The differences, in order.
    public var alterations: [Alteration]

    /// A rebuild.
    public init(table: ObjectName, alterations: [Alteration]) {
        self.table = table
        self.alterations = alterations
    }
}
