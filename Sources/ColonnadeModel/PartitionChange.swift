/// A change of which tables hang below a partitioned table, as a migration states it.
public enum PartitionChange: Hashable, Sendable, Codable {
    case attach(ObjectName, to: ObjectName, PartitionBound)
    case detach(ObjectName, from: ObjectName)

    /// The name in JSON, kebab-case.
    var name: String {
        switch self {
        case .attach: "attach-partition"
        case .detach: "detach-partition"
        }
    }

    /// The partitioned table.
    public var parent: ObjectName {
        switch self {
        case .attach(_, let parent, _), .detach(_, let parent): parent
        }
    }
}

/// A change of how a table is stored, or of what it inherits from.
public enum StorageChange: Hashable, Sendable, Codable {
    /// What writes a whole table anew under ACCESS EXCLUSIVE.
    public enum Rewrite: String, Hashable, Sendable, Codable {
        case cluster = "CLUSTER"
        case vacuumFull = "VACUUM FULL"
        case setLogged = "SET LOGGED"
        case setUnlogged = "SET UNLOGGED"
        case setTablespace = "SET TABLESPACE"
        case setAccessMethod = "SET ACCESS METHOD"
    }

    case inherit(ObjectName, from: ObjectName)
    case noInherit(ObjectName, from: ObjectName)
    case rewrite(ObjectName?, Rewrite)

    /// The name in JSON, kebab-case.
    var name: String {
        switch self {
        case .inherit: "inherit"
        case .noInherit: "no-inherit"
        case .rewrite: "rewrite-table"
        }
    }

    /// The table.
    public var table: ObjectName? {
        switch self {
        case .inherit(let table, _), .noInherit(let table, _): table
        case .rewrite(let table, _): table
        }
    }
}

/// What is asked of a database about partitions, inheritance and storage.
public enum PartitionStatement: Hashable, Sendable, Codable {
    /// A table with the parent's columns, defaults and checks, to become its partition.
    case createLike(ObjectName, parent: ObjectName, partitionBy: String?)
    /// `CREATE TABLE … PARTITION OF …` as written.
    case create(ObjectName, of: ObjectName, statement: String)
    /// `isProved`: whether validated checks spare the scans of the table and of the default partition.
    case attach(ObjectName, to: ObjectName, bound: String, isProved: Bool)
    case detach(ObjectName, from: ObjectName, concurrently: Bool)
    /// The check that DETACH CONCURRENTLY leaves behind.
    case dropDetachedCheck(ObjectName, Identifier)
    /// A foreign key like the parent's, unchecked, for ATTACH to adopt.
    case addForeignKey(ObjectName, Identifier, definition: String, references: ObjectName)
    case inherit(ObjectName, from: ObjectName)
    case noInherit(ObjectName, from: ObjectName)
}
