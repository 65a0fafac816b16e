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

    /// A copy of the copy, to which clients' writes are written a second time.
    private static let twin = "twin"

    private func twin() async throws -> Database { try await Database.open(sandbox.url(Self.twin)) }

    func run() async throws -> RehearsalReport {
        observe(.part(.preparing))
        observe(.progress("making further copies, and clients"))
        var database = try await Database.open(sandbox.url(RehearsalSandbox.changed))
        database.retention = rehearsal.retention
        let plan: PlanDocument
        switch try await rehearsal.beginning(of: text, on: database) {
        case .plan(let found): plan = found
        case .refused(let verdict): return report(verdict)
        }
        let migration = try PlainMigration(text)
        let end: PlainEnd
        do {
            end = try await schemaOfPlainSQL(migration)
        } catch let error as EngineError {
            return report(Verdict(no: "the SQL fails even on empty tables: \(error.message)"))
        }
        let tables = plan.rollout.tables
        let before = try await database.connected { try await database.engine.inspect(on: $0) }
        let changed = ComparableRows(changedBy: plan, text, end.catalog)
        let restored = ComparableRows(restoredBy: plan, before)
        let proof = changed.obstacle == nil ? [TimeEstimate.proof(of: tables, on: before)] : []
        observe(.known(.proof, proof.map { (.proof, $0) }))
        observe(
            .known(
                .change,
                TimeEstimate.parts(
                    of: plan.rollout, on: before, pace: rehearsal.pace, faults: rehearsal.isFull)))
        var made = try await clients.make(for: tables, on: database, before, end: end)
        if rehearsal.compares { try await sandbox.copy(to: "plain") }
        if changed.obstacle == nil || rehearsal.isFull && restored.obstacle == nil {
            try await sandbox.copy(to: Self.twin)
        } else {
            made.workload.record = nil
        }
        let record = made.workload.record
        let colonnade = try await rollOut(database, made) { [database, observe] in
            observe(.part(.proof))
            return try await restored.compare(in: database, with: twin, record, migration)
        }
        let difference = try await self.difference(database, tables, end.catalog)
        let steps = try await steps(database, held: colonnade.run.held)
        if rehearsal.compares {
            let seconds = TimeEstimate.plain(plan.rollout, took: colonnade.run.seconds, on: before)
            observe(.known(.change, [(.change, seconds)]))
        }
        let plain = rehearsal.compares ? try await runPlainly(migration, tables, before) : nil
        observe(.part(.proof))
        observe(.progress("comparing rows"))
        let rows =
            colonnade.run.failure == nil
            ? try await changed.compare(in: database, with: twin, record, migration) : nil
        for name in ["plain", "empty", Self.twin] { try await sandbox.drop(name) }
        let verdict = Verdict(
            colonnade, difference: difference, rows: rows, limits: rehearsal.limits)
        var report = report(verdict)
        report.rows = rows
        report.load = RehearsalReport.Load(made.workload, origin: made.origin, notMade: made.notMade)
        report.colonnade = colonnade
        report.plain = plain
        report.steps = steps
        report.plan = plan.fingerprint
        report.forecast = try await forecast(colonnade, steps, tables, database)
        var facts = Advice.Facts(of: tables, from: before, to: end.catalog, colonnade.run)
        facts.quietHour = made.quietHour
        report.advice = Advice.lines(
            colonnade, steps: steps, limits: rehearsal.limits, facts: facts, forecast: report.forecast)
        return report
    }

    private func report(_ verdict: Verdict) -> RehearsalReport {
        rehearsal.report(text, on: sandbox.summary, verdict)
    }

    // MARK: - The plain SQL without rows

    /// - Throws: ``EngineError`` where the SQL fails.
    private func schemaOfPlainSQL(_ migration: PlainMigration) async throws -> PlainEnd {
        try await sandbox.drop("empty")
        try await sandbox.copyEmpty(to: "empty")
        let empty = try await Database.open(sandbox.url("empty"))
        try await migration.run(on: empty.engine)
        return PlainEnd(
            database: empty, catalog: try await empty.connected { try await empty.engine.inspect(on: $0) })
    }

    /// How the changed tables differ from what the plain SQL gives.
    private func difference(
        _ database: Database, _ tables: Set<ObjectName>, _ end: CatalogSnapshot
    ) async throws -> [String] {
        let ours = try await database.connected { try await database.engine.inspect(on: $0) }
        return Drift(from: end.fingerprint(of: tables), to: ours.fingerprint(of: tables)).lines
    }

    // MARK: - In production

    private func forecast(
        _ attempt: RehearsalReport.Attempt, _ steps: [RehearsalReport.StepRun], _ tables: Set<ObjectName>,
        _ database: Database
    ) async throws -> Forecast? {
        guard attempt.run.failure == nil, let there = clients.use?.tables else { return nil }
        let here = try await database.connected { try await database.engine.use(on: $0) }.tables
        let sizes = tables.sorted().compactMap { name -> Forecast.Table? in
            guard let there = there[name], let here = here[name], let rows = there.rows,
                let rowsHere = here.rows,
                let bytes = there.bytes, let bytesHere = here.bytes
            else { return nil }
            return Forecast.Table(
                table: name.description, rows: rows, rowsHere: rowsHere, bytes: bytes, bytesHere: bytesHere)
        }
        return Forecast(of: steps, seconds: attempt.run.seconds, tables: sizes)
    }

    // MARK: - Under load

    private func rollOut(
        _ database: Database, _ made: RehearsalWorkload.Made,
        comparing compareRows: @escaping @Sendable () async throws -> RowsProof
    ) async throws -> RehearsalReport.Attempt {
        observe(
            .load(
                "\(text.name) on \(sandbox.summary.server): \(made.workload.clients) clients, "
                    + "\(Int(made.workload.rate)) operations/s, for \(rehearsal.pace.rolloutSeconds) s and what the change takes"
            ))
        var settings = rehearsal.settings
        settings.tellsWork = true
        return try await measured(database) { [settings] in
            try await RolloutUnderLoad(
                database: database, text: text, workload: made.workload, pace: rehearsal.pace,
                settings: settings, faults: rehearsal.isFull ? faults(for: database) : nil,
                compareRows: compareRows, control: control, observe: observe
            ).run()
        }
    }

    private func faults(for database: Database) -> RehearsalFaults {
        sandbox.faults(for: database, program: rehearsal.program, speed: rehearsal.settings.speed)
    }

    private func runPlainly(
        _ migration: PlainMigration, _ tables: Set<ObjectName>, _ before: CatalogSnapshot
    ) async throws -> RehearsalReport.Attempt {
        observe(
            .load(
                "The same SQL run directly, on another copy, under the same load, for \(rehearsal.pace.plainSeconds) s and "
                    + "what it takes, a minute at most"))
        let copy = try await Database.open(sandbox.url("plain"))
        // Its clients draw their values from this copy.
        let made = try await clients.make(for: tables, on: copy, before, end: nil)
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
            let (before, after) = (before[keyPath: count] ?? 0, after[keyPath: count] ?? 0)
            // A server that has lost power counts anew.
            return after < before ? after : after - before
        }
        var cost = RehearsalReport.Cost(
            walBytes: grown(\.walBytes), tempBytes: grown(\.tempBytes),
            grownBytes: after.databaseBytes - before.databaseBytes, deadlocks: grown(\.deadlocks),
            rewritten: after.rewritten(since: before).map(\.description))
        // What was only made has nobody waiting for it.
        cost.scanned = run.scanned.filter { before.files[$0.relation] != nil }.map {
            "\($0.relation) under \($0.mode.rawValue)"
        }
        cost.checkpoints = grown(\.checkpoints)
        cost.growth = Self.growth(from: before, to: after)
        return RehearsalReport.Attempt(run: run, cost: cost)
    }

    /// Tables that have grown by a page or more, or have got dead rows, the most first.
    private static func growth(
        from before: ServerCounters, to after: ServerCounters
    ) -> [RehearsalReport.Cost.Growth] {
        let grown = after.sizes.map { name, size in
            let old = before.sizes[name]
            return RehearsalReport.Cost.Growth(
                table: name.description, bytes: size.bytes - (old?.bytes ?? 0),
                indexBytes: size.indexBytes - (old?.indexBytes ?? 0),
                deadRows: max(0, size.deadRows - (old?.deadRows ?? 0)))
        }
        let most = grown.filter { $0.bytes != 0 || $0.indexBytes != 0 || $0.deadRows > 0 }
            .sorted { ($0.bytes + $0.indexBytes, $1.table) > ($1.bytes + $1.indexBytes, $0.table) }
        return Array(most.prefix(10))
    }

    private func steps(
        _ database: Database, held: [String: [LockClaim]]
    ) async throws -> [RehearsalReport.StepRun] {
        guard let record = try await database.records().last(where: { $0.name == text.name }) else {
            return []
        }
        return record.rollout.steps.compactMap { step in
            guard let done = record.steps[step.id] else { return nil }
            var run = RehearsalReport.StepRun(
                id: step.id, phase: step.phase, summary: step.summary,
                locks: step.locks.map { "\($0.mode.rawValue) \($0.relation)" }, work: step.work,
                seconds: Journal.seconds(from: done.startedAt, to: done.finishedAt) ?? 0,
                waitMilliseconds: done.waitMilliseconds, holdMilliseconds: done.holdMilliseconds,
                waiters: done.waiters)
            run.held = (held[step.id] ?? []).map { "\($0.mode.rawValue) \($0.relation)" }
            return run
        }
    }
}
