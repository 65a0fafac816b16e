/// Something in a database that touches a table or one of its columns, as the database itself knows it.
public struct Neighbour: Sendable, Hashable {
    /// What it is, as far as it makes a difference to what a change does to it.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case view, rule, index, check, unique, exclusion, sequence, trigger, policy, partition, publication,
            subscription, statistics, function, procedure, comment, parent, replica, session, autovacuum
        case materializedView = "materialized-view"
        case primaryKey = "primary-key"
        case foreignKey = "foreign-key"
        case notNull = "not-null"
        case columnDefault = "default"
        case generatedColumn = "generated-column"
        /// A column of another table whose type is this table's row type.
        case rowTypeColumn = "row-type-column"
        case childTable = "child-table"
        case partitionKey = "partition-key"
        case tableGrant = "grant"
        case columnGrant = "column-grant"
        case eventTrigger = "event-trigger"
        case foreignServer = "foreign-server"
        case replicationSlot = "replication-slot"
        case preparedTransaction = "prepared-transaction"
        /// A transaction that holds nothing of the table, and that an index build or VACUUM has to wait for.
        case oldTransaction = "old-transaction"
        /// What the catalog lists as dependent and this list has no name for.
        case object
    }

    /// What the database does with it when what it hangs on is dropped.
    public enum Tie: Sendable, Hashable {
        /// DROP is refused without CASCADE.
        case refusesDrop
        /// It is dropped along, without a word.
        case goesAlong
        /// Nothing: the database does not know of it.
        case none
    }

    /// What it is.
    public var kind: Kind
    /// Its name as people write it: `public.open_orders`, `orders_touch on public.orders`.
    public var name: String
    /// The system catalog that has it.
    public var catalog: String
    /// Its number there, where it has one.
    public var oid: Int64?
    /// The SQL that makes it, or what it says; nil where that could only be printed by waiting for a lock.
    public var definition: String?
    /// Columns of the table that it uses; empty where it uses the table as a whole, or hangs on it only through others.
    public var columns: [Identifier]
    /// What a DROP does with it.
    public var tie: Tie
    /// The name of the neighbour by which it hangs on the table; nil where it hangs on the table itself.
    public var through: String?
    /// What else there is to know, in a few words: `SELECT, INSERT to app`, `12.0 MiB behind`.
    public var detail: String?
    /// Whether it computes with the column (an index on an expression, a row filter), so that the type matters to it.
    public var hasExpression: Bool
    /// Names of the relation behind it, as it may stand in SQL; nil for what is no relation.
    public var relation: ObjectName?
    /// Whether the database itself says so; false where only a name in its text does.
    public var isCertain: Bool

    /// A neighbour.
    public init(
        _ kind: Kind, _ name: String, catalog: String, oid: Int64? = nil, definition: String? = nil,
        columns: [Identifier] = [], tie: Tie = .none, through: String? = nil, detail: String? = nil,
        hasExpression: Bool = false, relation: ObjectName? = nil, isCertain: Bool = true
    ) {
        self.kind = kind
        self.name = name
        self.catalog = catalog
        self.oid = oid
        self.definition = definition
        self.columns = columns
        self.tie = tie
        self.through = through
        self.detail = detail
        self.hasExpression = hasExpression
        self.relation = relation
        self.isCertain = isCertain
    }
}
