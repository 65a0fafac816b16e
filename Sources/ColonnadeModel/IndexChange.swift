/// A change of an index that is there, as a migration states it.
public enum IndexChange: Hashable, Sendable, Codable {
    /// `ALTER INDEX … RENAME TO …`.
    case rename(ObjectName, to: Identifier, ifExists: Bool)
    /// `ALTER INDEX … ATTACH PARTITION …`: an index of a partition becomes part of the partitioned table's.
    case attach(ObjectName, to: ObjectName)
    /// `REINDEX INDEX …`.
    case rebuild(ObjectName)
    /// `REINDEX TABLE …`.
    case rebuildAll(of: ObjectName)

    /// The name in JSON, kebab-case.
    var name: String {
        switch self {
        case .rename: "rename-index"
        case .attach: "attach-index"
        case .rebuild, .rebuildAll: "reindex"
        }
    }

    /// The index it changes; nil where it is all of a table's.
    public var index: ObjectName? {
        switch self {
        case .rename(let index, _, _), .attach(_, let index), .rebuild(let index): index
        case .rebuildAll: nil
        }
    }

    /// The table whose indexes it changes, where it names one.
    var table: ObjectName? {
        if case .rebuildAll(let table) = self { table } else { nil }
    }
}

/// What is asked of a database about an index that is there.
public enum IndexStatement: Hashable, Sendable, Codable {
    /// Makes a partition's index part of the partitioned table's.
    case attach(ObjectName, to: ObjectName)
    case rename(ObjectName, to: Identifier)
    /// Builds an index anew beside its readers and writers.
    case rebuild(ObjectName, table: ObjectName)
    /// Builds all indexes of a table anew beside its readers and writers.
    case rebuildAll(of: ObjectName)
    /// Fails where an index is not valid: of a partitioned table's, that no partition was left out.
    case expectValid(ObjectName, table: ObjectName)
}
