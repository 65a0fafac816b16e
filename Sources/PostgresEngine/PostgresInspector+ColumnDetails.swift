import ColonnadeEngine
import ColonnadeModel

/// What hangs on columns, for those that another column is to take the place of.
extension PostgresEngine {
    static func detailParts(_ version: ServerVersion, _ printing: CatalogPart.Printing) -> [CatalogPart] {
        [
            columnDetails(version), columnGrants, ownedSequences, dependants, constraintDetails, indexDetails,
            keyDependants,
        ] + (version >= ServerVersion(14) ? [extendedStatistics(printing)] : [])
    }

    private static func columnDetails(_ version: ServerVersion) -> CatalogPart {
        let notNullName: SQL =
            version >= ServerVersion(18)
            ? """
            (SELECT k.conname::text FROM pg_constraint k
              WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum])
            """ : "NULL::text"
        let compression: SQL =
            version >= ServerVersion(14)
            ? "CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END" : "NULL::text"
        return CatalogPart(
            query: """
                SELECT a.attrelid, a.attname::text,
                       CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0
                            THEN a.attcollation::regcollation::text END,
                       \(notNullName), CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END,
                       CASE WHEN a.attstorage <> t.typstorage THEN \(storage("a.attstorage")) END,
                       \(compression), array_to_string(a.attoptions, ', '), col_description(a.attrelid, a.attnum),
                       a.attidentity = 'a',
                       \(storage("t.typstorage"))
                  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
                  JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid
                 WHERE a.attnum > 0 AND NOT a.attisdropped AND \(userSchemas)
                """
        ) { row, table in
            table.with(row[1]) { details in
                details.collation = row[2].text
                details.notNullName = row[3].text.map { Identifier($0) }
                details.statisticsTarget = row[4].integer.map { Int($0) }
                details.storage = row[5].text
                details.compression = row[6].text
                details.options = row[7].text
                details.comment = row[8].text
                details.isAlwaysIdentity = row[9].bool ?? false
                details.typeStorage = row[10].text ?? "PLAIN"
            }
        }
    }

    private static func storage(_ column: SQL) -> SQL {
        "CASE \(column) WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END"
    }

    private static let columnGrants = CatalogPart(
        query: """
            SELECT a.attrelid, a.attname::text, x.privilege_type,
                   CASE WHEN x.grantee <> 0 THEN pg_get_userbyid(x.grantee)::text END, x.is_grantable
              FROM pg_attribute a, aclexplode(a.attacl) x WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
             ORDER BY 1, 2, 3, 4
            """
    ) { row, table in
        table.with(row[1]) { details in
            details.grants.append(
                .init(
                    privilege: row[2].text ?? "", role: row[3].text.map { Identifier($0) },
                    isGrantable: row[4].bool ?? false
                )
            )
        }
    }

    /// Options without those that every sequence of its type has by default.
    private static let ownedSequences = CatalogPart(
        query: """
            SELECT d.refobjid, a.attname::text, n.nspname::text, c.relname::text, format_type(s.seqtypid, NULL),
                   concat_ws(' ', 'START WITH ' || nullif(s.seqstart, 1), 'INCREMENT BY ' || nullif(s.seqincrement, 1),
                     'MINVALUE ' || nullif(s.seqmin, 1), 'MAXVALUE ' || nullif(s.seqmax,
                       CASE format_type(s.seqtypid, NULL) WHEN 'smallint' THEN 32767 WHEN 'integer' THEN 2147483647
                         ELSE 9223372036854775807 END),
                     'CACHE ' || nullif(s.seqcache, 1), CASE WHEN s.seqcycle THEN 'CYCLE' END),
                   c.relacl IS NOT NULL
              FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
              JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
              JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
             WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
               AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
            """
    ) { row, table in
        guard let name = name(row, at: 2) else { return }
        table.with(row[1]) { details in
            details.sequence = ColumnDetails.Sequence(
                name: name, type: row[4].text ?? "bigint", options: row[5].text ?? "",
                hasGrants: row[6].bool ?? false
            )
        }
    }

    /// Views, rules, policies, triggers, publications, functions in SQL's own form, generated columns. A view can be replaced
    /// by whoever has its owner's rights.
    private static let dependants = CatalogPart(
        query: """
            SELECT DISTINCT d.refobjid, a.attname::text,
                   CASE WHEN v.relkind IN ('v', 'm') THEN 'view ' || v.oid::regclass::text
                     ELSE pg_describe_object(d.classid, d.objid, d.objsubid) END,
                   CASE WHEN replaceable THEN vn.nspname::text END, CASE WHEN replaceable THEN v.relname::text END,
                   replaceable AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = v.oid)
                     AND NOT EXISTS (SELECT FROM pg_attrdef o WHERE o.adrelid = v.oid)
                     AND NOT EXISTS (SELECT FROM pg_rewrite o WHERE o.ev_class = v.oid AND o.oid <> r.oid)
                     AND NOT EXISTS (SELECT FROM pg_depend o WHERE o.objid <> r.oid AND o.deptype = 'n'
                       AND o.refclassid = 'pg_class'::regclass AND o.refobjid = v.oid)
                     AND NOT EXISTS (SELECT FROM pg_depend o WHERE o.objid <> r.oid AND o.deptype = 'n'
                       AND o.refclassid = 'pg_type'::regclass AND o.refobjid IN (v.reltype,
                         (SELECT y.typarray FROM pg_type y WHERE y.oid = v.reltype)))
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND \(PostgresEngine.userSchemas)
              JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
              JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
              LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
              LEFT JOIN pg_class v ON v.oid = r.ev_class LEFT JOIN pg_namespace vn ON vn.oid = v.relnamespace
              CROSS JOIN LATERAL (SELECT v.relkind = 'v' AND r.rulename = '_RETURN'
                                         AND pg_has_role(v.relowner, 'USAGE') AS replaceable) x
              LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
              LEFT JOIN pg_trigger t ON d.classid = 'pg_trigger'::regclass AND t.oid = d.objid
             WHERE d.refobjsubid > 0 AND d.deptype IN ('n', 'a', 'i')
               -- `complete` takes a tripwire off before it drops what that watches.
               AND (t.oid IS NULL OR NOT \(PostgresTripwire.isTripwire("t")))
               AND (d.classid IN ('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_trigger'::regclass,
                                  'pg_publication_rel'::regclass, 'pg_proc'::regclass)
                    OR d.classid = 'pg_class'::regclass AND d.objsubid > 0
                    OR d.classid = 'pg_attrdef'::regclass AND f.adnum <> a.attnum)
             ORDER BY 1, 2, 3
            """
    ) { row, table in
        let dependant = ColumnDetails.Dependant(
            row[2].text ?? "", refusesDrop: true, replaceableView: name(row, at: 3),
            canBeMadeAnew: row[5].bool ?? false)
        table.with(row[1]) { $0.dependants.append(dependant) }
    }

    /// Views that group by a primary key and show what depends on it.
    private static let keyDependants = CatalogPart(
        query: """
            SELECT DISTINCT k.conrelid, a.attname::text, 'view ' || r.ev_class::regclass::text
              FROM pg_depend d JOIN pg_constraint k ON k.oid = d.refobjid JOIN pg_rewrite r ON r.oid = d.objid
              JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
             WHERE d.refclassid = 'pg_constraint'::regclass AND d.classid = 'pg_rewrite'::regclass
            """
    ) { row, table in
        let dependant = ColumnDetails.Dependant(row[2].text ?? "", refusesDrop: true)
        table.with(row[1]) { if !$0.dependants.contains(dependant) { $0.dependants.append(dependant) } }
    }

    private static let constraintDetails = CatalogPart(
        query: """
            SELECT k.conrelid, k.conname::text, obj_description(k.oid, 'pg_constraint'),
                   (SELECT p.conname::text FROM pg_constraint p
                     WHERE p.oid = k.conparentid AND p.conrelid <> k.conrelid),
                   (SELECT string_agg(a.attname, E'\\x1F' ORDER BY u.n)
                      FROM unnest(k.confkey) WITH ORDINALITY u (attnum, n)
                      JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum)
              FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
             WHERE k.conrelid <> 0 AND \(userSchemas)
            """
    ) { row, table in
        guard let index = table.constraints.firstIndex(where: { $0.name.text == row[1].text }) else { return }
        table.constraints[index].comment = row[2].text
        table.constraints[index].parent = row[3].text.map { Identifier($0) }
        table.constraints[index].referencedColumns = identifiers(row[4])
    }

    private static let indexDetails = CatalogPart(
        query: """
            SELECT i.indrelid, c.relname::text, obj_description(c.oid, 'pg_class'),
                   i.indexprs IS NOT NULL OR i.indpred IS NOT NULL,
                   concat_ws(E'\\x1F', CASE WHEN i.indisreplident THEN 'is the replica identity' END,
                     CASE WHEN i.indisclustered THEN 'is marked for CLUSTER' END,
                     CASE WHEN c.reltablespace <> 0 THEN 'lies in another tablespace' END,
                     CASE WHEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attstattarget > 0)
                       THEN 'has statistics targets' END)
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE \(userSchemas)
            """
    ) { row, table in
        guard let index = table.indexes.firstIndex(where: { $0.name.text == row[1].text }) else { return }
        table.indexes[index].comment = row[2].text
        table.indexes[index].hasExpressions = row[3].bool ?? false
        table.indexes[index].peculiarities = (row[4].text ?? "").split(separator: "\u{1F}").map(String.init)
    }

    private static func extendedStatistics(_ printing: CatalogPart.Printing) -> CatalogPart {
        let kinds = printing("pg_get_statisticsobjdef(s.oid)", of: "s.stxrelid")
        return CatalogPart(
            query: """
                SELECT s.stxrelid, n.nspname::text, s.stxname::text,
                       coalesce(substring(\(kinds) from '( \\([a-z, ]+\\)) ON '), ''),
                       \(printing("pg_get_statisticsobjdef_columns(s.oid)", of: "s.stxrelid"))
                  FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE \(userSchemas)
                 ORDER BY 1, 2, 3
                """
        ) { row, table in
            guard let name = name(row, at: 1) else { return }
            table.statistics.append(
                ExtendedStatistics(name: name, kinds: row[3].text ?? "", columns: row[4].text ?? ""))
        }
    }
}

extension Table {
    fileprivate mutating func with(_ name: Value, _ change: (inout ColumnDetails) -> Void) {
        guard let index = columns.firstIndex(where: { $0.name.text == name.text }) else { return }
        change(&columns[index].details)
    }
}
