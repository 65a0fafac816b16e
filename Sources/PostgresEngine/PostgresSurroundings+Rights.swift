import ColonnadeEngine
import ColonnadeModel

/// What pg_depend does not have, because DROP need not ask about it: comments, rights, inheritance upwards, partition
/// keys, event triggers, servers of foreign tables.
extension PostgresSurroundings {
    func readCatalog(into found: inout Surroundings) async throws {
        try await readDependents(into: &found)
        if let column {
            found.neighbours += try await neighbours(triggers(writing: column))
            found.neighbours += try await neighbours(heirs(of: column))
        }
        found.neighbours += try await neighbours(parents)
        found.neighbours += try await neighbours(partitionKey)
        found.neighbours += try await neighbours(comments)
        found.neighbours += try await neighbours(rights)
        found.neighbours += try await neighbours(Self.eventTriggers)
        found.neighbours += try await neighbours(foreignServers)
        try await readReplication(into: &found)
        try await readRoutines(into: &found)
    }

    /// Triggers that fire when a column is written, though they name no column: INSERT, and UPDATE without OF. Those that
    /// name it are in the closure.
    private func triggers(writing column: Int64) -> SQL {
        """
        SELECT 'trigger' AS kind, format('%I on %I.%I', t.tgname, n.nspname, c.relname) AS name, 'pg_trigger' AS catalog,
               t.oid::bigint AS oid, \(printing("pg_get_triggerdef(t.oid)", of: "t.tgrelid")) AS definition,
               concat_ws(', ', 'calls ' || t.tgfoid::regproc, CASE t.tgenabled WHEN 'D' THEN 'disabled' END) AS detail
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE t.tgrelid = \(number: oid) AND NOT t.tgisinternal
           -- catalog/pg_trigger.h: 4 is INSERT, 16 UPDATE.
           AND (t.tgtype & 4 <> 0 OR t.tgtype & 16 <> 0 AND t.tgattr::text = '')
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_trigger'::regclass AND d.objid = t.oid
             AND d.refobjid = t.tgrelid AND d.refobjsubid = \(number: column))
        """
    }

    /// The partitions and children, of every level, that have the column from the table. pg_depend ties tables, not their
    /// columns.
    private func heirs(of column: Int64) -> SQL {
        """
        WITH RECURSIVE \(Self.family(oid))
        SELECT CASE WHEN c.relispartition THEN 'partition' ELSE 'child-table' END AS kind,
               format('%I.%I', n.nspname, c.relname) AS name, 'pg_class' AS catalog, c.oid::bigint AS oid,
               CASE WHEN a.attislocal AND NOT c.relispartition THEN 'has the column of its own too: it stays there' END AS detail,
               n.nspname::text AS schema, c.relname::text AS relation
          FROM family f JOIN pg_class c ON c.oid = f.oid JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_attribute s ON s.attrelid = \(number: oid) AND s.attnum = \(number: column)
          JOIN pg_attribute a ON a.attrelid = f.oid AND a.attname = s.attname AND NOT a.attisdropped
         WHERE f.oid <> \(number: oid) AND a.attinhcount > 0
        """
    }

    private var parents: SQL {
        """
        SELECT 'parent' AS kind, format('%I.%I', n.nspname, c.relname) AS name, 'pg_inherits' AS catalog, h.inhparent::bigint AS oid,
               CASE WHEN c.relkind = 'p' THEN 'the partitioned table above' ELSE 'inherited from' END AS detail,
               n.nspname::text AS schema, c.relname::text AS relation
          FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhparent JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE h.inhrelid = \(number: oid)
           \("AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = h.inhrelid AND a.attnum = \(number: column ?? 0) AND a.attinhcount > 0)", if: column != nil)
        """
    }

    /// Of a column only where it is part of the key; expressions of the key count as using every column they name.
    private var partitionKey: SQL {
        let mine: SQL =
            column == nil
            ? ""
            : """
            AND (\(number: column ?? 0) = ANY (p.partattrs::int2[]) OR EXISTS (SELECT FROM pg_depend d
              WHERE d.classid = 'pg_class'::regclass AND d.objid = p.partrelid AND d.objsubid = 0 AND p.partexprs IS NOT NULL
                AND d.refclassid = 'pg_class'::regclass AND d.refobjid = p.partrelid AND d.refobjsubid = \(number: column ?? 0)))
            """
        return """
            SELECT 'partition-key' AS kind, format('%I.%I', n.nspname, c.relname) AS name, 'pg_partitioned_table' AS catalog,
                   c.oid::bigint AS oid, \(printing("pg_get_partkeydef(c.oid)", of: "c.oid")) AS definition
              FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE p.partrelid = \(number: oid) \(mine)
            """
    }

    private var comments: SQL {
        """
        SELECT 'comment' AS kind, format('%I.%I', n.nspname, c.relname) || coalesce('.' || quote_ident(a.attname), '') AS name,
               'pg_description' AS catalog, d.objoid::bigint AS oid, d.description AS definition
          FROM pg_description d JOIN pg_class c ON c.oid = d.objoid JOIN pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid AND d.objsubid > 0
         WHERE d.classoid = 'pg_class'::regclass AND d.objoid = \(number: oid)
           AND (\(number: column ?? 0) = 0 OR d.objsubid = \(number: column ?? 0))
        """
    }

    /// Rights of others than the owner: on the table, and on single columns.
    private var rights: SQL {
        """
        SELECT 'grant' AS kind, coalesce(CASE WHEN x.grantee <> 0 THEN pg_get_userbyid(x.grantee)::text END, 'PUBLIC') AS name,
               'pg_class' AS catalog, c.oid::bigint AS oid, string_agg(x.privilege_type, ', ' ORDER BY x.privilege_type) AS detail
          FROM pg_class c, aclexplode(c.relacl) x
         WHERE c.oid = \(number: oid) AND x.grantee <> c.relowner GROUP BY 2, 4
        UNION ALL
        SELECT 'column-grant', coalesce(CASE WHEN x.grantee <> 0 THEN pg_get_userbyid(x.grantee)::text END, 'PUBLIC')
                 || ' on ' || string_agg(DISTINCT a.attname, ', '),
               'pg_attribute', a.attrelid::bigint, string_agg(DISTINCT x.privilege_type, ', ')
          FROM pg_attribute a, aclexplode(a.attacl) x
         WHERE a.attrelid = \(number: oid) AND NOT a.attisdropped AND a.attacl IS NOT NULL
           AND (\(number: column ?? 0) = 0 OR a.attnum = \(number: column ?? 0)) GROUP BY x.grantee, a.attrelid
        """
    }

    /// Those that fire for changes of tables; an extension's own are the extension's business, but fire as well.
    private static let eventTriggers: SQL = """
        SELECT 'event-trigger' AS kind, e.evtname::text AS name, 'pg_event_trigger' AS catalog, e.oid::bigint AS oid,
               concat_ws(', ', e.evtevent, 'calls ' || e.evtfoid::regproc) AS detail
          FROM pg_event_trigger e
         WHERE e.evtenabled <> 'D' AND e.evtevent <> 'login'
           AND (e.evttags IS NULL OR e.evttags && ARRAY['ALTER TABLE', 'DROP TABLE', 'CREATE INDEX', 'DROP INDEX'])
        """

    private var foreignServers: SQL {
        """
        SELECT 'foreign-server' AS kind, s.srvname::text AS name, 'pg_foreign_table' AS catalog, t.ftrelid::bigint AS oid,
               'the rows are on this server, under the names known there' AS detail
          FROM pg_foreign_table t JOIN pg_foreign_server s ON s.oid = t.ftserver WHERE t.ftrelid = \(number: oid)
        """
    }
}
