public import ColonnadeEngine
public import ColonnadeModel
public import ColonnadeRun
import Foundation

extension Database {
    /// Every rollout ever begun here, oldest first.
    public func records() async throws -> [RolloutRecord] {
        try await connected { try await Journal(engine: engine, connection: $0).records() }
    }

    /// The rollout that a name means.
    ///
    /// - Parameter name: any unambiguous part of its name; nil for the only open one.
    /// - Throws: ``ColonnadeError/badInput(_:)`` where there is none, or more than one.
    public func find(_ name: String?) async throws -> RolloutRecord {
        let latest = Self.latest(try await records())
        guard let name else {
            let open = latest.filter(\.state.isOpen)
            if open.count == 1 { return open[0] }
            throw ColonnadeError.badInput(
                open.isEmpty
                    ? "no rollout is open" : "several rollouts are open, name one: \(Self.names(open))"
            )
        }
        if let exact = latest.first(where: { $0.name == name }) { return exact }
        let matching = latest.filter { $0.name.contains(name) }
        let open = matching.filter(\.state.isOpen)
        if let only = matching.count == 1 ? matching.first : open.count == 1 ? open.first : nil {
            return only
        }
        throw ColonnadeError.badInput(
            matching.isEmpty
                ? "no rollout is called \(name)\(latest.isEmpty ? "" : "; there are: \(Self.names(latest))")"
                : "\(name) could be: \(Self.names(matching))"
        )
    }

    /// The last try of each rollout.
    static func latest(_ records: [RolloutRecord]) -> [RolloutRecord] {
        var seen: Set<String> = []
        return records.reversed().filter { seen.insert($0.name).inserted }.reversed()
    }

    private static func names(_ records: [RolloutRecord]) -> String {
        records.map(\.name).joined(separator: ", ")
    }

    /// What applying a migration means right now.
    ///
    /// - Parameter code: what is searched for what the changes of a new rollout would break.
    public func prepare(_ text: MigrationText, code: ProjectCode? = nil) async throws -> Preparation {
        let latest = Self.latest(try await records())
        var stale = Drift(from: [], to: [])
        if let record = latest.first(where: { $0.name == text.name }), record.state != .rolledBack {
            guard record.rollout.migration.checksum == text.checksum else {
                throw ColonnadeError.badInput(
                    record.state.isOpen
                        ? "\(text.source.path) was edited since its rollout began: finish or roll back "
                            + "\(record.name) first, or restore the file"
                        : "\(text.source.path) was edited after it was applied: write a new migration instead"
                )
            }
            guard record.state.isOpen else { return .nothingToDo(record) }
            guard record.steps.isEmpty else { return .resume(record) }
            stale = try await drift(since: record)
            if stale.lines.isEmpty { return .resume(record) }
        }
        var plan = try await plan(text, code: code ?? ProjectCode([]))
        plan.drift = stale
        for other in latest
        where other.state.isOpen && other.name != text.name
            && !other.rollout.tables.isDisjoint(with: plan.rollout.tables)
        {
            let shared = other.rollout.tables.intersection(plan.rollout.tables).map(\.description).sorted()
            throw ColonnadeError.badInput(
                "the rollout \(other.name) is still open on \(shared.joined(separator: ", ")): "
                    + "complete or roll it back first"
            )
        }
        return .begin(plan)
    }

    /// Carries a prepared rollout out up to its *ready* gate.
    public func apply(
        _ preparation: Preparation, settings: RunSettings, control: RunControl, ask: BlockerQuestion? = nil,
        report: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> RolloutRecord {
        switch preparation {
        case .nothingToDo(let record):
            return record
        case .resume(let record) where record.state == .ready:
            return record
        case .resume(let record):
            try refuseUnsaidTriggers(record.rollout, settings)
            return try await run(record, settings, control, ask, report) { try await $0.apply(record.id) }
        case .begin(let plan):
            try refuseUnsaidTriggers(plan.rollout, settings)
            try await discardUnbegun(plan.rollout.name)
            let record = try await connected { connection in
                // Before anything is written down.
                try await connected { try await Runner.refusePooler(engine, connection, $0) }
                let journal = Journal(engine: engine, connection: connection)
                try await journal.create()
                return try await journal.insert(plan.rollout, by: Self.whoami)
            }
            return try await run(record, settings, control, ask, report) { try await $0.apply(record.id) }
        }
    }

    /// Contract.
    ///
    /// - Throws: ``ColonnadeError/notMet(_:)`` where a gate is not met.
    public func complete(
        _ record: RolloutRecord, settings: RunSettings, control: RunControl, ask: BlockerQuestion? = nil,
        report: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> RolloutRecord {
        guard record.state != .complete else { return record }
        for gate in record.rollout.gates where record.gates[gate] == nil {
            throw ColonnadeError.notMet(Self.explanation(gate, record))
        }
        try await refuseUsedAgain(record)
        if let kept = record.kept {
            throw ColonnadeError.notMet(
                "\(kept): `colonnade rollback \(record.name)` brings it back, and once the time is over "
                    + "`colonnade complete` drops it"
            )
        }
        guard [.ready, .contracting, .stopped, .failed, .paused].contains(record.state) else {
            throw ColonnadeError.notMet("\(record.name) is \(record.state.rawValue): it cannot be completed")
        }
        for tripwire in try await tripwires(on: record) {
            try await remove(tripwire, settings: settings, control: control, ask: ask, report: report)
        }
        return try await run(record, settings, control, ask, report) { try await $0.complete(record.id) }
    }

    /// Takes a rollout back, from any point before contract.
    ///
    /// - Throws: ``ColonnadeError/notMet(_:)`` once contract has begun.
    public func rollBack(
        _ record: RolloutRecord, settings: RunSettings, control: RunControl, ask: BlockerQuestion? = nil,
        report: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> RolloutRecord {
        guard record.state != .rolledBack else { return record }
        let contracted = record.rollout.steps.filter {
            // What is only hidden comes back.
            $0.phase == .contract && $0.kind != "hide-column" && record.steps[$0.id]?.state == .done
        }
        if record.state == .complete || !contracted.isEmpty {
            throw ColonnadeError.notMet(
                "\(record.name) is past contract: there is no way back but a new migration"
            )
        }
        return try await run(record, settings, control, ask, report) { try await $0.rollBack(record.id) }
    }

    /// Records that a gate is met which Colonnade cannot prove.
    public func confirm(_ gate: Gate, of record: RolloutRecord, by: String, note: String) async throws {
        try await connected {
            try await Journal(engine: engine, connection: $0).meet(gate, by: by, note: note, of: record.id)
        }
    }

    /// Asks whoever runs the rollout to pause after the batch at hand, or lets it go on.
    public func requestPause(_ paused: Bool, of record: RolloutRecord) async throws {
        try await connected {
            try await Journal(engine: engine, connection: $0).requestPause(paused, of: record.id)
        }
    }

    /// Helps another machine's runner with the backfill that it is at.
    ///
    /// - Returns: whether there was one to help with.
    public func join(
        _ record: RolloutRecord, settings: RunSettings, control: RunControl,
        report: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> Bool {
        try await running(record, settings, control, nil, report) { try await $0.join(record.id) }
    }

    /// Changes how hard a rollout's backfill may press, also while it runs.
    public func set(_ speed: Speed, of record: RolloutRecord) async throws {
        try await connected { try await Journal(engine: engine, connection: $0).set(speed, of: record.id) }
    }

    private func run(
        _ record: RolloutRecord, _ settings: RunSettings, _ control: RunControl, _ ask: BlockerQuestion?,
        _ report: @escaping @Sendable (RunEvent) -> Void, _ work: (Runner) async throws -> RolloutState
    ) async throws -> RolloutRecord {
        try await forget(record)
        do {
            _ = try await running(record, settings, control, ask, report, work)
        } catch {
            await remember(record)
            throw error
        }
        await remember(record)
        return try await connected { try await Journal(engine: engine, connection: $0).record(record.id) }
    }

    private func running<T: Sendable>(
        _ record: RolloutRecord, _ settings: RunSettings, _ control: RunControl, _ ask: BlockerQuestion?,
        _ report: @escaping @Sendable (RunEvent) -> Void, _ work: (Runner) async throws -> T
    ) async throws -> T {
        do {
            return try await connected(as: "colonnade: \(record.name)") { connection in
                try await connected(as: "colonnade: \(record.name) observer") { observer in
                    let runner = Runner(
                        engine: engine, connection: connection, observer: observer, settings: settings,
                        control: control, ask: ask ?? { _ in .wait }, report: report
                    )
                    return try await work(runner)
                }
            }
        } catch let error as RunError {
            throw ColonnadeError.run(error, rollout: record.name)
        }
    }

    /// The user's triggers fire for each row that is filled, or not: that has to be said, never assumed.
    private func refuseUnsaidTriggers(_ rollout: Rollout, _ settings: RunSettings) throws {
        for case .backfill(let backfill)? in rollout.steps.map(\.statements.first)
        where settings.userTriggers == .suppress && backfill.keepsTriggers == true
            && !backfill.userTriggers.isEmpty
        {
            throw ColonnadeError.badInput(
                "--user-triggers suppress would silence the foreign keys of \(backfill.table) as well, whose checks are "
                    + "triggers: say --user-triggers fire, or disable your own triggers with ALTER TABLE meanwhile"
            )
        }
        guard settings.userTriggers == nil else { return }
        for case .backfill(let backfill)? in rollout.steps.map(\.statements.first)
        where !backfill.userTriggers.isEmpty {
            let names = backfill.userTriggers.map(\.text).joined(separator: ", ")
            throw ColonnadeError.badInput(
                "\(backfill.table) has triggers that would fire for each row filled: \(names). "
                    + "Say --user-triggers fire, or --user-triggers suppress (the role must be allowed to set "
                    + "session_replication_role)"
            )
        }
    }

    private static func explanation(_ gate: Gate, _ record: RolloutRecord) -> String {
        switch gate {
        case .ready: "\(record.name) is not ready: `colonnade apply` carries it on"
        case .unused:
            "nobody has said yet that nothing uses the old shape: "
                + record.rollout.subjectsTakenAway.prefix(1).map {
                    "`colonnade map \($0) --unused-for 7d` proves it where the server counts statements, "
                }.joined()
                + "`colonnade confirm unused \(record.name) --by YOU` when no old code runs any more"
        case .tolerant: "nobody has said yet that running code accepts both schemas"
        }
    }

    private static var whoami: String { "\(NSUserName())@\(ProcessInfo.processInfo.hostName)" }
}

/// What to do about a session that is in the way, asked of the user.
public typealias BlockerQuestion = @Sendable (Blocker) async -> BlockerPolicy

/// What applying a migration means right now.
public enum Preparation: Sendable {
    /// A new rollout.
    case begin(PlanDocument)
    /// One that is open goes on with the plan it began with.
    case resume(RolloutRecord)
    /// It is complete.
    case nothingToDo(RolloutRecord)
}
