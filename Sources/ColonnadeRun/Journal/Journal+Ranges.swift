import ColonnadeEngine
package import ColonnadeModel

/// A stretch of a table that somebody fills, or that is left for later.
package struct WorkRange: Sendable, Hashable {
    var low: Int64
    var high: Int64
    /// Whether it was left before because rows were locked: now they are waited for.
    var isLeftover: Bool
}

/// What the journal says when a batch is about to be committed.
struct Checkpoint: Sendable {
    var backfill: BackfillRecord
    var wishes: Wishes
}

/// How a table is shared out among workers: a position up to which it has been given away, and the ranges that are
/// given away and not done. A range shrinks in the transaction that fills its rows, and is gone with the last of them.
extension Journal {
    package func begin(_ step: Step, extent: Int64, of id: String) async throws {
        try await connection.execute(
            """
            INSERT INTO \(backfills) (rollout, step, position, extent, rows_done, rows_per_second)
            VALUES (\(bind: .text(id)), \(bind: .text(step.id)), 0, \(number: extent), 0, 0)
            ON CONFLICT (rollout, step) DO NOTHING
            """
        )
    }

    package func backfill(_ step: Step, of id: String) async throws -> BackfillRecord? {
        try await connection.query("SELECT * FROM \(backfills) WHERE \(key(step, id))").first.map(
            Self.backfill)
    }

    /// Gives the next stretch of the table away; nil when all of it is.
    func claimNew(_ size: Int64, by worker: String, _ step: Step, of id: String) async throws -> WorkRange? {
        while let record = try await backfill(step, of: id), record.position < record.extent {
            let range = WorkRange(
                low: record.position, high: min(record.position + size, record.extent), isLeftover: false
            )
            try await connection.execute("BEGIN")
            do {
                // Another worker may have been faster: then nothing is updated and the next stretch is tried.
                let moved = try await connection.execute(
                    """
                    UPDATE \(backfills) SET position = \(number: range.high)
                     WHERE \(key(step, id)) AND position = \(number: range.low)
                    """
                )
                if moved == 1 {
                    try await connection.execute(inserting(range, state: "claimed", worker, step, id))
                }
                try await connection.execute("COMMIT")
                if moved == 1 { return range }
            } catch {
                await connection.rollback()
                throw error
            }
        }
        return nil
    }

    /// Takes over a range in a given state, of a given worker.
    func claim(state: String, of previous: String?, by worker: String, _ step: Step, of id: String)
        async throws -> WorkRange?
    {
        let owner: SQL = previous.map { " AND worker = \(bind: .text($0))" } ?? ""
        let rows = try await connection.query(
            """
            SELECT low, high FROM \(ranges) WHERE \(key(step, id)) AND state = \(bind: .text(state))\(owner) ORDER BY low
            """
        )
        for row in rows {
            guard let low = row[0].integer, let high = row[1].integer else { continue }
            let taken = try await connection.execute(
                """
                UPDATE \(ranges) SET state = 'claimed', worker = \(bind: .text(worker))
                 WHERE \(key(step, id)) AND low = \(number: low) AND state = \(bind: .text(state))\(owner)
                """
            )
            if taken == 1 { return WorkRange(low: low, high: high, isLeftover: state == "left") }
        }
        return nil
    }

    /// The workers that have ranges which are not done.
    func workers(_ step: Step, of id: String) async throws -> [String] {
        try await connection.query(
            "SELECT DISTINCT worker FROM \(ranges) WHERE \(key(step, id)) AND state = 'claimed'"
        ).compactMap { $0[0].text }
    }

    /// Writes down that part of a range is filled, in the transaction that filled it, and looks at what is there now.
    ///
    /// - Parameter left: a stretch whose locked rows are left for later.
    func checkpoint(
        _ range: WorkRange, to position: Int64, leaving left: Range<Int64>? = nil, rows: Int64,
        rowsPerSecond: Double, _ step: Step, of id: String
    ) async throws -> Checkpoint {
        var statements = advancing(range, to: position, rows: rows, rowsPerSecond: rowsPerSecond, step, id)
        // After the range has moved on: a range is known by where it begins.
        if let left {
            let range = WorkRange(low: left.lowerBound, high: left.upperBound, isLeftover: true)
            statements.append(inserting(range, state: "left", "", step, id))
        }
        statements.append("SELECT * FROM \(backfills) WHERE \(key(step, id))")
        statements.append(selectingWishes(for: id))
        let results = try await connection.pipeline(statements)
        guard let wishes = results.last, let record = results.dropLast().last?.rows.first else {
            throw EngineError(.refused, "the journal has no backfill of \(id) \(step.id) any more")
        }
        return Checkpoint(backfill: Self.backfill(record), wishes: Wishes(wishes.rows.first))
    }

    private func advancing(
        _ range: WorkRange, to position: Int64, rows: Int64, rowsPerSecond: Double, _ step: Step, _ id: String
    ) -> [SQL] {
        let here: SQL = "\(key(step, id)) AND low = \(number: range.low)"
        return [
            position >= range.high
                ? "DELETE FROM \(ranges) WHERE \(here)"
                : "UPDATE \(ranges) SET low = \(number: position) WHERE \(here)",
            """
            UPDATE \(backfills) SET rows_done = rows_done + \(number: rows),
              rows_per_second = \(number: Int64(rowsPerSecond)) WHERE \(key(step, id))
            """,
        ]
    }

    /// Writes a row down that cannot be filled, and goes on behind it.
    func fail(
        _ range: WorkRange, at position: Int64, name: String, error: String, rowsPerSecond: Double,
        _ step: Step, of id: String
    ) async throws {
        let failed: SQL = """
            INSERT INTO \(ranges) (rollout, step, low, high, state, worker, row_key, error)
            VALUES (\(bind: .text(id)), \(bind: .text(step.id)), \(number: position), \(number: position + 1), 'failed', '',
              \(bind: .text(name)), \(bind: .text(error)))
            """
        let advance = advancing(
            range, to: position + 1, rows: 0, rowsPerSecond: rowsPerSecond, step, id)
        do {
            _ = try await connection.pipeline(["BEGIN"] + advance + [failed, "COMMIT"])
        } catch {
            await connection.rollback()
            throw error
        }
    }

    /// The rows that could not be filled.
    func failures(_ step: Step, of id: String) async throws -> [(name: String, error: String)] {
        try await connection.query(
            "SELECT row_key, error FROM \(ranges) WHERE \(key(step, id)) AND state = 'failed' ORDER BY low"
        ).map { ($0[0].text ?? "", $0[1].text ?? "") }
    }

    /// Tries failed rows again.
    func forgetFailures(_ step: Step, of id: String) async throws {
        try await connection.execute(
            "UPDATE \(ranges) SET state = 'left', error = NULL WHERE \(key(step, id)) AND state = 'failed'"
        )
    }

    func throttled(by reason: String?, _ step: Step, of id: String) async throws {
        try await connection.execute(
            "UPDATE \(backfills) SET throttled_by = \(bind: Value(reason)) WHERE \(key(step, id))"
        )
    }

    private func inserting(
        _ range: WorkRange, state: String, _ worker: String, _ step: Step, _ id: String
    ) -> SQL {
        """
        INSERT INTO \(ranges) (rollout, step, low, high, state, worker)
        VALUES (\(bind: .text(id)), \(bind: .text(step.id)), \(number: range.low), \(number: range.high),
          \(bind: .text(state)), \(bind: .text(worker)))
        """
    }

    private func key(_ step: Step, _ id: String) -> SQL {
        "rollout = \(bind: .text(id)) AND step = \(bind: .text(step.id))"
    }
}
