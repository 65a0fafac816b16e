/// The stretch of a rollout that a step belongs to, in the order they are walked.
public enum Phase: String, Sendable, Codable, Hashable, CaseIterable, Comparable {
    /// Code is made to accept both schemas; the database is not touched.
    case tolerate
    /// The new shape appears beside the old one.
    case expand
    /// Existing rows are filled.
    case backfill
    /// What was promised is proved.
    case verify
    /// Code starts to depend on the new shape.
    case `switch`
    /// The old shape and the scaffolding go.
    case contract

    public static func < (left: Phase, right: Phase) -> Bool { left.rank < right.rank }

    private var rank: Int { Phase.allCases.firstIndex(of: self) ?? 0 }
}

/// Where a rollout waits for the world outside.
public enum Gate: String, Sendable, Codable, Hashable, CaseIterable {
    /// Running code accepts both schemas.
    case tolerant
    /// Backfill finished and verified: code may depend on the change.
    case ready
    /// Nothing uses the old shape any more: it may go.
    case unused
}

/// Why doing a change directly would hurt, and what is done instead.
public struct Hazard: Hashable, Sendable, Codable {
    /// How bad it is.
    public enum Severity: String, Sendable, Codable, Hashable, CaseIterable, Comparable {
        case error, warning, note

        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .error: 2
            case .warning: 1
            case .note: 0
            }
        }
    }

    /// Permanent kebab-case id.
    public var rule: String
    /// How bad it is.
    public var severity: Severity
    /// What would happen, and the way round.
    public var message: String
    /// The table concerned.
    public var table: ObjectName
    /// The column concerned.
    public var column: Identifier?

    /// A hazard.
    public init(
        rule: String, severity: Severity, message: String, table: ObjectName, column: Identifier? = nil
    ) {
        self.rule = rule
        self.severity = severity
        self.message = message
        self.table = table
        self.column = column
    }
}

/// The smallest resumable unit of a rollout.
public struct Step: Hashable, Sendable, Codable, Identifiable {
    /// `expand-1`, `backfill-2`: unique in the rollout.
    public var id: String
    /// Which phase it belongs to.
    public var phase: Phase
    /// Kebab-case verb-noun: `add-column`.
    public var kind: String
    /// One line for people.
    public var summary: String
    /// What it asks of the database, carried out in one transaction where `transactional` is true.
    public var statements: [Statement]
    /// The locks it takes, each relation once with its strongest mode, in the order they are taken.
    public var locks: [LockClaim]
    /// The heaviest work it does under them.
    public var work: Work
    /// Whether all of it happens in one transaction together with its journal entry.
    public var transactional: Bool
    /// What takes it back, in order.
    public var undo: [Statement]
    /// The locks that taking it back takes, each relation once with its strongest mode, in the order of `locks`.
    public var undoLocks: [LockClaim]
    /// What is lost by taking it back; nil if nothing is.
    public var lossOnUndo: String?
    /// False once the step has destroyed something.
    public var reversible: Bool
    /// How long what the step destroys is kept after the steps before it, in seconds; nil: it is not.
    public var retentionSeconds: Double?

    /// Whether its locks keep somebody's reads or writes waiting.
    public var blocksForeground: Bool {
        locks.contains { $0.mode.blocks == .readsAndWrites || $0.mode.blocks == .writes }
    }

    /// Whether it is SQL that its author vouches for: nobody has looked what it locks and how much it works.
    public var isUnchecked: Bool {
        if case .verbatim(_, table: nil, _)? = statements.first { kind == "run-as-is" } else { false }
    }

    /// A step.
    public init(
        id: String, phase: Phase, kind: String, summary: String, statements: [Statement], locks: [LockClaim],
        work: Work, transactional: Bool, undo: [Statement], undoLocks: [LockClaim], lossOnUndo: String?,
        reversible: Bool, retentionSeconds: Double? = nil
    ) {
        self.id = id
        self.phase = phase
        self.kind = kind
        self.summary = summary
        self.statements = statements
        self.locks = locks
        self.work = work
        self.transactional = transactional
        self.undo = undo
        self.undoLocks = undoLocks
        self.lossOnUndo = lossOnUndo
        self.reversible = reversible
        self.retentionSeconds = retentionSeconds
    }
}

/// The ordered steps that a migration compiles to for one database.
public struct Rollout: Hashable, Sendable, Codable {
    /// Where the rollout comes from.
    public struct Origin: Hashable, Sendable, Codable {
        /// Path of the migration.
        public var path: String
        /// SHA-256 of its text.
        public var checksum: String

        /// An origin.
        public init(path: String, checksum: String) {
            self.path = path
            self.checksum = checksum
        }
    }

    /// A change, as it is shown.
    public struct ChangeSummary: Hashable, Sendable, Codable {
        /// Kebab-case kind.
        public var kind: String
        /// Table.
        public var table: ObjectName?
        /// Column.
        public var column: Identifier?
        /// Line in the migration, from 1.
        public var line: Int

        /// A summary of a change.
        public init(kind: String, table: ObjectName?, column: Identifier?, line: Int) {
            self.kind = kind
            self.table = table
            self.column = column
            self.line = line
        }
    }

    /// Named after the migration.
    public var name: String
    /// The engine it was planned for.
    public var engine: EngineKind
    /// The server version it was planned for.
    public var serverVersion: ServerVersion
    /// The migration.
    public var migration: Origin
    /// What changes.
    public var changes: [ChangeSummary]
    /// What would have hurt.
    public var hazards: [Hazard]
    /// The steps in their order.
    public var steps: [Step]
    /// The gates it passes.
    public var gates: [Gate]
    /// What the tables it touches looked like when it was planned; nil in plans from before this was kept.
    public var fingerprint: [String]?

    /// A rollout.
    public init(
        name: String, engine: EngineKind, serverVersion: ServerVersion, migration: Origin,
        changes: [ChangeSummary],
        hazards: [Hazard], steps: [Step], gates: [Gate]
    ) {
        self.name = name
        self.engine = engine
        self.serverVersion = serverVersion
        self.migration = migration
        self.changes = changes
        self.hazards = hazards
        self.steps = steps
        self.gates = gates
    }

    /// The tables it touches.
    public var tables: Set<ObjectName> {
        let moved = steps.flatMap(\.statements).compactMap { statement -> ObjectName? in
            if case .wholeTable(.moveBehindView(_, let new, _)) = statement { new } else { nil }
        }
        return Set(changes.compactMap(\.table) + moved)
    }

    /// The steps of some phases, in order.
    public func steps(in phases: [Phase]) -> [Step] { steps.filter { phases.contains($0.phase) } }
}
