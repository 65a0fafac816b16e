package import ColonnadeEngine
package import ColonnadeModel

/// Reads the catalog in a dozen queries, whatever the number of tables. Sizes come from pg_class statistics:
/// pg_relation_size would have to lock each table, and so wait behind an ACCESS EXCLUSIVE lock.
extension PostgresEngine {
    package func inspect(on connection: any Connection) async throws -> CatalogSnapshot {
        var tables = try await tables(on: connection)
        for part in Self.parts(version) {
            for row in try await connection.query(part.query) {
                guard let oid = row[0].integer, let index = tables.index(forKey: oid) else { continue }
                part.add(row, &tables.values[index])
            }
        }
        for row in try await connection.query(Self.inheritance) {
            guard let parent = row[0].integer, let child = row[1].integer,
                let parentName = tables[parent]?.name, let childName = tables[child]?.name
            else { continue }
            tables[parent]?.children.append(childName)
            tables[child]?.parents.append(parentName)
        }
        var catalog = CatalogSnapshot(
            tables: Array(tables.values),
            searchPath: try await connection.query("SELECT unnest(current_schemas(false))").map {
                Identifier($0[0].text ?? "")
            },
            volatileFunctions: Set(
                try await connection.query(
                    "SELECT DISTINCT proname::text FROM pg_proc WHERE provolatile = 'v'"
                )
                .compactMap { $0[0].text }
            ),
            constrainedDomains: try await names(Self.constrainedDomains, on: connection),
            otherRelations: try await names(Self.otherRelations, on: connection)
        )
        catalog.objects = try await objects(on: connection)
        return catalog
    }

    private func tables(on connection: any Connection) async throws -> [Int64: Table] {
        var tables: [Int64: Table] = [:]
        for row in try await connection.query(Self.tables) {
            guard let oid = row[0].integer, let name = Self.name(row, at: 1) else { continue }
            let kind: Table.Kind =
                switch row[3].text {
                case "p": .partitioned
                case "f": .foreign
                default: .ordinary
                }
            let rows = row[4].double ?? -1
            var table = Table(
                name: name, kind: kind, estimatedRows: rows < 0 ? nil : Int64(rows),
                estimatedBytes: row[5].integer ?? 0
            )
            table.replicaIdentity = row[6].text ?? "default"
            table.rowSecurity = row[7].bool ?? false
            table.hasPhysicalOrder = kind != .foreign
            tables[oid] = table
        }
        return tables
    }

    private func names(_ query: SQL, on connection: any Connection) async throws -> Set<ObjectName> {
        Set(try await connection.query(query).compactMap { Self.name($0, at: 0) })
    }

    static func name(_ row: Row, at index: Int) -> ObjectName? {
        guard let schema = row[index].text, let name = row[index + 1].text else { return nil }
        return ObjectName(schema: Identifier(schema), Identifier(name))
    }

    /// PostgreSQL prints an array of names as `{a,"b c"}`; the queries join them by a character no name has.
    static func identifiers(_ value: Value) -> [Identifier] {
        (value.text ?? "").split(separator: "\u{1F}").map { Identifier(String($0)) }
    }
}

/// The queries that fill in a table, one row for each thing that hangs on it; the first column is the table's OID.
struct CatalogPart: Sendable {
    let query: SQL
    let add: @Sendable (Row, inout Table) -> Void
}

extension PostgresEngine {
    /// System schemas, temporary ones and Colonnade's own are nobody's business here.
    static let userSchemas: SQL = """
        n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'colonnade') AND n.nspname !~ '^pg_(toast_)?temp_'
        """

    static let tables: SQL = """
        SELECT c.oid, n.nspname::text, c.relname::text, c.relkind::text, c.reltuples,
               c.relpages::bigint * current_setting('block_size')::bigint,
               CASE c.relreplident WHEN 'd' THEN 'default' WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' ELSE 'index' END,
               c.relrowsecurity
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'f') AND \(userSchemas)
        """

    static let inheritance: SQL =
        "SELECT inhparent, inhrelid FROM pg_inherits ORDER BY inhparent, inhseqno, inhrelid"

    static let constrainedDomains: SQL = """
        SELECT n.nspname::text, t.typname::text FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
         WHERE t.typtype = 'd' AND (t.typnotnull OR EXISTS (SELECT FROM pg_constraint c WHERE c.contypid = t.oid))
        """

    static let otherRelations: SQL = """
        SELECT n.nspname::text, c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind NOT IN ('r', 'p', 'f', 'i', 'I', 't') AND \(userSchemas)
        """

    static func parts(_ version: ServerVersion) -> [CatalogPart] {
        [
            columns(version), constraints, indexes, triggers, views, publications(version), tableRights,
            unvalidatedNotNulls,
        ] + detailParts(version)
    }

    private static func columns(_ version: ServerVersion) -> CatalogPart {
        // attidentity came with 10, attgenerated with 12.
        let generated: SQL = version >= ServerVersion(12) ? "a.attgenerated <> ''" : "false"
        return CatalogPart(
            query: """
                SELECT a.attrelid, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                       CASE WHEN a.atthasdef THEN pg_get_expr(d.adbin, d.adrelid) END, \(generated),
                       a.attidentity <> '', a.attnum
                  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f')
                  JOIN pg_namespace n ON n.oid = c.relnamespace
                  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                 WHERE a.attnum > 0 AND NOT a.attisdropped AND \(userSchemas) ORDER BY a.attrelid, a.attnum
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

    private static let constraints = CatalogPart(
        query: """
            SELECT k.conrelid, k.conname::text, k.contype::text, k.convalidated, pg_get_constraintdef(k.oid),
                   array_to_string(k.conkey, ' '), fn.nspname::text, f.relname::text
              FROM pg_constraint k
              LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
              JOIN pg_namespace n ON n.oid = k.connamespace
             WHERE k.conrelid <> 0 AND k.contype IN ('c', 'f', 'p', 'u', 'x') AND \(userSchemas)
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
        table.constraints.append(
            Constraint(
                name: Identifier(row[1].text ?? ""), kind: kind, columns: table.columns(numbered: row[5]),
                isValid: row[3].bool ?? true, references: name(row, at: 6), definition: row[4].text ?? ""
            )
        )
    }

    private static let indexes = CatalogPart(
        query: """
            SELECT i.indrelid, c.relname::text, i.indisunique, i.indisvalid, pg_get_indexdef(i.indexrelid),
                   k.oid IS NOT NULL, i.indkey::text,
                   CASE WHEN i.indexprs IS NOT NULL OR i.indpred IS NOT NULL THEN
                     (SELECT string_agg(DISTINCT d.refobjsubid::text, ' ') FROM pg_depend d
                       WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                         AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid AND d.refobjsubid > 0) END
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid
                   AND k.contype IN ('p', 'u', 'x')
             WHERE \(userSchemas) ORDER BY i.indrelid, c.relname
            """
    ) { row, table in
        table.indexes.append(
            Index(
                name: Identifier(row[1].text ?? ""),
                columns: table.columns(numbered: row[7] == .null ? row[6] : row[7]),
                isUnique: row[2].bool ?? false, isValid: row[3].bool ?? true,
                backsConstraint: row[5].bool ?? false,
                definition: row[4].text ?? ""
            )
        )
    }

    private static let triggers = CatalogPart(
        query: """
            SELECT t.tgrelid, t.tgname::text, t.tgtype & 17 = 17, pg_get_triggerdef(t.oid)
              FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' ORDER BY t.tgrelid, t.tgname
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

    private static let views = CatalogPart(
        query: """
            SELECT d.refobjid, n.nspname::text, v.relname::text, string_agg(DISTINCT a.attname::text, E'\\x1F')
              FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class
              JOIN pg_namespace n ON n.oid = v.relnamespace
              LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid AND a.attnum > 0
             WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
               AND v.oid <> d.refobjid AND v.relkind IN ('v', 'm') AND \(userSchemas)
             GROUP BY d.refobjid, n.nspname, v.relname ORDER BY d.refobjid, n.nspname, v.relname
            """
    ) { row, table in
        guard let name = name(row, at: 1) else { return }
        table.views.append(DependentView(name: name, columns: identifiers(row[3])))
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
}

extension Table {
    /// The columns behind attribute numbers as the catalog lists them, `1 3`; expressions count as 0 there.
    func columns(numbered list: Value) -> [Identifier] {
        (list.text ?? "").split(separator: " ").compactMap { number in
            columns.first { $0.number == Int(number) }?.name
        }
    }
}
