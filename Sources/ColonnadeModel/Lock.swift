/// A lock that a statement takes on a relation.
public enum LockMode: String, Sendable, Codable, Hashable, CaseIterable, Comparable {
    case accessShare = "ACCESS SHARE"
    case rowShare = "ROW SHARE"
    case rowExclusive = "ROW EXCLUSIVE"
    case shareUpdateExclusive = "SHARE UPDATE EXCLUSIVE"
    case share = "SHARE"
    case shareRowExclusive = "SHARE ROW EXCLUSIVE"
    case exclusive = "EXCLUSIVE"
    case accessExclusive = "ACCESS EXCLUSIVE"
    /// SQLite's one writer at a time: readers go on (in WAL mode also during the commit).
    case databaseWrite = "DATABASE WRITE"

    /// The modes that conflict with this one: PostgreSQL 18 manual, table 13.2 Conflicting Lock Modes.
    public var conflicts: Set<LockMode> {
        switch self {
        case .accessShare: [.accessExclusive]
        case .rowShare: [.exclusive, .accessExclusive]
        case .rowExclusive: [.share, .shareRowExclusive, .exclusive, .accessExclusive]
        case .shareUpdateExclusive:
            [.shareUpdateExclusive, .share, .shareRowExclusive, .exclusive, .accessExclusive]
        case .share: [.rowExclusive, .shareUpdateExclusive, .shareRowExclusive, .exclusive, .accessExclusive]
        case .shareRowExclusive:
            [.rowExclusive, .shareUpdateExclusive, .share, .shareRowExclusive, .exclusive, .accessExclusive]
        case .exclusive: Set(LockMode.tableModes).subtracting([.accessShare])
        case .accessExclusive: Set(LockMode.tableModes)
        case .databaseWrite: [.databaseWrite]
        }
    }

    /// Whom the lock keeps waiting.
    public var blocks: Blocked {
        if conflicts.contains(.accessShare) { return .readsAndWrites }
        if conflicts.contains(.rowExclusive) || self == .databaseWrite { return .writes }
        return conflicts.contains(.shareUpdateExclusive) ? .ddl : .nothing
    }

    private static let tableModes = allCases.filter { $0 != .databaseWrite }

    public static func < (left: LockMode, right: LockMode) -> Bool { left.rank < right.rank }

    private var rank: Int { LockMode.allCases.firstIndex(of: self) ?? 0 }
}

/// Whom a lock keeps waiting.
public enum Blocked: String, Sendable, Codable, Hashable {
    case readsAndWrites = "reads and writes"
    case writes = "writes"
    case ddl = "ddl"
    case nothing = "nothing"
}

/// A lock on one relation.
public struct LockClaim: Hashable, Sendable, Codable {
    /// What is locked.
    public var relation: ObjectName
    /// How.
    public var mode: LockMode
    /// True for a view, which the statement itself has to lock: LOCK TABLE would lock the tables beneath as well.
    public var isView: Bool?
    /// Whether the relation is an index: LOCK TABLE cannot take it, only the statement itself.
    public var isIndex: Bool

    /// Whether LOCK TABLE can take it.
    public var isTable: Bool { isView != true && !isIndex }

    /// A lock on a relation.
    public init(_ relation: ObjectName, _ mode: LockMode, ofView isView: Bool? = nil, isIndex: Bool = false) {
        self.relation = relation
        self.mode = mode
        self.isView = isView
        self.isIndex = isIndex
    }
}

/// How much a statement has to do while it holds its locks.
public enum Work: String, Sendable, Codable, Hashable, Comparable {
    /// System catalogs only: milliseconds, whatever the table's size.
    case catalog
    /// Reads the whole table.
    case scan
    /// Builds an index.
    case build
    /// Updates rows in batches.
    case backfill
    /// Writes the whole table and its indexes anew.
    case rewrite

    public static func < (left: Work, right: Work) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .catalog: 0
        case .scan: 1
        case .build: 2
        case .backfill: 3
        case .rewrite: 4
        }
    }
}

/// What carrying out a statement does to a running system.
public struct Effect: Hashable, Sendable, Codable {
    /// The locks, strongest first.
    public var locks: [LockClaim]
    /// The work done under them.
    public var work: Work
    /// Whether the statement may run inside a transaction.
    public var transactional: Bool
    /// Where the claim comes from: manual section, source file, or a measurement.
    public var source: String

    /// An effect with its evidence.
    public init(_ locks: [LockClaim], _ work: Work, transactional: Bool = true, source: String) {
        self.locks = locks
        self.work = work
        self.transactional = transactional
        self.source = source
    }
}
