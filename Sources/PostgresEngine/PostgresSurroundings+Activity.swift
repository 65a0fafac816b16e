import ColonnadeEngine
import ColonnadeModel

/// How large and busy the table is, and which transactions keep others waiting. From statistics alone: asking for real
/// sizes would lock the table.
extension PostgresSurroundings {
    func readActivity(into found: inout Surroundings) async throws {
        try await readUse(into: &found)
        found.neighbours += try await neighbours(oldTransactions)
        try await readStatements(into: &found)
        try await readWrites(into: &found)
        try await readRelations(into: &found)
    }

    /// A table with partitions or children is as large and as busy as all of them. What sessions count arrives with a
    /// delay (manual 28.2.2).
    private func readUse(into found: inout Surroundings) async throws {
        let rows = try await connection.query(
            """
            WITH RECURSIVE \(Self.family(oid)), counted AS (
              SELECT extract(epoch FROM clock_timestamp() - coalesce(stats_reset, pg_postmaster_start_time()))::float8 AS seconds
                FROM pg_stat_database WHERE datname = current_database())
            SELECT CASE WHEN bool_and(c.reltuples >= 0 OR c.relkind = 'p')
                     THEN sum(CASE WHEN c.relkind <> 'p' THEN c.reltuples END) END::bigint,
                   sum((c.relpages + coalesce(t.relpages, 0) + coalesce(x.pages, 0))::float8
                     * current_setting('block_size')::float8)::bigint,
                   (sum(pg_stat_get_numscans(c.oid) + coalesce(x.scans, 0)) / max(w.seconds))::float8,
                   (sum(pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid)
                     + pg_stat_get_tuples_deleted(c.oid)) / max(w.seconds))::float8,
                   sum(pg_stat_get_dead_tuples(c.oid))::bigint,
                   to_char(max(greatest(pg_stat_get_last_vacuum_time(c.oid), pg_stat_get_last_autovacuum_time(c.oid)))
                     AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                   bool_or(EXISTS (SELECT FROM pg_options_to_table(c.reloptions) o
                     WHERE o.option_name = 'autovacuum_enabled' AND o.option_value IN ('false', 'off', '0', 'no'))),
                   max(CASE c.relreplident WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' WHEN 'i' THEN 'an index' END)
                     FILTER (WHERE c.oid = \(number: oid)),
                   bool_or(c.relrowsecurity) FILTER (WHERE c.oid = \(number: oid))
              FROM family f JOIN pg_class c ON c.oid = f.oid CROSS JOIN counted w
              LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
              LEFT JOIN LATERAL (
                SELECT sum(i.relpages) AS pages, sum(pg_stat_get_numscans(i.oid)) AS scans
                  FROM pg_index n JOIN pg_class i ON i.oid = n.indexrelid WHERE n.indrelid = c.oid) x ON true
            """)
        guard let row = rows.first else { return }
        found.use = TableUse(
            rows: row[0].integer, bytes: row[1].integer, readsPerSecond: row[2].double,
            writesPerSecond: row[3].double)
        if let dead = row[4].integer, dead > 0 {
            found.condition.append("\(dead) dead row\(dead == 1 ? "" : "s")")
        }
        if let vacuumed = row[5].text { found.condition.append("last vacuumed \(vacuumed)") }
        if row[6].bool == true { found.condition.append("autovacuum is off") }
        if let identity = row[7].text { found.condition.append("replica identity: \(identity)") }
        if row[8].bool == true { found.condition.append("row security is on") }
    }

    /// Transactions that hold nothing of the table, but a snapshot: CREATE INDEX CONCURRENTLY waits for them, and dead
    /// rows stay (manual, CREATE INDEX).
    private var oldTransactions: SQL {
        """
        SELECT 'old-transaction' AS kind,
               'pid ' || a.pid || coalesce(' (' || nullif(a.application_name, '') || ')', '') AS name,
               'pg_stat_activity' AS catalog,
               concat_ws(', ', a.usename, a.state,
                 round(extract(epoch FROM clock_timestamp() - a.xact_start)) || ' s old') AS detail
          FROM pg_stat_activity a
         WHERE a.backend_type = 'client backend' AND a.backend_xmin IS NOT NULL AND a.datname = current_database()
           AND a.xact_start < clock_timestamp() - interval '1 minute' AND a.pid <> pg_backend_pid()
           AND NOT EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.relation = \(number: oid))
        """
    }
}
