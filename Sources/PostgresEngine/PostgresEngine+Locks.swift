package import ColonnadeEngine
package import ColonnadeModel

extension PostgresEngine {
    package func begin(
        locking locks: [LockClaim], timeout: Duration, on connection: any Connection
    ) async throws {
        // One round trip: each lock is held only while the next one is asked for.
        var sql: SQL = "BEGIN; SET LOCAL lock_timeout = \(literal: "\(max(timeout.milliseconds, 1))ms")"
        for lock in locks where lock.mode >= .shareUpdateExclusive {
            sql = sql + "; LOCK TABLE \(lock.relation) IN \(verbatim: lock.mode.rawValue) MODE"
        }
        do {
            try await connection.execute(sql)
        } catch {
            await connection.rollback()
            throw error
        }
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
                       l.mode, coalesce(a.query, '') AS query
                  FROM pg_locks l
                  LEFT JOIN pg_stat_activity a ON a.pid = l.pid
                  LEFT JOIN pg_prepared_xacts x ON l.pid IS NULL AND l.virtualtransaction = '-1/' || x.transaction
                 WHERE l.locktype = 'relation' AND l.relation = to_regclass(\(bind: .text(PostgresDialect.quoted(lock.relation))))
                   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                   AND l.mode = ANY (string_to_array(\(bind: .text(conflicting.joined(separator: ","))), ','))
                   AND l.pid IS DISTINCT FROM pg_backend_pid()
                 ORDER BY age_ms DESC
                """
            )
            for row in rows {
                let blocker = Self.blocker(row, relation: lock.relation)
                if !found.contains(where: { $0.pid == blocker.pid && $0.state == blocker.state }) { found.append(blocker) }
            }
        }
        return found
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
             WHERE l.locktype = 'advisory' AND l.granted AND l.classid::bigint = \(number: Self.leaseClass)
               AND l.objid::bigint = hashtext(\(bind: name))::bigint & 4294967295
            """
        )
        guard let holder = holders.first else { return try await acquireLease(rollout, on: connection) }
        return Self.blocker(holder, relation: ObjectName(Identifier(rollout)))
    }

    /// The first half of every advisory lock key: "colo" in ASCII, so that keys of other programs stay apart.
    private static let leaseClass = 0x636F_6C6F

    /// `ACCESS EXCLUSIVE` is `AccessExclusiveLock` in pg_locks.
    private static func catalogName(of mode: LockMode) -> String {
        mode.rawValue.split(separator: " ").map { $0.prefix(1) + $0.dropFirst().lowercased() }.joined() + "Lock"
    }

    private static func blocker(_ row: Row, relation: ObjectName) -> Blocker {
        Blocker(
            pid: row["pid"].integer ?? 0, user: row["user"].text ?? "", application: row["application"].text ?? "",
            client: row["client"].text ?? "", state: row["state"].text ?? "",
            ageMilliseconds: row["age_ms"].integer ?? 0, mode: row["mode"].text ?? "",
            relation: relation.description, query: MaskedQuery.mask(row["query"].text ?? "")
        )
    }
}
