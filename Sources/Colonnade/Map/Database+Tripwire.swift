import ColonnadeEngine
import ColonnadeMap
public import ColonnadeModel
public import ColonnadeRun

extension Database {
    /// The watch for whoever still writes a column: as it is, or as it would be.
    ///
    /// - Parameter subject: `orders.old_status`.
    /// - Throws: ``ColonnadeError/badInput(_:)`` for what is no column.
    public func tripwire(of subject: String) async throws -> Tripwire {
        let surroundings = try await surroundings(of: subject)
        guard let column = surroundings.column else {
            throw ColonnadeError.badInput(
                "a tripwire watches a column: name one, as \(surroundings.table).COLUMN")
        }
        return try await connected { try await engine.tripwire(on: surroundings.table, column, on: $0) }
    }

    /// What is sent to install a tripwire, or to take it off: beside the table, and then under the table's locks.
    public func sql(of tripwire: Tripwire, installing: Bool) -> [String] {
        let all =
            installing ? tripwire.preparation + tripwire.installation : tripwire.removal + tripwire.cleanup
        return all.map { $0.display(engine.dialect.style) }
    }

    /// Installs a tripwire. Nobody waits at the table for longer than the pause budget.
    public func install(
        _ tripwire: Tripwire, settings: RunSettings, control: RunControl, ask: BlockerQuestion? = nil,
        report: @escaping @Sendable (RunEvent) -> Void
    ) async throws {
        try await connected { for sql in tripwire.preparation { try await $0.execute(sql) } }
        let step = Self.step("install-tripwire", "Watch who writes", tripwire, tripwire.installLocks)
        try await alone(step, tripwire.installation, settings, control, ask, report)
    }

    /// Takes a tripwire off, with all that it has counted.
    public func remove(
        _ tripwire: Tripwire, settings: RunSettings, control: RunControl, ask: BlockerQuestion? = nil,
        report: @escaping @Sendable (RunEvent) -> Void
    ) async throws {
        let step = Self.step("remove-tripwire", "Watch no longer who writes", tripwire, tripwire.removalLocks)
        try await alone(step, tripwire.removal, settings, control, ask, report)
        try await connected { for sql in tripwire.cleanup { try await $0.execute(sql) } }
    }

    /// The tripwires on what a rollout takes away: contract could not drop a column that one watches.
    public func tripwires(on record: RolloutRecord) async throws -> [Tripwire] {
        guard engine.dialect.engine == .postgresql else { return [] }
        return try await connected { connection in
            var found: [Tripwire] = []
            for subject in record.rollout.subjectsDropped {
                guard let column = subject.column, try await engine.exists(subject.table, on: connection)
                else { continue }
                let around = try await engine.surroundings(of: subject.table, column, on: connection)
                guard around.isFound, around.writes != nil else { continue }
                found.append(try await engine.tripwire(on: subject.table, column, on: connection))
            }
            return found
        }
    }

    private static func step(
        _ kind: String, _ summary: String, _ tripwire: Tripwire, _ locks: [LockClaim]
    ) -> Step {
        Step(
            id: kind, phase: .tolerate, kind: kind,
            summary: "\(summary) \(tripwire.table).\(tripwire.column)",
            statements: [], locks: locks, work: .catalog, transactional: true, undo: [], undoLocks: [],
            lossOnUndo: nil, reversible: true)
    }

    private func alone(
        _ step: Step, _ sql: [SQL], _ settings: RunSettings, _ control: RunControl, _ ask: BlockerQuestion?,
        _ report: @escaping @Sendable (RunEvent) -> Void
    ) async throws {
        do {
            try await connected(as: "colonnade: \(step.id)") { connection in
                try await connected(as: "colonnade: \(step.id) observer") { observer in
                    let runner = Runner(
                        engine: engine, connection: connection, observer: observer, settings: settings,
                        control: control, ask: ask ?? { _ in .wait }, report: report)
                    try await runner.alone(step, sql)
                }
            }
        } catch let error as RunError {
            throw ColonnadeError.alone(error, step.summary)
        }
    }
}
