import ColonnadeEngine
import ColonnadeModel

/// Fills a table batch by batch; each batch and its checkpoint commit together, so it may be killed at any instant.
struct BackfillDriver: Sendable {
    let engine: any Engine
    let journal: Journal
    let settings: RunSettings
    let control: RunControl
    let clock: any Clock<Duration>

    func run(
        _ backfill: Backfill, of step: Step, in id: String, resuming: BackfillRecord?,
        report: (RunEvent) -> Void
    ) async throws {
        let connection = journal.connection
        let extent: Int64
        if let resuming {
            extent = resuming.extent
        } else {
            // Counted after the fill trigger was committed: see the engine on why these positions are enough.
            extent = try await engine.extent(of: backfill.table, on: connection)
            try await journal.begin(step, extent: extent, of: id)
        }
        var machine = BackfillStateMachine(
            position: resuming?.position ?? 0, extent: extent,
            initialBatch: try await engine.initialBatch(of: backfill.table, on: connection),
            target: settings.batchTarget
        )
        var rows = resuming?.rowsDone ?? 0
        while let batch = machine.next {
            if control.isInterrupted { throw RunError.interrupted }
            if try await journal.isPauseRequested(id) { throw RunError.paused }
            let stopwatch = Stopwatch(clock)
            do {
                let changed = try await fill(backfill, batch, step, id, machine.rowsPerSecond)
                machine.committed(batch, rows: changed, took: stopwatch.elapsed)
                rows += changed
            } catch let error as EngineError where error.kind == .lockTimeout || error.kind == .retry {
                report(.retrying(step, reason: error.message))
                try await clock.sleep(for: machine.rolledBack())
            }
            let record = BackfillRecord(
                position: machine.position, extent: extent, rowsDone: rows, rowsPerSecond: machine.rowsPerSecond
            )
            report(.backfillProgress(step, record.progress(estimate: backfill.estimatedRows)))
        }
    }

    private func fill(
        _ backfill: Backfill, _ batch: Range<Int64>, _ step: Step, _ id: String, _ rowsPerSecond: Double
    ) async throws -> Int64 {
        let connection = journal.connection
        try await engine.beginBatch(timeout: settings.pauseBudget, on: connection)
        do {
            let changed = try await connection.execute(backfill.update { engine.lies($0, in: batch) })
            FaultPoint.pass("inside-batch")
            try await journal.checkpoint(
                step, position: batch.upperBound, rows: changed, rowsPerSecond: rowsPerSecond, of: id
            )
            FaultPoint.pass("before-batch-commit")
            try await connection.execute("COMMIT")
            FaultPoint.pass("after-batch")
            return changed
        } catch {
            await connection.rollback()
            throw error
        }
    }
}
