/// What a column has beyond its type and default: everything that a column taking its place has to be given.
public struct ColumnDetails: Sendable, Hashable {
    /// A privilege on the column.
    public struct Grant: Sendable, Hashable {
        /// SELECT, INSERT, UPDATE or REFERENCES.
        public var privilege: String
        /// The role; nil for PUBLIC.
        public var role: Identifier?
        /// WITH GRANT OPTION.
        public var isGrantable: Bool

        /// A privilege.
        public init(privilege: String, role: Identifier?, isGrantable: Bool) {
            self.privilege = privilege
            self.role = role
            self.isGrantable = isGrantable
        }
    }

    /// A sequence that belongs to the column.
    public struct Sequence: Sendable, Hashable {
        /// Its name.
        public var name: ObjectName
        /// Its type: `integer`, `bigint`.
        public var type: String
        /// `START WITH 1 INCREMENT BY 1 …` as SQL, without what is the default of every type.
        public var options: String
        /// Whether somebody has rights on it beyond its owner's.
        public var hasGrants: Bool

        /// A sequence.
        public init(name: ObjectName, type: String, options: String, hasGrants: Bool) {
            self.name = name
            self.type = type
            self.options = options
            self.hasGrants = hasGrants
        }
    }

    /// Something that hangs on the column and that no recipe can carry over to another column.
    public struct Dependant: Sendable, Hashable {
        /// What it is, in the server's words: `view big_orders`, `policy mine on table orders`.
        public var description: String
        /// Whether DROP COLUMN without CASCADE is refused because of it.
        public var refusesDrop: Bool
        /// Where it is a view that can be replaced by one that reads another column: its name.
        public var replaceableView: ObjectName?
        /// Whether that view can be dropped and made again: nothing hangs on it, and it has no triggers, rules or defaults.
        public var canBeMadeAnew: Bool

        /// A dependant.
        public init(
            _ description: String, refusesDrop: Bool, replaceableView: ObjectName? = nil,
            canBeMadeAnew: Bool = false
        ) {
            self.canBeMadeAnew = canBeMadeAnew
            self.description = description
            self.refusesDrop = refusesDrop
            self.replaceableView = replaceableView
        }
    }

    /// Collation that is not the type's own, as SQL.
    public var collation: String?
    /// The name of its NOT NULL constraint (PostgreSQL 18).
    public var notNullName: Identifier?
    /// Statistics target that is not the server's default.
    public var statisticsTarget: Int?
    /// Storage that is not the type's own: PLAIN, EXTERNAL, EXTENDED, MAIN.
    public var storage: String?
    /// The type's own storage.
    public var typeStorage = "PLAIN"
    /// Compression that is not the server's default.
    public var compression: String?
    /// `n_distinct=5`, as SQL; nil for none.
    public var options: String?
    /// Its comment.
    public var comment: String?
    /// Privileges on the column alone.
    public var grants: [Grant] = []
    /// GENERATED ALWAYS AS IDENTITY, where it is an identity column.
    public var isAlwaysIdentity = false
    /// The sequence of a serial or identity column.
    public var sequence: Sequence?
    /// What cannot be carried over.
    public var dependants: [Dependant] = []

    /// Nothing but a type.
    public init() {}
}

/// Extended statistics of a table.
public struct ExtendedStatistics: Sendable, Hashable {
    /// Name.
    public var name: ObjectName
    /// `(ndistinct, dependencies)` as the database prints it, or empty.
    public var kinds: String
    /// The columns and expressions as the database prints them.
    public var columns: String

    /// Statistics.
    public init(name: ObjectName, kinds: String, columns: String) {
        self.name = name
        self.kinds = kinds
        self.columns = columns
    }
}
