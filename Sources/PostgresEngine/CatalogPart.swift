import ColonnadeEngine
import ColonnadeModel

/// A query that fills in tables, one row for each thing that hangs on one; the first column is the table's OID.
struct CatalogPart: Sendable {
    let query: SQL
    let add: @Sendable (Row, inout Table) -> Void

    /// Prints what can be printed without waiting.
    struct Printing: Sendable {
        /// Tables under ACCESS EXCLUSIVE.
        let locked: [Int64]

        /// - Returns: NULL for a row of such a table.
        func callAsFunction(_ definition: SQL, of table: SQL) -> SQL {
            guard !locked.isEmpty else { return definition }
            return "CASE WHEN \(table) <> ALL (\(list)) THEN \(definition) END"
        }

        /// - Returns: NULL also for a view that reads such a table: printing it locks all that it reads.
        func callAsFunction(_ definition: SQL, ofView view: SQL) -> SQL {
            guard !locked.isEmpty else { return definition }
            return """
                CASE WHEN \(view) <> ALL (\(list)) AND NOT EXISTS (SELECT FROM pg_rewrite w JOIN pg_depend u ON u.objid = w.oid
                  WHERE w.ev_class = \(view) AND u.refobjid = ANY (\(list))) THEN \(definition) END
                """
        }

        private var list: SQL {
            "\(literal: "{\(locked.map(String.init).joined(separator: ","))}")::oid[]"
        }
    }

    static func all(_ version: ServerVersion, _ printing: Printing) -> [CatalogPart] {
        [
            columns(version, printing), constraints(printing), indexes(printing), triggers(printing), views,
            publications(version), subscriptions, PostgresEngine.tableRights,
            PostgresEngine.unvalidatedNotNulls(printing),
        ] + PostgresEngine.detailParts(version, printing)
    }

    private static func columns(_ version: ServerVersion, _ printing: Printing) -> CatalogPart {
        // attidentity came with 10, attgenerated with 12. A default speaks of no column, so it is printed without
        // its table, which is then not opened.
        let generated: SQL = version >= ServerVersion(12) ? "a.attgenerated <> ''" : "false"
        return CatalogPart(
            query: """
                SELECT a.attrelid, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                       CASE WHEN NOT a.atthasdef THEN NULL
                            WHEN \(generated) THEN \(printing("pg_get_expr(d.adbin, d.adrelid)", of: "d.adrelid"))
                            ELSE pg_get_expr(d.adbin, 0) END, \(generated),
                       a.attidentity <> '', a.attnum
                  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f')
                  JOIN pg_namespace n ON n.oid = c.relnamespace
                  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                 WHERE a.attnum > 0 AND NOT a.attisdropped AND \(PostgresEngine.userSchemas) ORDER BY a.attrelid, a.attnum
                """
        ) { row, table in
            table.columns.append(
                Column(
                    name: Identifier(row[1].text ?? ""), type: row[2].text ?? "",
                    notNull: row[3].bool ?? false,
                    defaultExpression: row[4].text, isGenerated: row[5].bool ?? false,
                    isIdentity: row[6].bool ?? false, number: Int(row[7].integer ?? 0)
                )
            )
        }
    }

    private static func constraints(_ printing: Printing) -> CatalogPart {
        CatalogPart(
            query: """
                SELECT k.conrelid, k.conname::text, k.contype::text, k.convalidated, \(printing("pg_get_constraintdef(k.oid)", of: "k.conrelid")),
                       array_to_string(k.conkey, ' '), fn.nspname::text, f.relname::text,
                       k.coninhcount > 0
                  FROM pg_constraint k
                  LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
                  JOIN pg_namespace n ON n.oid = k.connamespace
                 WHERE k.conrelid <> 0 AND k.contype IN ('c', 'f', 'p', 'u', 'x') AND \(PostgresEngine.userSchemas)
                 ORDER BY k.conrelid, k.conname
                """
        ) { row, table in
            let kind: Constraint.Kind =
                switch row[2].text {
                case "f": .foreignKey
                case "p": .primaryKey
                case "u": .unique
                case "x": .exclusion
                default: .check
                }
            var constraint = Constraint(
                name: Identifier(row[1].text ?? ""), kind: kind, columns: table.columns(numbered: row[5]),
                isValid: row[3].bool ?? true, references: PostgresEngine.name(row, at: 6),
                definition: row[4].text ?? ""
            )
            constraint.isInherited = row[8].bool ?? false
            table.constraints.append(constraint)
        }
    }

    private static func indexes(_ printing: Printing) -> CatalogPart {
        CatalogPart(
            query: """
                SELECT i.indrelid, c.relname::text, i.indisunique, i.indisvalid, \(printing("pg_get_indexdef(i.indexrelid)", of: "i.indrelid")),
                       k.oid IS NOT NULL, i.indkey::text,
                       CASE WHEN i.indexprs IS NOT NULL OR i.indpred IS NOT NULL THEN
                         (SELECT string_agg(DISTINCT d.refobjsubid::text, ' ') FROM pg_depend d
                           WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                             AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid AND d.refobjsubid > 0) END,
                       pn.nspname::text, pc.relname::text,
                       (SELECT string_agg(a.attname::text, E'\\x1F' ORDER BY a.attnum) FROM pg_attribute a
                         WHERE a.attrelid = i.indexrelid)
                  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                  LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid
                       AND k.contype IN ('p', 'u', 'x')
                  LEFT JOIN pg_inherits h ON h.inhrelid = i.indexrelid
                  LEFT JOIN pg_class pc ON pc.oid = h.inhparent LEFT JOIN pg_namespace pn ON pn.oid = pc.relnamespace
                 WHERE \(PostgresEngine.userSchemas) ORDER BY i.indrelid, c.relname
                """
        ) { row, table in
            var index = Index(
                name: Identifier(row[1].text ?? ""),
                columns: table.columns(numbered: row[7] == .null ? row[6] : row[7]),
                isUnique: row[2].bool ?? false, isValid: row[3].bool ?? true,
                backsConstraint: row[5].bool ?? false, definition: row[4].text ?? ""
            )
            index.parent = PostgresEngine.name(row, at: 8)
            index.columnNames = PostgresEngine.identifiers(row[10])
            table.indexes.append(index)
        }
    }

    private static func triggers(_ printing: Printing) -> CatalogPart {
        CatalogPart(
            query: """
                SELECT t.tgrelid, t.tgname::text, t.tgtype & 17 = 17, \(printing("pg_get_triggerdef(t.oid)", of: "t.tgrelid"))
                  FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'
                   AND NOT \(PostgresTripwire.isTripwire("t")) ORDER BY t.tgrelid, t.tgname
                """
        ) { row, table in
            // tgtype: bit 0 FOR EACH ROW, bit 4 UPDATE (catalog/pg_trigger.h).
            table.triggers.append(
                Trigger(
                    name: Identifier(row[1].text ?? ""), firesOnUpdate: row[2].bool ?? false,
                    definition: row[3].text ?? ""
                )
            )
        }
    }

    private static let views = CatalogPart(
        query: """
            SELECT d.refobjid, n.nspname::text, v.relname::text, string_agg(DISTINCT a.attname::text, E'\\x1F')
              FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class
              JOIN pg_namespace n ON n.oid = v.relnamespace
              LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid AND a.attnum > 0
             WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
               AND v.oid <> d.refobjid AND v.relkind IN ('v', 'm') AND \(PostgresEngine.userSchemas)
             GROUP BY d.refobjid, n.nspname, v.relname ORDER BY d.refobjid, n.nspname, v.relname
            """
    ) { row, table in
        guard let name = PostgresEngine.name(row, at: 1) else { return }
        table.views.append(DependentView(name: name, columns: PostgresEngine.identifiers(row[3])))
    }

    private static func publications(_ version: ServerVersion) -> CatalogPart {
        // Whole schemas can be published since 15.
        let schemas: SQL =
            version >= ServerVersion(15)
            ? """
            UNION SELECT c.oid, p.pubname::text FROM pg_publication_namespace s
              JOIN pg_publication p ON p.oid = s.pnpubid JOIN pg_class c ON c.relnamespace = s.pnnspid AND c.relkind IN ('r', 'p')
            """ : ""
        return CatalogPart(
            query: """
                SELECT r.prrelid, p.pubname::text FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
                UNION SELECT c.oid, p.pubname::text FROM pg_publication p, pg_class c WHERE p.puballtables AND c.relkind IN ('r', 'p')
                \(schemas) ORDER BY 1, 2
                """
        ) { row, table in table.publications.append(Identifier(row[1].text ?? "")) }
    }

    /// By the view, because not everybody may read pg_subscription.
    private static let subscriptions = CatalogPart(
        query: """
            SELECT DISTINCT r.srrelid, s.subname::text FROM pg_subscription_rel r
              JOIN pg_stat_subscription s ON s.subid = r.srsubid ORDER BY 1, 2
            """
    ) { row, table in table.subscriptions.append(Identifier(row[1].text ?? "")) }
}

extension Table {
    /// The columns behind attribute numbers as the catalog lists them, `1 3`; expressions count as 0 there.
    func columns(numbered list: Value) -> [Identifier] {
        (list.text ?? "").split(separator: " ").compactMap { number in
            columns.first { $0.number == Int(number) }?.name
        }
    }
}
