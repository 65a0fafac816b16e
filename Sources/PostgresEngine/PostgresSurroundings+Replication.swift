import ColonnadeEngine
import ColonnadeModel

/// Who gets the table's changes by replication, and who writes it by replication.
extension PostgresSurroundings {
    func readReplication(into found: inout Surroundings) async throws {
        found.neighbours += try await neighbours(wholePublications)
        found.neighbours += try await neighbours(subscriptions)
        found.neighbours += try await neighbours(slots)
        found.neighbours += try await neighbours(replicas)
        let sees = try await connection.scalar("SELECT pg_has_role('pg_read_all_stats', 'USAGE')").bool
        if sees != true {
            found.notObserved.append(
                "the lag of replicas and what other roles' sessions do: this role is no member of pg_read_all_stats"
            )
        }
    }

    /// Publications that name no table: of everything, or of a schema (since 15). What they publish has no entry of its
    /// own in pg_publication_rel. And for a column those that name the table alone, which carry every column.
    private var wholePublications: SQL {
        let schemas: SQL =
            version >= ServerVersion(15)
            ? """
            UNION ALL
            SELECT 'publication', p.pubname::text, 'pg_publication_namespace', p.oid::bigint, 'all tables of the schema'
              FROM pg_publication_namespace s JOIN pg_publication p ON p.oid = s.pnpubid
              JOIN pg_class c ON c.relnamespace = s.pnnspid AND c.relkind IN ('r', 'p') WHERE c.oid = \(number: oid)
            """ : ""
        let listed: SQL = version >= ServerVersion(15) ? "AND r.prattrs IS NULL" : ""
        let tables: SQL =
            column == nil
            ? ""
            : """
            UNION ALL
            SELECT 'publication', p.pubname::text, 'pg_publication_rel', r.oid::bigint, 'all columns'
              FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid WHERE r.prrelid = \(number: oid) \(listed)
            """
        return """
            SELECT 'publication' AS kind, p.pubname::text AS name, 'pg_publication' AS catalog, p.oid::bigint AS oid,
                   'all tables' AS detail
              FROM pg_publication p JOIN pg_class c ON c.oid = \(number: oid) AND c.relkind IN ('r', 'p')
               AND c.relpersistence = 'p'
             WHERE p.puballtables \(schemas) \(tables)
            """
    }

    /// By the view, because not everybody may read pg_subscription.
    private var subscriptions: SQL {
        """
        SELECT DISTINCT 'subscription' AS kind, s.subname::text AS name, 'pg_subscription_rel' AS catalog,
               s.subid::bigint AS oid, 'writes rows that come from a publisher' AS detail
          FROM pg_subscription_rel r JOIN pg_stat_subscription s ON s.subid = r.srsubid WHERE r.srrelid = \(number: oid)
        """
    }

    /// How far behind the position that the server has written, or on a standby replayed.
    private static let position: SQL =
        "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END"

    /// Physical slots carry every table; logical ones those of their database.
    private var slots: SQL {
        """
        SELECT 'replication-slot' AS kind, s.slot_name::text AS name, 'pg_replication_slots' AS catalog,
               concat_ws(', ', s.slot_type, s.plugin, CASE WHEN s.active THEN 'in use' ELSE 'nobody reads it' END,
                 pg_size_pretty(pg_wal_lsn_diff(\(Self.position), coalesce(s.confirmed_flush_lsn, s.restart_lsn)))
                   || ' behind') AS detail
          FROM pg_replication_slots s WHERE s.database IS NULL OR s.database = current_database()
        """
    }

    private var replicas: SQL {
        """
        SELECT 'replica' AS kind, coalesce(nullif(application_name, ''), host(client_addr), 'pid ' || pid) AS name,
               'pg_stat_replication' AS catalog,
               concat_ws(', ', state, sync_state,
                 pg_size_pretty(pg_wal_lsn_diff(\(Self.position), replay_lsn)) || ' behind',
                 round(extract(epoch FROM replay_lag)::numeric, 1) || ' s') AS detail
          FROM pg_stat_replication
        """
    }
}
