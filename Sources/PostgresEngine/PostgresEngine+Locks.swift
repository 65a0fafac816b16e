package import ColonnadeEngine
package import ColonnadeModel

extension PostgresEngine {
    package func begin(_ attempt: LockAttempt, on connection: any Connection) async throws {
        // One round trip: each lock is held only while the next one is asked for.
        var sql: SQL = "BEGIN"
        if attempt.displacesAutovacuum { sql = sql + Self.displacing(attempt.locks) }
        sql = sql + "; SET LOCAL lock_timeout = \(Self.milliseconds(attempt.timeout))"
        if let hold = attempt.hold {
            sql = sql + "; SET LOCAL statement_timeout = \(Self.milliseconds(hold))"
        }
        for lock in attempt.locks where lock.mode >= .shareUpdateExclusive && lock.isTable {
            sql = sql + Self.taking(lock)
        }
        do {
            try await connection.execute(sql)
        } catch {
            await connection.rollback()
            throw error
        }
    }

    /// An autovacuum worker is cancelled by a session that has waited for its lock for `deadlock_timeout` (1 s unless
    /// changed): longer than anybody may stand in the queue for ACCESS EXCLUSIVE. Whoever waits for SHARE UPDATE
    /// EXCLUSIVE keeps no reader or writer waiting, so the worker is displaced by that lock, which also keeps the next
    /// one away (manual 25.1.6; storage/lmgr/proc.c, ProcSleep).
    private static func displacing(_ locks: [LockClaim]) -> SQL {
        let claims = locks.filter { $0.mode > .shareUpdateExclusive && $0.isTable }
        return claims.reduce("; SET LOCAL lock_timeout = '3s'") { sql, lock in
            sql + taking(LockClaim(lock.relation, .shareUpdateExclusive))
        }
    }

    /// ONLY: the claims name partitions and children themselves, as far as the statement takes them.
    private static func taking(_ lock: LockClaim) -> SQL {
        "; LOCK TABLE ONLY \(lock.relation) IN \(verbatim: lock.mode.rawValue) MODE"
    }

    static func milliseconds(_ duration: Duration) -> SQL {
        "\(literal: "\(max(duration.milliseconds, 1))ms")"
    }

    package func blockers(of locks: [LockClaim], on connection: any Connection) async throws -> [Blocker] {
        var found: [Blocker] = []
        for lock in locks {
            let conflicting = lock.mode.conflicts.map { Self.catalogName(of: $0) }.sorted()
            let rows = try await connection.query(
                """
                SELECT coalesce(a.pid, 0) AS pid, coalesce(a.usename, x.owner, '') AS "user",
                       coalesce(a.application_name, '') AS application, coalesce(host(a.client_addr), '') AS client,
                       CASE WHEN a.pid IS NULL THEN 'prepared transaction ' || coalesce(x.gid, '')
                            WHEN a.backend_type <> 'client backend' THEN a.backend_type
                            ELSE coalesce(a.state, '') END AS state,
                       coalesce(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, x.prepared)) * 1000, 0)::bigint
                           AS age_ms,
                       l.mode, coalesce(a.query, '') AS query,
                       \(Self.kind) AS kind
                  FROM pg_locks l
                  LEFT JOIN pg_stat_activity a ON a.pid = l.pid
                  LEFT JOIN pg_roles r ON r.oid = a.usesysid
                  LEFT JOIN pg_locks t ON l.pid IS NULL AND t.pid IS NULL AND t.locktype = 'transactionid'
                       AND t.virtualtransaction = l.virtualtransaction
                  LEFT JOIN pg_prepared_xacts x ON x.transaction = t.transactionid
                 WHERE l.locktype = 'relation'
                   AND l.relation = to_regclass(\(bind: .text(PostgresDialect.quoted(lock.relation))))
                   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                   AND l.mode = ANY (string_to_array(\(bind: .text(conflicting.joined(separator: ","))), ','))
                   AND l.pid IS DISTINCT FROM pg_backend_pid()
                 ORDER BY age_ms DESC
                """
            )
            for row in rows {
                let blocker = Self.blocker(row, relation: lock.relation)
                if !found.contains(where: { $0.pid == blocker.pid && $0.state == blocker.state }) {
                    found.append(blocker)
                }
            }
        }
        return found
    }

    /// Locks from SHARE UPDATE EXCLUSIVE up are taken by DDL and maintenance, never by reads and writes.
    private static let kind: SQL = """
        CASE WHEN a.pid IS NULL THEN 'prepared'
             WHEN a.backend_type = 'autovacuum worker' AND a.query LIKE '%to prevent wraparound%' THEN 'wraparound'
             WHEN a.backend_type = 'autovacuum worker' THEN 'autovacuum'
             WHEN a.backend_type <> 'client backend' THEN 'server'
             WHEN l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') OR coalesce(r.rolsuper, true)
                  THEN 'maintenance'
             ELSE 'client' END
        """

    package func signal(
        _ blocker: Blocker, terminating: Bool, on connection: any Connection
    ) async throws -> Bool {
        let function: SQL = terminating ? "pg_terminate_backend" : "pg_cancel_backend"
        // The same session, not another one that got its process id meanwhile.
        return try await connection.scalar(
            """
            SELECT \(function)(pid) FROM pg_stat_activity
             WHERE pid = \(number: blocker.pid) AND usename = \(bind: .text(blocker.user))
               AND application_name = \(bind: .text(blocker.application)) AND backend_type = 'client backend'
            """
        ).bool ?? false
    }

    package func sessionID(of connection: any Connection) async throws -> Int64 {
        try await connection.scalar("SELECT pg_backend_pid()").integer ?? 0
    }

    package func waiters(behind session: Int64, on connection: any Connection) async throws -> Int {
        let count = try await connection.scalar(
            """
            SELECT count(*) FROM pg_stat_activity
             WHERE wait_event_type = 'Lock' AND \(number: session) = ANY (pg_blocking_pids(pid))
            """
        )
        return Int(count.integer ?? 0)
    }

    package func releaseLease(_ name: String, on connection: any Connection) async throws {
        _ = try await connection.scalar(
            "SELECT pg_advisory_unlock(\(number: Self.leaseClass), hashtext(\(bind: .text(name))))"
        )
    }

    package func acquireLease(_ rollout: String, on connection: any Connection) async throws -> Blocker? {
        let name: Value = .text(rollout)
        let taken = try await connection.scalar(
            "SELECT pg_try_advisory_lock(\(number: Self.leaseClass), hashtext(\(bind: name)))"
        )
        if taken.bool == true { return nil }
        let holders = try await connection.query(
            """
            SELECT a.pid, coalesce(a.usename, '') AS "user", a.application_name AS application,
                   coalesce(host(a.client_addr), '') AS client, coalesce(a.state, '') AS state,
                   extract(epoch FROM clock_timestamp() - a.backend_start)::bigint * 1000 AS age_ms,
                   l.mode, coalesce(a.query, '') AS query
              FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
             WHERE l.locktype = 'advisory' AND l.granted
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND l.classid::bigint = \(number: Self.leaseClass)
               AND l.objid::bigint = hashtext(\(bind: name))::bigint & 4294967295
            """
        )
        guard let holder = holders.first else { return try await acquireLease(rollout, on: connection) }
        return Self.blocker(holder, relation: ObjectName(Identifier(rollout)))
    }

    /// The first half of every advisory lock key: "colo" in ASCII, so that keys of other programs stay apart.
    static let leaseClass = 0x636F_6C6F

    /// `ACCESS EXCLUSIVE` is `AccessExclusiveLock` in pg_locks.
    private static func catalogName(of mode: LockMode) -> String {
        mode.rawValue.split(separator: " ").map { $0.prefix(1) + $0.dropFirst().lowercased() }.joined()
            + "Lock"
    }

    static func blocker(_ row: Row, relation: ObjectName) -> Blocker {
        Blocker(
            kind: Blocker.Kind(rawValue: row["kind"].text ?? "") ?? .client, pid: row["pid"].integer ?? 0,
            user: row["user"].text ?? "", application: row["application"].text ?? "",
            client: row["client"].text ?? "", state: row["state"].text ?? "",
            ageMilliseconds: row["age_ms"].integer ?? 0, mode: row["mode"].text ?? "",
            relation: relation.description, query: MaskedQuery.mask(row["query"].text ?? "")
        )
    }
}
