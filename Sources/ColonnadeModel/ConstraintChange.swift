/// A change to the constraints of a table.
public enum ConstraintChange: Hashable, Sendable, Codable {
    case add(ObjectName, ConstraintDefinition)
    case validate(ObjectName, Identifier)
    /// Other attributes for a foreign key: `DEFERRABLE INITIALLY DEFERRED`.
    case alter(ObjectName, Identifier, attributes: String)
    case rename(ObjectName, Identifier, to: Identifier)
    case drop(ObjectName, Identifier, ifExists: Bool, cascade: Bool)
}

extension ConstraintChange {
    /// The table that has the constraint.
    public var table: ObjectName {
        switch self {
        case .add(let table, _), .validate(let table, _), .alter(let table, _, _), .rename(let table, _, _),
            .drop(let table, _, _, _):
            table
        }
    }

    /// The name in JSON, kebab-case.
    public var name: String {
        switch self {
        case .add(_, let definition):
            switch definition.body {
            case .check: "add-check"
            case .foreignKey: "add-foreign-key"
            case .key(let key): key.isPrimary ? "add-primary-key" : "add-unique"
            case .keyUsingIndex(let isPrimary, _): isPrimary ? "add-primary-key" : "add-unique"
            case .notNull: "add-not-null"
            case .exclusion: "add-exclusion"
            }
        case .validate: "validate-constraint"
        case .alter: "alter-constraint"
        case .rename: "rename-constraint"
        case .drop: "drop-constraint"
        }
    }
}

/// A table constraint as a migration defines it.
public struct ConstraintDefinition: Hashable, Sendable, Codable {
    /// What it promises.
    public enum Body: Hashable, Sendable, Codable {
        case check(Expression, inherits: Bool)
        case foreignKey([Identifier], ForeignKeyTarget)
        case key(KeyDefinition)
        case keyUsingIndex(isPrimary: Bool, index: Identifier)
        /// `CONSTRAINT name NOT NULL column` (PostgreSQL 18).
        case notNull(Identifier)
        case exclusion
    }

    /// The name given, if any.
    public var name: Identifier?
    /// What it promises.
    public var body: Body
    /// DEFERRABLE and its like as SQL, or empty.
    public var attributes: String
    /// False where NOT VALID was written: rows that exist are not looked at.
    public var isValidated: Bool

    /// A constraint.
    public init(name: Identifier?, _ body: Body, attributes: String = "", isValidated: Bool = true) {
        self.name = name
        self.body = body
        self.attributes = attributes
        self.isValidated = isValidated
    }
}

/// What a foreign key refers to.
public struct ForeignKeyTarget: Hashable, Sendable, Codable {
    /// The table referred to.
    public var table: ObjectName
    /// Its columns; empty for the primary key.
    public var columns: [Identifier]
    /// MATCH FULL: all columns NULL, or none.
    public var isFull: Bool
    /// ON DELETE and ON UPDATE as SQL, or empty.
    public var actions: String

    /// A target.
    public init(table: ObjectName, columns: [Identifier], isFull: Bool = false, actions: String = "") {
        self.table = table
        self.columns = columns
        self.isFull = isFull
        self.actions = actions
    }

    /// What follows FOREIGN KEY (…).
    public var sql: SQL {
        let list: SQL = columns.isEmpty ? "" : " (\(columns))"
        let rest: SQL = actions.isEmpty ? "" : " \(verbatim: actions)"
        return "REFERENCES \(table)\(list)\(" MATCH FULL", if: isFull)\(rest)"
    }
}

/// A UNIQUE or PRIMARY KEY of a table.
public struct KeyDefinition: Hashable, Sendable, Codable {
    /// Whether it is the primary key.
    public var isPrimary: Bool
    /// Its columns in their order.
    public var columns: [Identifier]
    /// INCLUDE columns.
    public var including: [Identifier]
    /// `NULLS NOT DISTINCT`.
    public var nullsNotDistinct: Bool

    /// A key.
    public init(
        isPrimary: Bool, columns: [Identifier], including: [Identifier] = [], nullsNotDistinct: Bool = false
    ) {
        self.isPrimary = isPrimary
        self.columns = columns
        self.including = including
        self.nullsNotDistinct = nullsNotDistinct
    }
}

/// What is asked of the database about constraints, beyond what columns need.
public enum ConstraintStatement: Hashable, Sendable, Codable {
    /// Adds a constraint whose definition is SQL. `references` is the other table of a foreign key, locked as well.
    case add(ObjectName, Identifier, SQL, references: ObjectName?, valid: Bool)
    /// Drops a constraint and adds it again unvalidated, in one statement: never a moment without it.
    case invalidate(ObjectName, Identifier, SQL, references: ObjectName?)
    /// A UNIQUE or PRIMARY KEY of a partitioned table, its definition as SQL. Only the table itself: nothing is built, and
    /// it holds once every partition's is attached; otherwise the partitions' own are taken, and built where one has none.
    case declareKey(ObjectName, Identifier, String, only: Bool)
    /// A foreign key of a partitioned table whose partitions all have theirs, which become its parts.
    case uniteForeignKey(ObjectName, Identifier, String, references: ObjectName)
    case rename(ObjectName, Identifier, to: Identifier)
    case alter(ObjectName, Identifier, attributes: String)
}

/// What has to be true of the rows before a constraint is tried.
public struct ConstraintProof: Hashable, Sendable, Codable {
    /// What the constraint promises.
    public enum Promise: Hashable, Sendable, Codable {
        case check(Expression, inherits: Bool)
        case notNull(Identifier)
        case unique([Identifier], nullsNotDistinct: Bool)
        case references([Identifier], ObjectName, [Identifier], isFull: Bool)
    }

    /// The table that gets the constraint.
    public var table: ObjectName
    /// The constraint's name, for people.
    public var name: Identifier
    /// The columns that name a row to people: the primary key; empty where there is none.
    public var key: [Identifier]
    /// What the constraint promises.
    public var promise: Promise

    /// A proof.
    public init(table: ObjectName, name: Identifier, key: [Identifier], _ promise: Promise) {
        self.table = table
        self.name = name
        self.key = key
        self.promise = promise
    }
}
