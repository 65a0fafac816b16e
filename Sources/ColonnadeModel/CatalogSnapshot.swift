/// What a database's catalog said at one moment: everything that reading, linting and planning may know.
public struct CatalogSnapshot: Sendable, Hashable {
    /// Tables, with what hangs on them.
    public private(set) var tables: [ObjectName: Table]
    /// Schemas searched for a name without one, first match wins.
    public var searchPath: [Identifier]
    /// Functions whose value may change between two calls: lower-case names.
    public var volatileFunctions: Set<String>
    /// Domains that carry a CHECK or NOT NULL.
    public var constrainedDomains: Set<ObjectName>
    /// Names of every index, sequence, view and other relation that is no table.
    public var otherRelations: Set<ObjectName>
    /// Names of constraints that belong to no table read here, such as a domain's: a chosen name avoids them.
    public var otherConstraints: Set<ObjectName> = []
    /// Views, functions, types and everything else that is no table.
    public var objects: [SchemaObject] = []

    /// A catalog with the given content.
    public init(
        tables: [Table] = [],
        searchPath: [Identifier] = ["public"],
        volatileFunctions: Set<String> = [],
        constrainedDomains: Set<ObjectName> = [],
        otherRelations: Set<ObjectName> = []
    ) {
        self.tables = Dictionary(tables.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
        self.searchPath = searchPath
        self.volatileFunctions = volatileFunctions
        self.constrainedDomains = constrainedDomains
        self.otherRelations = otherRelations
    }

    /// The table that a name in a migration means, or nil where there is none.
    public func table(_ name: ObjectName) -> Table? {
        if name.schema != nil { return tables[name] }
        for schema in searchPath {
            if let table = tables[ObjectName(schema: schema, name.name)] { return table }
        }
        return tables[name]
    }

    /// A name with the schema it resolves to; a new object goes to the first schema of the search path.
    public func resolve(_ name: ObjectName) -> ObjectName {
        if let table = table(name) { return table.name }
        guard name.schema == nil, let first = searchPath.first else { return name }
        return ObjectName(schema: first, name.name)
    }

    /// The index that a name means, first match of the search path, and its table.
    public func index(_ name: ObjectName) -> (table: Table, index: Index)? {
        let path: [Identifier?] = searchPath.isEmpty ? [nil] : searchPath
        let schemas: [Identifier?] = name.schema == nil ? path : [name.schema]
        for schema in schemas {
            for table in tables.values where table.name.schema == schema {
                if let index = table.indexes.first(where: { $0.name == name.name }) { return (table, index) }
            }
        }
        return nil
    }

    /// Whether a constraint of a name exists in a schema, on whatever table.
    public func isConstraintTaken(_ name: ObjectName) -> Bool {
        otherConstraints.contains(name)
            || tables.values.contains {
                $0.name.schema == name.schema && $0.constraints.contains { $0.name == name.name }
            }
    }

    /// The catalog with a further table.
    public func adding(_ table: Table) -> CatalogSnapshot {
        var catalog = self
        catalog.tables[table.name] = table
        return catalog
    }

    /// Whether a name is taken in a schema by any relation.
    public func isTaken(_ name: ObjectName) -> Bool {
        tables[name] != nil || otherRelations.contains(name)
            || tables.values.contains {
                $0.name.schema == name.schema && $0.indexes.contains { $0.name == name.name }
            }
    }
}

/// A table as the catalog describes it.
public struct Table: Sendable, Hashable {
    /// What kind of table it is, as far as changes differ by it.
    public enum Kind: String, Sendable, Hashable {
        case ordinary
        case partitioned
        case foreign
    }

    /// Name with schema (SQLite: without).
    public var name: ObjectName
    /// Kind of table.
    public var kind: Kind
    /// Rows according to the last statistics; nil where the table was never analysed.
    public var estimatedRows: Int64?
    /// Size of the main storage in bytes according to the last statistics.
    public var estimatedBytes: Int64
    /// Columns in their order.
    public var columns: [Column] = []
    /// Constraints, NOT NULL excepted.
    public var constraints: [Constraint] = []
    /// Indexes.
    public var indexes: [Index] = []
    /// Triggers, internal ones excepted.
    public var triggers: [Trigger] = []
    /// Leaf and intermediate partitions, or inheritance children, that hang directly below.
    public var children: [ObjectName] = []
    /// The partitioned or inherited tables directly above.
    public var parents: [ObjectName] = []
    /// The partition that takes what no other does, of a partitioned table that has one.
    public var defaultPartition: ObjectName?
    /// `RANGE (created_at)`, of a partitioned table.
    public var partitionKey: String?
    /// Its key where it consists of columns compared in the ordinary way; nil for expressions and special orders.
    public var partitionColumns: [Identifier]?
    /// `FOR VALUES FROM … TO …` or `DEFAULT`, of a partition.
    public var partitionBound: String?
    /// Views that use the table, and the columns each uses.
    public var views: [DependentView] = []
    /// `d`efault, `n`othing, `f`ull or `i`ndex: PostgreSQL's relreplident, spelled out.
    public var replicaIdentity: String = "default"
    /// Publications that carry the table.
    public var publications: [Identifier] = []
    /// Subscriptions that write into the table.
    public var subscriptions: [Identifier] = []
    /// Whether row-level security is on.
    public var rowSecurity = false
    /// Extended statistics.
    public var statistics: [ExtendedStatistics] = []
    /// The role that owns the table, where the engine has roles.
    public var owner: Identifier?
    /// Storage parameters as the catalog lists them: `fillfactor=70`.
    public var options: [String] = []
    /// Whether row-level security also holds for the owner.
    public var forcesRowSecurity = false
    /// NOT NULL constraints that were not validated yet (PostgreSQL 18).
    public var unvalidatedNotNulls: [Constraint] = []
    /// Whether the table can be read by TID or rowid ranges (false for a foreign table and WITHOUT ROWID).
    public var hasPhysicalOrder = true
    /// Whether somebody held or wanted it ACCESS EXCLUSIVE when the catalog was read: what could only be printed by
    /// waiting (definitions of constraints, indexes and triggers, generation expressions) is then empty.
    public var isLocked = false

    /// A table with its name and size; the rest is filled in by whoever read the catalog.
    public init(
        name: ObjectName, kind: Kind = .ordinary, estimatedRows: Int64? = nil, estimatedBytes: Int64 = 0
    ) {
        self.name = name
        self.kind = kind
        self.estimatedRows = estimatedRows
        self.estimatedBytes = estimatedBytes
    }

    /// The columns of the primary key, which name a row to people; none where there is none.
    public var primaryKey: [Identifier] { constraints.first { $0.kind == .primaryKey }?.columns ?? [] }

    /// A column by name.
    public func column(_ name: Identifier) -> Column? { columns.first { $0.name == name } }
}

/// A column as the catalog describes it.
public struct Column: Sendable, Hashable {
    /// Name.
    public var name: Identifier
    /// Type as the database prints it: `integer`, `character varying(20)`.
    public var type: String
    /// Whether NULL is refused.
    public var notNull: Bool
    /// Default expression as the database prints it.
    public var defaultExpression: String?
    /// Whether the value is computed by the database (GENERATED … STORED or VIRTUAL).
    public var isGenerated: Bool
    /// Whether the column is an identity column.
    public var isIdentity: Bool
    /// The number by which the catalog refers to it; 0 where the engine has none.
    public var number: Int
    /// What a column that takes this one's place has to be given.
    public var details = ColumnDetails()

    /// A column.
    public init(
        name: Identifier, type: String, notNull: Bool = false, defaultExpression: String? = nil,
        isGenerated: Bool = false, isIdentity: Bool = false, number: Int = 0
    ) {
        self.name = name
        self.type = type
        self.notNull = notNull
        self.defaultExpression = defaultExpression
        self.isGenerated = isGenerated
        self.isIdentity = isIdentity
        self.number = number
    }
}

/// A table constraint as the catalog describes it.
public struct Constraint: Sendable, Hashable {
    /// Kind of constraint.
    public enum Kind: String, Sendable, Hashable {
        case check, foreignKey, primaryKey, unique, exclusion
    }

    /// Name.
    public var name: Identifier
    /// Kind.
    public var kind: Kind
    /// Columns it speaks of, in key order.
    public var columns: [Identifier]
    /// Whether existing rows are known to satisfy it.
    public var isValid: Bool
    /// The other table of a foreign key.
    public var references: ObjectName?
    /// The definition as the database prints it.
    public var definition: String
    /// The other table's columns of a foreign key, in key order.
    public var referencedColumns: [Identifier] = []
    /// Its comment.
    public var comment: String?
    /// Whether it comes from a partitioned table or inheritance parent, and can only change there.
    public var isInherited = false
    /// The name of the key or foreign key of the partitioned table above that it is a part of.
    public var parent: Identifier?
    /// Whether the server keeps it for one partition of the table that a foreign key refers to: it comes and goes with
    /// the whole foreign key, which is the same table's.
    public var isForPartition: Bool { kind == .foreignKey && isInherited && parent == nil }

    /// A constraint.
    public init(
        name: Identifier, kind: Kind, columns: [Identifier], isValid: Bool = true,
        references: ObjectName? = nil, definition: String
    ) {
        self.name = name
        self.kind = kind
        self.columns = columns
        self.isValid = isValid
        self.references = references
        self.definition = definition
    }
}

/// An index as the catalog describes it.
public struct Index: Sendable, Hashable {
    /// Name; indexes live in their table's schema.
    public var name: Identifier
    /// Plain columns it uses, expressions and predicates included.
    public var columns: [Identifier]
    /// Whether it enforces uniqueness.
    public var isUnique: Bool
    /// False for the remains of a failed CREATE INDEX CONCURRENTLY.
    public var isValid: Bool
    /// Whether a constraint stands on it.
    public var backsConstraint: Bool
    /// The definition as the database prints it.
    public var definition: String
    /// Its comment.
    public var comment: String?
    /// What its definition does not say and a new index would lack: `is the replica identity`.
    public var peculiarities: [String] = []
    /// Whether it has expressions or a predicate.
    public var hasExpressions = false
    /// The names that the index itself gives its columns, those of expressions and INCLUDE with them.
    public var columnNames: [Identifier] = []
    /// The index of the partitioned table above that it is attached to.
    public var parent: ObjectName?

    /// An index.
    public init(
        name: Identifier, columns: [Identifier], isUnique: Bool = false, isValid: Bool = true,
        backsConstraint: Bool = false, definition: String
    ) {
        self.name = name
        self.columns = columns
        self.isUnique = isUnique
        self.isValid = isValid
        self.backsConstraint = backsConstraint
        self.definition = definition
    }
}

/// A trigger as the catalog describes it.
public struct Trigger: Sendable, Hashable {
    /// Name.
    public var name: Identifier
    /// Whether it fires for each updated row, and so for each row of a backfill.
    public var firesOnUpdate: Bool
    /// The definition as the database prints it.
    public var definition: String

    /// A trigger.
    public init(name: Identifier, firesOnUpdate: Bool, definition: String) {
        self.name = name
        self.firesOnUpdate = firesOnUpdate
        self.definition = definition
    }
}

/// A view or materialized view that uses a table.
public struct DependentView: Sendable, Hashable {
    /// Name of the view.
    public var name: ObjectName
    /// The table's columns that it uses.
    public var columns: [Identifier]

    /// A view and the columns it uses.
    public init(name: ObjectName, columns: [Identifier]) {
        self.name = name
        self.columns = columns
    }
}
