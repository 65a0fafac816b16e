package import ColonnadeEngine
package import ColonnadeModel

/// What a rehearsal watches. Neither opens a table, so neither waits for anybody.
extension PostgresEngine {
    package func activity(on connection: any Connection) async throws -> ServerActivity {
        // Counted apart from the background writer since 17 (manual 27.2.15).
        let checkpoints: SQL =
            version >= ServerVersion(17)
            ? "(SELECT num_timed + num_requested FROM pg_stat_checkpointer)"
            : "(SELECT checkpoints_timed + checkpoints_req FROM pg_stat_bgwriter)"
        let rows = try await connection.query(
            """
            SELECT (SELECT count(*) FROM pg_stat_activity
                     WHERE wait_event_type = 'Lock' AND datname = current_database()),
                   (pg_current_wal_insert_lsn() - '0/0')::bigint,
                   (SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()), \(checkpoints),
                   (SELECT (extract(epoch FROM max(replay_lag)) * 1000)::float8 FROM pg_stat_replication)
            """)
        var activity = ServerActivity()
        guard let row = rows.first else { return activity }
        activity.blocked = Int(row[0].integer ?? 0)
        activity.walBytes = row[1].integer
        activity.tempBytes = row[2].integer
        activity.checkpoints = row[3].integer
        activity.lagMilliseconds = row[4].double
        return activity
    }

    package func locksHeld(by sessions: SessionChoice, on connection: any Connection) async throws
        -> [LockClaim]
    {
        let whose: SQL =
            switch sessions {
            case .number(let number): "l.pid = \(number: number)"
            case .application(let name):
                "l.pid IN (SELECT pid FROM pg_stat_activity WHERE application_name = \(bind: .text(name)))"
            }
        let rows = try await connection.query(
            """
            SELECT DISTINCT n.nspname::text, c.relname::text, l.mode, c.relkind IN ('i', 'I')
              -- What extends a file or waits for a row is a lock of another type, with the relation's number beside it.
              FROM pg_locks l
              JOIN pg_class c ON c.oid = l.relation
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE \(whose) AND l.locktype = 'relation' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'colonnade')
            """)
        return rows.compactMap { row in
            guard let mode = LockMode(serverName: row[2].text ?? "") else { return nil }
            return LockClaim(
                ObjectName(schema: Identifier(row[0].text ?? ""), Identifier(row[1].text ?? "")), mode,
                isIndex: row[3].bool ?? false)
        }
    }
}

extension PostgresEngine {
    /// Index builds, checks and rewrites count as sequential scans as well. What pg_stat_xact_user_tables (manual 27.2.3)
    /// shows are the counts that the session has not yet given to the others, which it does about once a second.
    package func rowsScanned(on connection: any Connection) async throws -> [ObjectName: Int64] {
        let rows = try await connection.query(
            """
            SELECT schemaname::text, relname::text, seq_tup_read FROM pg_stat_xact_user_tables
             WHERE seq_tup_read > 0 AND schemaname <> 'colonnade'
            """)
        let scanned = rows.map { row in
            (
                ObjectName(schema: Identifier(row[0].text ?? ""), Identifier(row[1].text ?? "")),
                row[2].integer ?? 0
            )
        }
        return Dictionary(scanned, uniquingKeysWith: +)
    }
}

extension LockMode {
    /// `AccessExclusiveLock`, as pg_locks calls it.
    init?(serverName: String) {
        let wanted = serverName.lowercased()
        guard
            let mode = LockMode.allCases.first(where: {
                $0.rawValue.replacing(" ", with: "").lowercased() + "lock" == wanted
            })
        else { return nil }
        self = mode
    }
}
