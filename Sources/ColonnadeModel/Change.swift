/// One schema change read out of a migration, with the place it was read from.
public struct Change: Hashable, Sendable, Codable {
    /// What changes.
    public var kind: Kind
    /// Where it stands in the migration.
    public var range: SourceRange
    /// The statement it was read from, as written, without the closing semicolon.
    public var statement: String

    /// A change read from a statement.
    public init(_ kind: Kind, range: SourceRange, statement: String) {
        self.kind = kind
        self.range = range
        self.statement = statement
    }

    /// The kinds of change that a reader knows; everything else is `.other`, never dropped.
    public enum Kind: Hashable, Sendable, Codable {
        case addColumn(ObjectName, ColumnDefinition, ifNotExists: Bool)
        case dropColumn(ObjectName, Identifier, ifExists: Bool, cascade: Bool)
        case setNotNull(ObjectName, Identifier)
        case dropNotNull(ObjectName, Identifier)
        case setDefault(ObjectName, Identifier, Expression)
        case dropDefault(ObjectName, Identifier)
        case renameColumn(ObjectName, Identifier, to: Identifier)
        case changeType(ObjectName, Identifier, NewType)
        case alterColumn(ObjectName, Identifier, ColumnAlteration)
        case createIndex(IndexDefinition)
        case dropIndex(ObjectName, ifExists: Bool, concurrently: Bool, cascade: Bool)
        case index(IndexChange)
        case createTable(TableDefinition)
        case partition(PartitionChange)
        case storage(StorageChange)
        case fill(Fill)
        case constraint(ConstraintChange)
        case wholeTable(TableChange)
        case object(ObjectChange)
        case rows(RowsChange)
        /// Something the readers do not model; `runAsIs` is the reason the author gave for running it unchanged.
        case other(runAsIs: String?)
    }
}

extension Change.Kind {
    /// The name in JSON, kebab-case.
    public var name: String {
        switch self {
        case .addColumn: "add-column"
        case .dropColumn: "drop-column"
        case .setNotNull: "set-not-null"
        case .dropNotNull: "drop-not-null"
        case .setDefault: "set-default"
        case .dropDefault: "drop-default"
        case .renameColumn: "rename-column"
        case .changeType: "change-type"
        case .alterColumn(_, _, let alteration): alteration.kind
        case .createIndex: "create-index"
        case .dropIndex: "drop-index"
        case .index(let change): change.name
        case .createTable: "create-table"
        case .partition(let change): change.name
        case .storage(let change): change.name
        case .fill: "fill"
        case .constraint(let change): change.name
        case .wholeTable(let change): change.name
        case .object(let change): change.changeName
        case .rows(let change): change.name
        case .other: "other"
        }
    }

    /// The table it changes, where it changes one.
    public var table: ObjectName? {
        switch self {
        case .addColumn(let table, _, _), .dropColumn(let table, _, _, _), .setNotNull(let table, _),
            .dropNotNull(let table, _), .setDefault(let table, _, _), .dropDefault(let table, _),
            .renameColumn(let table, _, _), .changeType(let table, _, _), .alterColumn(let table, _, _):
            table
        case .createIndex(let index): index.table
        case .index(let change): change.table
        case .createTable(let table): table.name
        case .partition(let change): change.parent
        case .storage(let change): change.table
        case .fill(let fill): fill.table
        case .constraint(let change): change.table
        case .wholeTable(let change): change.table
        case .object(let change): change.table ?? (change.kind.isRelation ? change.name : nil)
        case .rows(let change): change.table
        case .dropIndex, .other: nil
        }
    }

    /// The column it changes, where it changes one.
    public var column: Identifier? {
        switch self {
        case .addColumn(_, let definition, _): definition.name
        case .dropColumn(_, let column, _, _), .setNotNull(_, let column), .dropNotNull(_, let column),
            .setDefault(_, let column, _), .dropDefault(_, let column), .renameColumn(_, let column, _),
            .changeType(_, let column, _), .alterColumn(_, let column, _):
            column
        case .fill(let fill): fill.column
        case .createIndex, .dropIndex, .index, .createTable, .partition, .storage, .constraint, .wholeTable,
            .object, .rows,
            .other:
            nil
        }
    }
}

/// A column as a migration defines it.
public struct ColumnDefinition: Hashable, Sendable, Codable {
    /// A CHECK written behind the column.
    public struct Check: Hashable, Sendable, Codable {
        /// The name given, if any.
        public var name: Identifier?
        /// The condition.
        public var expression: Expression

        /// A check.
        public init(name: Identifier?, expression: Expression) {
            self.name = name
            self.expression = expression
        }
    }

    /// A REFERENCES written behind the column.
    public struct Reference: Hashable, Sendable, Codable {
        /// The name given, if any.
        public var name: Identifier?
        /// The table referred to.
        public var table: ObjectName
        /// Its column; nil for the primary key.
        public var column: Identifier?
        /// MATCH, ON DELETE, ON UPDATE, DEFERRABLE …, as SQL.
        public var options: String

        /// A reference.
        public init(name: Identifier?, table: ObjectName, column: Identifier?, options: String) {
            self.name = name
            self.table = table
            self.column = column
            self.options = options
        }
    }

    /// A UNIQUE or PRIMARY KEY written behind the column.
    public struct Key: Hashable, Sendable, Codable {
        /// The name given, if any.
        public var name: Identifier?
        /// Whether it is the primary key.
        public var isPrimary: Bool
        /// `NULLS NOT DISTINCT`.
        public var nullsNotDistinct: Bool
        /// DEFERRABLE …, as SQL.
        public var options: String

        /// A key.
        public init(name: Identifier?, isPrimary: Bool, nullsNotDistinct: Bool = false, options: String = "")
        {
            self.name = name
            self.isPrimary = isPrimary
            self.nullsNotDistinct = nullsNotDistinct
            self.options = options
        }
    }

    /// Who supplies the value when nobody writes it.
    public enum Source: Hashable, Sendable, Codable {
        case none
        case constant(Expression)
        case generatedStored(Expression)
        case generatedVirtual(Expression)
        /// `always` or by default, with the sequence options as SQL (`START WITH 1000`).
        case identity(always: Bool, options: String)
        case serial
    }

    /// Name.
    public var name: Identifier
    /// Type as SQL: `numeric(10,2)`, `text[]`. For serial columns the integer type beneath.
    public var type: String
    /// The type's name alone where it could be a domain, for looking it up.
    public var typeName: ObjectName
    /// COLLATE, STORAGE, COMPRESSION as SQL, or empty.
    public var attributes: String
    /// NOT NULL (also implied by PRIMARY KEY, serial and identity).
    public var notNull: Bool
    /// The name given to NOT NULL (PostgreSQL 18), if any.
    public var notNullName: Identifier?
    /// Default, generation or identity.
    public var source: Source
    /// Its checks.
    public var checks: [Check]
    /// Its UNIQUE or PRIMARY KEY.
    public var key: Key?
    /// Its REFERENCES.
    public var reference: Reference?

    /// A column of a type and nothing else.
    public init(name: Identifier, type: String, typeName: ObjectName) {
        self.name = name
        self.type = type
        self.typeName = typeName
        attributes = ""
        notNull = false
        source = .none
        checks = []
    }

    /// Name, type and attributes only: a column that can be added without touching a row.
    public var bare: ColumnDefinition {
        var column = ColumnDefinition(name: name, type: type, typeName: typeName)
        column.attributes = attributes
        return column
    }
}

/// An index as a migration defines it.
public struct IndexDefinition: Hashable, Sendable, Codable {
    /// The name given; nil lets the database choose.
    public var name: Identifier?
    /// The table.
    public var table: ObjectName
    /// UNIQUE.
    public var isUnique: Bool
    /// CONCURRENTLY as written.
    public var concurrently: Bool
    /// IF NOT EXISTS.
    public var ifNotExists: Bool
    /// ON ONLY.
    public var only: Bool
    /// All that follows the table: `USING gin (tags) WHERE …`, as written.
    public var rest: String
    /// What the server calls the key columns: an expression is named after its function, or `expr`.
    public var keyColumns: [Identifier]
    /// INCLUDE columns.
    public var includedColumns: [Identifier] = []
    /// Whether a key column is an expression.
    public var hasExpressions = false
    /// The condition of a partial index, as written.
    public var predicate: String?
    /// NULLS NOT DISTINCT.
    public var nullsNotDistinct = false

    /// An index.
    public init(
        name: Identifier?, table: ObjectName, isUnique: Bool = false, concurrently: Bool = false,
        ifNotExists: Bool = false, only: Bool = false, rest: String, keyColumns: [Identifier]
    ) {
        self.name = name
        self.table = table
        self.isUnique = isUnique
        self.concurrently = concurrently
        self.ifNotExists = ifNotExists
        self.only = only
        self.rest = rest
        self.keyColumns = keyColumns
    }
}

/// A table as a migration defines it: run as written, so only what its locks depend on is read.
public struct TableDefinition: Hashable, Sendable, Codable {
    /// Name.
    public var name: ObjectName
    /// IF NOT EXISTS.
    public var ifNotExists: Bool
    /// Tables its foreign keys refer to.
    public var references: [ObjectName]
    /// The partitioned table it becomes a partition of.
    public var partitionOf: ObjectName?
    /// Its bound where it becomes a partition and nothing else is said of it but its own PARTITION BY.
    public var partitionBound: PartitionBound?
    /// `PARTITION BY …` of a partition that is partitioned itself.
    public var partitionBy: String?
    /// Whether it is divided into partitions itself.
    public var isPartitioned = false

    /// A table.
    public init(
        name: ObjectName, ifNotExists: Bool = false, references: [ObjectName] = [],
        partitionOf: ObjectName? = nil
    ) {
        self.name = name
        self.ifNotExists = ifNotExists
        self.references = references
        self.partitionOf = partitionOf
    }
}

/// How existing rows get a column's value: an UPDATE of the migration, or a `colonnade:fill` directive.
public struct Fill: Hashable, Sendable, Codable {
    /// The tables joined by `UPDATE … FROM`.
    public struct Join: Hashable, Sendable, Codable {
        /// The FROM list as written.
        public var from: String
        /// Tables in it, for permissions and evidence.
        public var tables: [ObjectName]
        /// How the rows of the one table joined are found, where that is told by nothing but equal columns.
        public var lookup: Lookup?

        /// A join.
        public init(from: String, tables: [ObjectName]) {
            self.from = from
            self.tables = tables
        }
    }

    /// One table joined by columns that are equal, and what the value reads of it.
    public struct Lookup: Hashable, Sendable, Codable {
        /// Columns of the table filled and of the one joined that are equal.
        public struct Match: Hashable, Sendable, Codable {
            /// The table filled.
            public var own: Identifier
            /// The table joined.
            public var other: Identifier

            /// Two columns.
            public init(own: Identifier, other: Identifier) {
                self.own = own
                self.other = other
            }
        }

        /// What the expressions call the table joined.
        public var name: Identifier
        /// At least one.
        public var matches: [Match]
        /// The columns that the value reads of it.
        public var reads: [Identifier]
        /// Whether the value is one of its columns and nothing else.
        public var isColumn: Bool

        /// A lookup.
        public init(name: Identifier, matches: [Match], reads: [Identifier], isColumn: Bool) {
            self.name = name
            self.matches = matches
            self.reads = reads
            self.isColumn = isColumn
        }
    }

    /// The table filled.
    public var table: ObjectName
    /// The alias that the expressions use for it, if any.
    public var alias: Identifier?
    /// The column filled.
    public var column: Identifier
    /// Its value.
    public var value: Expression
    /// The rows meant; nil for all. With a join this includes the join condition.
    public var condition: Expression?
    /// The other tables, for `UPDATE … FROM`.
    public var join: Join?

    /// A fill.
    public init(
        table: ObjectName, alias: Identifier? = nil, column: Identifier, value: Expression,
        condition: Expression? = nil, join: Join? = nil
    ) {
        self.table = table
        self.alias = alias
        self.column = column
        self.value = value
        self.condition = condition
        self.join = join
    }

    /// The columns of the table that the value depends on.
    public var sourceColumns: [Identifier] {
        var columns = value.columns
        for column in condition?.columns ?? [] where !columns.contains(column) { columns.append(column) }
        return columns.filter { $0 != column }
    }
}
