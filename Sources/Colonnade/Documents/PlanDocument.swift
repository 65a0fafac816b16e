public import ColonnadeModel
public import ColonnadeRun

/// A rollout as `plan` shows it, its statements written out for the engine.
public struct PlanDocument: Sendable {
    /// The rollout itself.
    public let rollout: Rollout
    /// The steps with their SQL.
    public let steps: [PlannedStep]
    /// What has changed about the tables since an earlier plan of which nothing was done yet.
    public var drift = Drift(from: [], to: [])

    /// What in the code its changes would break; nil where no code was searched.
    public var code: BrokenCode?

    /// Where the rollout waits: for code as well, where some was found that its changes would break.
    public var gates: [Gate] {
        (code?.dependencies.isEmpty == false ? [.tolerant] : []) + rollout.gates
    }

    /// Writes a rollout's statements out.
    public init(_ rollout: Rollout, dialect: any Dialect, settings: RunSettings) {
        self.rollout = rollout
        steps = rollout.steps.map { PlannedStep($0, dialect: dialect, settings: settings) }
    }
}

/// A step with its SQL.
public struct PlannedStep: Sendable {
    /// The step.
    public let step: Step
    /// What is sent, in order.
    public let sql: [String]
    /// What takes it back, in order.
    public let undo: [String]
    /// The longest an attempt waits for the locks; nil where nothing waits behind them.
    public let lockTimeoutMilliseconds: Int64?

    init(_ step: Step, dialect: any Dialect, settings: RunSettings) {
        self.step = step
        sql = step.statements.flatMap { dialect.render($0) }.map { $0.display(dialect.style) }
        undo = step.undo.flatMap { dialect.render($0) }.map { $0.display(dialect.style) }
        let waits = step.transactional && step.locks.contains { $0.mode.blocks != .nothing }
        lockTimeoutMilliseconds =
            waits || step.isUnchecked || step.work == .backfill ? settings.pauseBudget.milliseconds : nil
    }
}

extension PlanDocument: Encodable {
    enum CodingKeys: String, CodingKey {
        case rollout, engine, serverVersion = "server_version", migration, changes, hazards, steps, gates,
            code
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rollout.name, forKey: .rollout)
        try container.encode(rollout.engine.rawValue, forKey: .engine)
        try container.encode(rollout.serverVersion.description, forKey: .serverVersion)
        try container.encode(rollout.migration, forKey: .migration)
        try container.encode(rollout.changes.map(ChangeEntry.init), forKey: .changes)
        try container.encode(rollout.hazards.map(HazardEntry.init), forKey: .hazards)
        try container.encode(steps, forKey: .steps)
        try container.encode(gates, forKey: .gates)
        try container.encodeIfPresent(code, forKey: .code)
    }

    private struct ChangeEntry: Encodable {
        let kind: String, table: String?, column: Identifier?, line: Int

        init(_ change: Rollout.ChangeSummary) {
            kind = change.kind
            table = change.table?.description
            column = change.column
            line = change.line
        }
    }

    private struct HazardEntry: Encodable {
        let rule: String, severity: Hazard.Severity, message: String, table: String, column: Identifier?

        init(_ hazard: Hazard) {
            rule = hazard.rule
            severity = hazard.severity
            message = hazard.message
            table = hazard.table.description
            column = hazard.column
        }
    }
}

extension PlannedStep: Encodable {
    enum CodingKeys: String, CodingKey {
        case id, phase, kind, summary, sql, locks, work, lockTimeout = "lock_timeout_ms", transactional, undo,
            undoLocks = "undo_locks", reversible, unchecked
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(step.id, forKey: .id)
        try container.encode(step.phase, forKey: .phase)
        try container.encode(step.kind, forKey: .kind)
        try container.encode(step.summary, forKey: .summary)
        try container.encode(sql, forKey: .sql)
        try container.encode(step.locks.map(LockEntry.init), forKey: .locks)
        try container.encode(step.work, forKey: .work)
        try container.encode(lockTimeoutMilliseconds, forKey: .lockTimeout)
        try container.encode(step.transactional, forKey: .transactional)
        try container.encode(undo, forKey: .undo)
        try container.encode(step.undoLocks.map(LockEntry.init), forKey: .undoLocks)
        try container.encode(step.reversible, forKey: .reversible)
        if step.isUnchecked { try container.encode(true, forKey: .unchecked) }
    }

    private struct LockEntry: Encodable {
        let relation: String, mode: String, blocks: Blocked

        init(_ claim: LockClaim) {
            relation = claim.relation.description
            mode = claim.mode.rawValue
            blocks = claim.mode.blocks
        }
    }
}
