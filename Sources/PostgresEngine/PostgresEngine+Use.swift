package import ColonnadeEngine
package import ColonnadeModel

/// How large and how busy tables are.
extension PostgresEngine {
    /// Sizes are those of the last VACUUM or ANALYZE (`relpages`): asking for the real ones would lock each table, and wait
    /// behind whoever holds it. A partitioned table is as large and as busy as its partitions together.
    package func use(on connection: any Connection) async throws -> DatabaseUse {
        let rows = try await connection.query(
            """
            WITH RECURSIVE part_of (whole, part) AS (
              SELECT oid, oid FROM pg_class WHERE relkind IN ('r', 'p', 'm')
              UNION ALL
              SELECT p.whole, i.inhrelid FROM part_of p
                JOIN pg_class c ON c.oid = p.whole AND c.relkind = 'p'
                JOIN pg_inherits i ON i.inhparent = p.part
            ), counted AS (
              SELECT extract(epoch FROM clock_timestamp() - coalesce(stats_reset, pg_postmaster_start_time()))
                       ::float8 AS seconds
                FROM pg_stat_database WHERE datname = current_database()
            ), sized AS (
              SELECT c.oid,
                     -- What sessions have counted and VACUUM has not seen may be in n_live_tup twice for a while.
                     CASE WHEN c.reltuples > 0 THEN c.reltuples WHEN u.n_live_tup > 0 THEN u.n_live_tup
                          WHEN coalesce(u.last_analyze, u.last_autoanalyze, u.last_vacuum, u.last_autovacuum)
                               IS NOT NULL THEN 0 END AS rows,
                     (c.relpages + coalesce(t.relpages, 0) + coalesce(x.pages, 0))::float8
                       * current_setting('block_size')::float8 AS bytes,
                     coalesce(u.seq_scan, 0) + coalesce(u.idx_scan, 0) AS reads,
                     coalesce(u.n_tup_ins + u.n_tup_upd + u.n_tup_del, 0) AS writes,
                     coalesce(u.n_tup_ins, 0) AS inserts, coalesce(u.n_tup_del, 0) AS deletes
                FROM pg_class c
                LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
                LEFT JOIN pg_stat_all_tables u ON u.relid = c.oid
                LEFT JOIN LATERAL (
                  SELECT sum(i.relpages) AS pages FROM pg_index n JOIN pg_class i ON i.oid = n.indexrelid
                   WHERE n.indrelid = c.oid
                ) x ON true
               WHERE c.relkind IN ('r', 'm')
            )
            SELECT n.nspname::text, c.relname::text, CASE WHEN count(s.oid) = count(s.rows) THEN sum(s.rows) END::bigint,
                   sum(s.bytes)::bigint,
                   (sum(s.reads) / max(w.seconds))::float8, (sum(s.writes) / max(w.seconds))::float8,
                   max(w.seconds), (sum(s.inserts) / max(w.seconds))::float8,
                   (sum(s.deletes) / max(w.seconds))::float8
              FROM part_of p
              JOIN pg_class c ON c.oid = p.whole
              JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN sized s ON s.oid = p.part
              CROSS JOIN counted w
             WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'colonnade')
             GROUP BY n.nspname, c.relname
            """
        )
        var tables: [ObjectName: TableUse] = [:]
        for row in rows {
            let name = ObjectName(
                schema: Identifier(row[0].text ?? ""), Identifier(row[1].text ?? ""))
            var use = TableUse(
                rows: row[2].integer, bytes: row[3].integer, readsPerSecond: row[4].double,
                writesPerSecond: row[5].double)
            use.insertsPerSecond = row[7].double
            use.deletesPerSecond = row[8].double
            tables[name] = use
        }
        return DatabaseUse(tables: tables, window: rows.first?[6].double.map { .seconds($0) })
    }
}
