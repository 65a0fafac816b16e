package import ColonnadeEngine
package import ColonnadeModel
import Foundation

/// What has happened so far, kept in the target database itself, so that state and data commit together.
package struct Journal: Sendable {
    let engine: any Engine
    let connection: any Connection

    package init(engine: any Engine, connection: any Connection) {
        self.engine = engine
        self.connection = connection
    }

    var rollouts: ObjectName { engine.journalTable("rollouts") }
    var steps: ObjectName { engine.journalTable("steps") }
    var backfills: ObjectName { engine.journalTable("backfills") }
    var gates: ObjectName { engine.journalTable("gates") }
    var ranges: ObjectName { engine.journalTable("ranges") }
    var events: ObjectName { engine.journalTable("events") }

    /// Whether anything was ever recorded here.
    package func exists() async throws -> Bool { try await engine.exists(gates, on: connection) }

    /// Creates the journal where there is none. Text and bigint only, so that every engine keeps the same tables;
    /// times are ISO 8601 in UTC.
    package func create() async throws {
        guard try await !exists() else { return }
        for sql in engine.journalPreamble { try await connection.execute(sql) }
        try await connection.execute(
            """
            CREATE TABLE IF NOT EXISTS \(rollouts) (id text PRIMARY KEY, name text NOT NULL, state text NOT NULL,
              plan text NOT NULL, path text NOT NULL, checksum text NOT NULL, paused bigint NOT NULL DEFAULT 0,
              speed text, started_at text NOT NULL, finished_at text, started_by text NOT NULL, error text)
            """
        )
        try await connection.execute(
            """
            CREATE TABLE IF NOT EXISTS \(steps) (rollout text NOT NULL, step text NOT NULL, state text NOT NULL,
              started_at text NOT NULL, finished_at text, wait_ms bigint NOT NULL DEFAULT 0,
              hold_ms bigint NOT NULL DEFAULT 0, attempts bigint NOT NULL DEFAULT 0,
              waiters bigint NOT NULL DEFAULT 0, undone_statements bigint NOT NULL DEFAULT 0, note text, PRIMARY KEY (rollout, step))
            """
        )
        try await connection.execute(
            """
            CREATE TABLE IF NOT EXISTS \(backfills) (rollout text NOT NULL, step text NOT NULL,
              position bigint NOT NULL, extent bigint NOT NULL, rows_done bigint NOT NULL,
              rows_per_second bigint NOT NULL, throttled_by text, PRIMARY KEY (rollout, step))
            """
        )
        try await connection.execute(
            """
            CREATE TABLE IF NOT EXISTS \(ranges) (rollout text NOT NULL, step text NOT NULL, low bigint NOT NULL,
              high bigint NOT NULL, state text NOT NULL, worker text NOT NULL, row_key text, error text,
              PRIMARY KEY (rollout, step, low))
            """
        )
        try await connection.execute(
            """
            CREATE TABLE IF NOT EXISTS \(events) (rollout text NOT NULL, step text NOT NULL, at text NOT NULL,
              kind text NOT NULL, detail text NOT NULL)
            """
        )
        // Last, because its presence says that the journal is complete.
        try await connection.execute(
            """
            CREATE TABLE IF NOT EXISTS \(gates) (rollout text NOT NULL, gate text NOT NULL, met_at text NOT NULL,
              met_by text NOT NULL, note text NOT NULL, PRIMARY KEY (rollout, gate))
            """
        )
    }

    /// Begins a rollout.
    package func insert(_ rollout: Rollout, by: String) async throws -> RolloutRecord {
        let tries =
            try await connection.scalar(
                "SELECT count(*) FROM \(rollouts) WHERE name = \(bind: .text(rollout.name))"
            ).integer ?? 0
        let record = RolloutRecord(
            id: "\(rollout.name)#\(tries + 1)", rollout: rollout, state: .planned, pauseRequested: false,
            startedAt: Self.now(), startedBy: by
        )
        try await connection.execute(
            """
            INSERT INTO \(rollouts) (id, name, state, plan, path, checksum, started_at, started_by)
            VALUES (\(bind: .text(record.id)), \(bind: .text(rollout.name)), \(bind: .text(record.state.rawValue)),
              \(bind: .text(try Self.encode(rollout))), \(bind: .text(rollout.migration.path)),
              \(bind: .text(rollout.migration.checksum)), \(bind: .text(record.startedAt)), \(bind: .text(by)))
            """
        )
        return record
    }

    package func set(_ state: RolloutState, error: String? = nil, of id: String) async throws {
        let finished: Value = state.isOpen ? .null : .text(Self.now())
        try await connection.execute(
            """
            UPDATE \(rollouts) SET state = \(bind: .text(state.rawValue)), error = \(bind: Value(error)),
              finished_at = \(bind: finished) WHERE id = \(bind: .text(id))
            """
        )
    }

    package func wishes(for id: String) async throws -> Wishes {
        Wishes(try await connection.query(selectingWishes(for: id)).first)
    }

    func selectingWishes(for id: String) -> SQL {
        "SELECT paused, speed FROM \(rollouts) WHERE id = \(bind: .text(id))"
    }

    /// Changes the speed of a rollout, also while it runs.
    package func set(_ speed: Speed, of id: String) async throws {
        try await connection.execute(
            "UPDATE \(rollouts) SET speed = \(bind: .text(speed.rawValue)) WHERE id = \(bind: .text(id))"
        )
    }

    /// Writes down something that was done to others, or that went wrong on the way.
    package func note(_ kind: String, _ detail: String, step: Step, of id: String) async throws {
        try await connection.execute(
            """
            INSERT INTO \(events) (rollout, step, at, kind, detail)
            VALUES (\(bind: .text(id)), \(bind: .text(step.id)), \(bind: .text(Self.now())), \(bind: .text(kind)),
              \(bind: .text(detail)))
            """
        )
    }

    package func requestPause(_ paused: Bool, of id: String) async throws {
        try await connection.execute(
            "UPDATE \(rollouts) SET paused = \(number: paused ? 1 : 0) WHERE id = \(bind: .text(id))"
        )
    }

    package func meet(_ gate: Gate, by: String, note: String, of id: String) async throws {
        try await connection.execute(
            """
            INSERT INTO \(gates) (rollout, gate, met_at, met_by, note)
            VALUES (\(bind: .text(id)), \(bind: .text(gate.rawValue)), \(bind: .text(Self.now())), \(bind: .text(by)),
              \(bind: .text(note)))
            ON CONFLICT (rollout, gate) DO UPDATE SET met_at = excluded.met_at, met_by = excluded.met_by,
              note = excluded.note
            """
        )
    }

    /// Now, to the millisecond, ISO 8601 in UTC.
    package static func now() -> String {
        Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// Seconds between two moments that ``now()`` wrote; nil where one of them is not there.
    package static func seconds(from start: String, to end: String?) -> Double? {
        guard let start = time(start), let end = end.flatMap(time) else { return nil }
        return end.timeIntervalSince(start)
    }

    /// What ``now()`` wrote.
    static func time(_ text: String) -> Date? {
        try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    static func encode(_ rollout: Rollout) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(rollout), as: UTF8.self)
    }
}
