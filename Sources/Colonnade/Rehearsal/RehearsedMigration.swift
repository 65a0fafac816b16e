import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeRun
import Foundation

/// One migration on the copy of a database: the rollout under load, then the plain SQL on another copy.
struct RehearsedMigration: Sendable {
    let rehearsal: Rehearsal
    let sandbox: RehearsalSandbox
    let text: MigrationText
    let clients: RehearsalWorkload
    let control: RunControl
    let observe: @Sendable (LoadMoment) -> Void

    func run() async throws -> RehearsalReport {
        let database = try await Database.open(sandbox.url(RehearsalSandbox.changed))
        let plan: PlanDocument
        do {
            switch try await database.prepare(text) {
            case .begin(let begun): plan = begun
            case .resume(let record):
                plan = PlanDocument(
                    record.rollout, dialect: database.engine.dialect, settings: rehearsal.settings)
            case .nothingToDo(let record):
                throw ColonnadeError.badInput(
                    "\(record.name) is complete already in the database that was copied")
            }
        } catch let error as ColonnadeError {
            guard case .refused = error else { throw error }
            return report(Verdict(no: "no safe rollout is known:\n\(error.message)"))
        }
        let migration = try PlainMigration(text)
        let end: CatalogSnapshot
        do {
            end = try await schemaOfPlainSQL(migration)
        } catch let error as EngineError {
            return report(Verdict(no: "the SQL fails even on empty tables: \(error.message)"))
        }
        let tables = plan.rollout.tables
        let made = try await clients.make(for: tables, on: database, end: end)
        if rehearsal.compares { try await sandbox.copy(to: "plain") }

        let colonnade = try await rollOut(database, made)
        let difference = try await self.difference(database, tables, end)
        let steps = try await steps(database)
        let plain = rehearsal.compares ? try await runPlainly(migration, tables, end) : nil
        for name in ["plain", "empty"] { try await sandbox.drop(name) }
        let verdict = Verdict(colonnade, difference: difference, limits: rehearsal.limits)
        var report = report(verdict)
        report.load = RehearsalReport.Load(made.workload, origin: made.origin, notMade: made.notMade)
        report.colonnade = colonnade
        report.plain = plain
        report.steps = steps
        return report
    }

    private func report(_ verdict: Verdict) -> RehearsalReport {
        RehearsalReport(
            rollout: text.name, migration: text.source.path, checksum: text.checksum,
            processors: ProcessInfo.processInfo.activeProcessorCount, snapshot: sandbox.summary,
            load: .none,
            limits: rehearsal.limits, verdict: verdict, colonnade: nil, plain: nil, steps: []
        )
    }

    // MARK: - The plain SQL without rows

    /// - Throws: ``EngineError`` where the SQL fails.
    private func schemaOfPlainSQL(_ migration: PlainMigration) async throws -> CatalogSnapshot {
        try await sandbox.drop("empty")
        try await sandbox.copyEmpty(to: "empty")
        let empty = try await Database.open(sandbox.url("empty"))
        try await migration.run(on: empty.engine)
        return try await empty.connected { try await empty.engine.inspect(on: $0) }
    }

    /// How the changed tables differ from what the plain SQL gives.
    private func difference(
        _ database: Database, _ tables: Set<ObjectName>, _ end: CatalogSnapshot
    ) async throws -> [String] {
        let ours = try await database.connected { try await database.engine.inspect(on: $0) }
        return Drift(from: end.fingerprint(of: tables), to: ours.fingerprint(of: tables)).lines
    }

    // MARK: - Under load

    private func rollOut(_ database: Database, _ made: RehearsalWorkload.Made) async throws
        -> RehearsalReport.Attempt
    {
        observe(
            .load(
                "\(text.name) on \(sandbox.summary.server): \(clients.clients) clients, \(Int(made.workload.rate)) operations/s"
            ))
        return try await measured(database) {
            try await RolloutUnderLoad(
                database: database, text: text, workload: made.workload, pace: rehearsal.pace,
                settings: rehearsal.settings, isFull: rehearsal.isFull, control: control,
                observe: observe
            ).run()
        }
    }

    private func runPlainly(
        _ migration: PlainMigration, _ tables: Set<ObjectName>, _ end: CatalogSnapshot
    ) async throws -> RehearsalReport.Attempt {
        observe(.load("The same SQL run directly, on another copy, under the same load"))
        let copy = try await Database.open(sandbox.url("plain"))
        // Its clients draw their values from this copy.
        let made = try await clients.make(for: tables, on: copy, end: end)
        return try await measured(copy) {
            try await PlainUnderLoad(
                engine: copy.engine, migration: migration, workload: made.workload, pace: rehearsal.pace,
                observe: observe
            ).run()
        }
    }

    private func measured(
        _ database: Database, _ work: () async throws -> MeasuredRun
    ) async throws -> RehearsalReport.Attempt {
        func counters() async throws -> ServerCounters {
            try await database.connected(as: "colonnade: rehearsal") {
                try await database.engine.counters(on: $0)
            }
        }
        let before = try await counters()
        let run = try await work()
        let after = try await counters()
        func grown(_ count: KeyPath<ServerCounters, Int64?>) -> Int64 {
            (after[keyPath: count] ?? 0) - (before[keyPath: count] ?? 0)
        }
        return RehearsalReport.Attempt(
            run: run,
            cost: RehearsalReport.Cost(
                walBytes: grown(\.walBytes), tempBytes: grown(\.tempBytes),
                grownBytes: after.databaseBytes - before.databaseBytes, deadlocks: grown(\.deadlocks),
                rewritten: after.rewritten(since: before).map(\.description)))
    }

    private func steps(_ database: Database) async throws -> [RehearsalReport.StepRun] {
        guard let record = try await database.records().last(where: { $0.name == text.name }) else {
            return []
        }
        return record.rollout.steps.compactMap { step in
            guard let done = record.steps[step.id] else { return nil }
            return RehearsalReport.StepRun(
                id: step.id, phase: step.phase, summary: step.summary,
                locks: step.locks.map { "\($0.mode.rawValue) \($0.relation)" }, work: step.work,
                seconds: Journal.seconds(from: done.startedAt, to: done.finishedAt) ?? 0,
                waitMilliseconds: done.waitMilliseconds, holdMilliseconds: done.holdMilliseconds,
                waiters: done.waiters)
        }
    }
}
