package import ColonnadeEngine
import ColonnadeModel

extension PostgresEngine {
    package func counters(on connection: any Connection) async throws -> ServerCounters {
        let row = try await connection.query(
            """
            SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END
                    - '0/0')::bigint, temp_bytes, deadlocks, pg_database_size(datid)
              FROM pg_stat_database WHERE datname = current_database()
            """)[0]
        var counters = ServerCounters(
            walBytes: row[0].integer, tempBytes: row[1].integer, deadlocks: row[2].integer,
            databaseBytes: row[3].integer ?? 0)
        counters.checkpoints = try await activity(on: connection).checkpoints
        let files = try await connection.query(
            """
            SELECT n.nspname::text, c.relname::text, c.relfilenode::bigint, pg_relation_size(c.oid)
                     + coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0),
                   (SELECT coalesce(sum(pg_relation_size(indexrelid)), 0)::bigint FROM pg_index WHERE indrelid = c.oid),
                   coalesce(pg_stat_get_dead_tuples(c.oid), 0)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_'
               AND n.nspname NOT IN ('information_schema', 'colonnade')
            """)
        for row in files {
            let name = ObjectName(schema: Identifier(row[0].text ?? ""), Identifier(row[1].text ?? ""))
            counters.files[name] = row[2].integer ?? 0
            counters.sizes[name] = ServerCounters.TableSize(
                bytes: row[3].integer ?? 0, indexBytes: row[4].integer ?? 0, deadRows: row[5].integer ?? 0)
        }
        return counters
    }
}
