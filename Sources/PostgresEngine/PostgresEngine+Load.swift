package import ColonnadeEngine
package import ColonnadeModel

/// What a backfill watches while it works.
extension PostgresEngine {
    package func loadSignals(
        filling table: ObjectName, on connection: any Connection
    ) async throws -> LoadSignals {
        var signals = LoadSignals()
        let clock = ContinuousClock()
        let start = clock.now
        // Catalog look-ups and a round trip, as any small query has them.
        _ = try await connection.scalar("SELECT count(*) FROM pg_class WHERE relname = 'pg_class'")
        signals.probe = clock.now - start
        // A message that nobody decodes: WAL and its flush, without a row.
        let commitStart = clock.now
        _ = try await connection.scalar("SELECT pg_logical_emit_message(true, 'colonnade', '')")
        signals.commit = clock.now - commitStart
        signals.followers = try await followers(on: connection)
        let sessions = try await connection.query(
            """
            SELECT count(*) FILTER (WHERE wait_event_type = 'Lock'),
                   count(*) FILTER (WHERE state = 'active' AND application_name NOT LIKE 'colonnade%'),
                   -- What may not be seen counts as at work.
                   count(*) FILTER (WHERE application_name NOT LIKE 'colonnade%' AND (state IS NULL
                     OR state <> 'idle' OR state_change > clock_timestamp() - interval '5 seconds'))
              FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
            """
        )
        if let row = sessions.first {
            signals.lockWaiters = Int(row[0].integer ?? 0)
            signals.activeSessions = Int(row[1].integer ?? 0)
            signals.recentSessions = Int(row[2].integer ?? 0)
        }
        signals.archiveBacklog = try await archiveBacklog(on: connection)
        signals.wal = try await wal(on: connection)
        signals.deadRows = try await deadRows(of: table, on: connection)
        return signals
    }

    /// Standbys by how long they are behind (manual 27.2.4: replay_lag is NULL once a standby has caught up and is
    /// idle), slots by the WAL they hold back. A slot without a walsender counts too: its consumer is away and the
    /// disk fills.
    private func followers(on connection: any Connection) async throws -> [LoadSignals.Follower] {
        let rows = try await connection.query(
            """
            SELECT coalesce(nullif(application_name, ''), host(client_addr), 'standby'),
                   greatest(extract(epoch FROM replay_lag), extract(epoch FROM flush_lag))::float8,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0)::bigint
              FROM pg_stat_replication WHERE state IN ('streaming', 'catchup')
            UNION ALL
            SELECT 'slot ' || slot_name, NULL,
                   pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(confirmed_flush_lsn, restart_lsn))::bigint
              FROM pg_replication_slots WHERE restart_lsn IS NOT NULL
            """
        )
        return rows.map {
            LoadSignals.Follower(
                name: $0[0].text ?? "", lagSeconds: $0[1].double, lagBytes: $0[2].integer ?? 0)
        }
    }

    /// Segments behind the last one archived; nil where nothing is archived.
    private func archiveBacklog(on connection: any Connection) async throws -> Int? {
        let backlog = try await connection.scalar(
            """
            SELECT CASE WHEN current_setting('archive_mode') <> 'off' AND last_archived_wal ~ '^[0-9A-F]{24}$' THEN
                     ((pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')
                       - (('x' || substr(last_archived_wal, 9, 8))::bit(32)::bigint * 4294967296
                          + ('x' || substr(last_archived_wal, 17, 8))::bit(32)::bigint
                            * pg_size_bytes(current_setting('wal_segment_size'))))
                      / pg_size_bytes(current_setting('wal_segment_size')))::bigint END
              FROM pg_stat_archiver
            """
        )
        return backlog.integer.map { max(0, Int($0) - 1) }
    }

    /// A checkpoint comes out of its turn after `max_wal_size / (1 + checkpoint_completion_target)` (manual 30.5), and
    /// the server warns when two of them are closer than `checkpoint_warning`: each makes the next write of every page
    /// a full page image, for everybody.
    private func wal(on connection: any Connection) async throws -> LoadSignals.WAL? {
        let rows = try await connection.query(
            """
            SELECT extract(epoch FROM clock_timestamp())::float8,
                   pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint,
                   (pg_size_bytes(current_setting('max_wal_size'))
                     / (1 + current_setting('checkpoint_completion_target')::float8))::bigint,
                   (SELECT setting::float8 FROM pg_settings WHERE name = 'checkpoint_warning')
            """
        )
        guard let row = rows.first, let at = row[0].double, let written = row[1].integer,
            let distance = row[2].integer, let gap = row[3].double
        else { return nil }
        return LoadSignals.WAL(at: at, written: written, checkpointAfter: distance, checkpointGap: gap)
    }

    /// From the statistics and the table's size at its last analysis, since asking for the size of a table waits for
    /// whoever holds ACCESS EXCLUSIVE on it. When autovacuum comes: manual 25.1.6.
    private func deadRows(
        of table: ObjectName, on connection: any Connection
    ) async throws -> LoadSignals.DeadRows? {
        func option(_ name: SQL, else setting: SQL) -> SQL {
            """
            coalesce((SELECT option_value FROM pg_options_to_table(c.reloptions) WHERE option_name = '\(name)'),
                     \(setting))
            """
        }
        func setting(_ name: SQL) -> SQL { option(name, else: "current_setting('\(name)')") }
        let rows = try await connection.query(
            """
            SELECT s.n_dead_tup,
                   (s.n_dead_tup * (c.relpages * current_setting('block_size')::float8
                     / greatest(c.reltuples, 1)))::bigint,
                   CASE WHEN \(option("autovacuum_enabled", else: "'on'"))::boolean
                         AND current_setting('autovacuum')::boolean THEN
                     (\(setting("autovacuum_vacuum_threshold"))::float8
                      + \(setting("autovacuum_vacuum_scale_factor"))::float8
                        * greatest(c.reltuples, 0))::bigint END,
                   EXISTS (SELECT FROM pg_stat_progress_vacuum v WHERE v.relid = c.oid)
              FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid
             WHERE c.oid = to_regclass(\(bind: .text(PostgresDialect.quoted(table))))
            """
        )
        guard let row = rows.first else { return nil }
        return LoadSignals.DeadRows(
            rows: row[0].integer ?? 0, bytes: row[1].integer ?? 0, dueAt: row[2].integer,
            isVacuumed: row[3].bool ?? false)
    }

    package func buildProgress(of session: Int64, on connection: any Connection) async throws
        -> BuildProgress?
    {
        guard version >= ServerVersion(12) else { return nil }
        let rows = try await connection.query(
            """
            SELECT p.phase, p.blocks_done, p.blocks_total, p.tuples_done, p.tuples_total,
                   a.pid, coalesce(a.usename, '') AS "user", a.application_name AS application,
                   coalesce(host(a.client_addr), '') AS client, coalesce(a.state, '') AS state,
                   (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::bigint AS age_ms,
                   '' AS mode, a.query, 'client' AS kind
              FROM pg_stat_progress_create_index p LEFT JOIN pg_stat_activity a ON a.pid = p.current_locker_pid
             WHERE p.pid = \(number: session)
            """
        )
        guard let row = rows.first else { return nil }
        let (done, total) =
            (row[2].double ?? 0) > 0
            ? (row[1].double ?? 0, row[2].double ?? 0) : (row[3].double ?? 0, row[4].double ?? 0)
        return BuildProgress(
            phase: row[0].text ?? "", percent: total > 0 ? min(100, done / total * 100) : nil,
            waitingFor: row["pid"].integer == nil
                ? nil : Self.blocker(row, relation: ObjectName("index build"))
        )
    }
}
