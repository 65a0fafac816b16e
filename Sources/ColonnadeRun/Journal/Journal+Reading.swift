import ColonnadeEngine
import ColonnadeModel
import Foundation

extension Journal {
    /// Every rollout ever begun, oldest first; none where there is no journal.
    package func records() async throws -> [RolloutRecord] {
        guard try await exists() else { return [] }
        var records = try await connection.query("SELECT * FROM \(rollouts) ORDER BY started_at, id").map(
            Self.record)
        let positions = Dictionary(
            records.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first }
        )
        for row in try await connection.query("SELECT * FROM \(steps)") {
            guard let index = positions[row["rollout"].text ?? ""], let id = row["step"].text else {
                continue
            }
            records[index].steps[id] = Self.step(row)
        }
        for row in try await connection.query("SELECT * FROM \(backfills)") {
            guard let index = positions[row["rollout"].text ?? ""], let id = row["step"].text else {
                continue
            }
            records[index].steps[id]?.backfill = Self.backfill(row)
        }
        for row in try await connection.query("SELECT * FROM \(gates)") {
            guard let index = positions[row["rollout"].text ?? ""],
                let gate = Gate(rawValue: row["gate"].text ?? "")
            else { continue }
            records[index].gates[gate] = GateRecord(
                metAt: row["met_at"].text ?? "", by: row["met_by"].text ?? "", note: row["note"].text ?? ""
            )
        }
        return records
    }

    /// One rollout as it is now.
    package func record(_ id: String) async throws -> RolloutRecord {
        guard let record = try await records().first(where: { $0.id == id }) else {
            throw EngineError(.refused, "the journal has no rollout \(id) any more")
        }
        return record
    }

    private static func record(_ row: Row) throws -> RolloutRecord {
        let plan = row["plan"].text ?? ""
        let rollout: Rollout
        do {
            rollout = try JSONDecoder().decode(Rollout.self, from: Data(plan.utf8))
        } catch {
            throw EngineError(
                .refused,
                "the journal's plan of \(row["name"].text ?? "?") cannot be read: it was written by another "
                    + "version of colonnade", hint: "finish it with the version that began it"
            )
        }
        return RolloutRecord(
            id: row["id"].text ?? "", rollout: rollout,
            state: RolloutState(rawValue: row["state"].text ?? "") ?? .failed,
            pauseRequested: row["paused"].bool ?? false, startedAt: row["started_at"].text ?? "",
            finishedAt: row["finished_at"].text, startedBy: row["started_by"].text ?? "",
            error: row["error"].text
        )
    }

    private static func step(_ row: Row) -> StepRecord {
        StepRecord(
            state: StepRecord.State(rawValue: row["state"].text ?? "") ?? .started,
            startedAt: row["started_at"].text ?? "", finishedAt: row["finished_at"].text,
            waitMilliseconds: row["wait_ms"].integer ?? 0, holdMilliseconds: row["hold_ms"].integer ?? 0,
            attempts: row["attempts"].integer ?? 0, waiters: row["waiters"].integer ?? 0,
            undoneStatements: Int(row["undone_statements"].integer ?? 0),
            note: row["note"].text
        )
    }

    static func backfill(_ row: Row) -> BackfillRecord {
        BackfillRecord(
            position: row["position"].integer ?? 0, extent: row["extent"].integer ?? 0,
            rowsDone: row["rows_done"].integer ?? 0, rowsPerSecond: row["rows_per_second"].double ?? 0,
            throttledBy: row["throttled_by"].text
        )
    }
}
