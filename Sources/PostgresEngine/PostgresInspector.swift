package import ColonnadeEngine
package import ColonnadeModel

/// Reads the catalog in a dozen queries, whatever the number of tables. Sizes come from pg_class statistics:
/// pg_relation_size would have to lock each table, and so wait behind an ACCESS EXCLUSIVE lock.
///
/// What prints an expression (pg_get_expr, pg_get_constraintdef, pg_get_indexdef, pg_get_triggerdef) opens its table
/// with ACCESS SHARE for a moment (set_relation_column_names, utils/adt/ruleutils.c). So nothing is printed of tables
/// that somebody holds, or waits for, with ACCESS EXCLUSIVE: they are marked instead.
extension PostgresEngine {
    package func inspect(on connection: any Connection) async throws -> CatalogSnapshot {
        var catalog = CatalogSnapshot()
        try await lookingAgain(on: connection) { locked in
            catalog = try await look(CatalogPart.Printing(locked: locked), on: connection)
        }
        return catalog
    }

    /// Looks who holds what, then at the catalog; again where something came between the two.
    ///
    /// - Parameter look: gets the tables that must not be touched.
    func lookingAgain(on connection: any Connection, _ look: ([Int64]) async throws -> Void) async throws {
        var looks = 0
        while true {
            looks += 1
            do {
                return try await look(
                    try await connection.query(Self.locked).compactMap(\.[0].integer))
            } catch let error as EngineError where Self.passes(error) && looks < 20 {
                continue
            }
        }
    }

    /// A lock that came between the look at pg_locks and the printing, or a table that was dropped there ("could not
    /// open relation", an internal error): the next look knows.
    private static func passes(_ error: EngineError) -> Bool {
        error.kind == .lockTimeout || error.code == "XX000"
    }

    /// Everything about tables as of one moment; then the rest, because printing a view keeps the tables that it reads
    /// locked until the end of the transaction.
    private func look(
        _ printing: CatalogPart.Printing, on connection: any Connection
    ) async throws -> CatalogSnapshot {
        var catalog = try await transaction(on: connection) { try await snapshot(printing, on: connection) }
        catalog.objects = try await transaction(on: connection) {
            try await objects(printing, on: connection)
        }
        return catalog
    }

    func transaction<T>(on connection: any Connection, _ work: () async throws -> T) async throws -> T {
        try await connection.execute(
            "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL lock_timeout = '10ms'"
        )
        do {
            let result = try await work()
            try await connection.execute("COMMIT")
            return result
        } catch {
            await connection.rollback()
            throw error
        }
    }

    private func snapshot(_ printing: CatalogPart.Printing, on connection: any Connection) async throws
        -> CatalogSnapshot
    {
        var tables = try await tables(printing, on: connection)
        for oid in printing.locked { tables[oid]?.isLocked = true }
        for part in CatalogPart.all(version, printing) {
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
        catalog.otherConstraints = try await names(Self.domainConstraints, on: connection)
        return catalog
    }

    private func tables(_ printing: CatalogPart.Printing, on connection: any Connection) async throws
        -> [Int64: Table]
    {
        var tables: [Int64: Table] = [:]
        let rows = try await connection.query(Self.tables(version, printing))
        let names = Dictionary(
            rows.compactMap { row in row[0].integer.flatMap { oid in Self.name(row, at: 1).map { (oid, $0) } }
            },
            uniquingKeysWith: { first, _ in first }
        )
        for row in rows {
            guard let oid = row[0].integer, let name = names[oid] else { continue }
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
            table.defaultPartition = row[8].integer.flatMap { names[$0] }
            table.partitionKey = row[9].text
            table.partitionBound = row[10].text
            let key = Self.identifiers(row[11])
            table.partitionColumns = !key.isEmpty && row[12].integer == Int64(key.count) ? key : nil
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

extension PostgresEngine {
    /// System schemas, temporary ones and Colonnade's own are nobody's business here.
    static let userSchemas: SQL = """
        n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'colonnade') AND n.nspname !~ '^pg_(toast_)?temp_'
        """

    private static func tables(_ version: ServerVersion, _ printing: CatalogPart.Printing) -> SQL {
        // Default partitions came with 11.
        let defaultPartition: SQL =
            version >= ServerVersion(11) ? "nullif(p.partdefid, 0)::bigint" : "NULL::bigint"
        return """
            SELECT c.oid, n.nspname::text, c.relname::text, c.relkind::text, c.reltuples,
                   c.relpages::bigint * current_setting('block_size')::bigint,
                   CASE c.relreplident WHEN 'd' THEN 'default' WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' ELSE 'index' END,
                   c.relrowsecurity, \(defaultPartition),
                   CASE WHEN c.relkind = 'p' THEN \(printing("pg_get_partkeydef(c.oid)", of: "c.oid")) END,
                   CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, 0) END,
                   CASE WHEN c.relkind = 'p' THEN (
                     SELECT string_agg(CASE WHEN o.opcdefault AND k.ordering = a.attcollation THEN a.attname::text END,
                                       E'\\x1F' ORDER BY k.place)
                       FROM unnest(p.partattrs::int2[], p.partclass::oid[], p.partcollation::oid[])
                            WITH ORDINALITY k(number, class, ordering, place)
                       JOIN pg_opclass o ON o.oid = k.class
                       LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number AND k.number > 0) END,
                   p.partnatts::int
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_partitioned_table p ON p.partrelid = c.oid
             WHERE c.relkind IN ('r', 'p', 'f') AND \(userSchemas)
            """
    }

    /// Relations of this database that somebody holds or waits for with ACCESS EXCLUSIVE.
    static let locked: SQL = """
        SELECT DISTINCT relation::bigint FROM pg_locks
         WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """

    static let inheritance: SQL =
        "SELECT inhparent, inhrelid FROM pg_inherits ORDER BY inhparent, inhseqno, inhrelid"

    static let constrainedDomains: SQL = """
        SELECT n.nspname::text, t.typname::text FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
         WHERE t.typtype = 'd' AND (t.typnotnull OR EXISTS (SELECT FROM pg_constraint c WHERE c.contypid = t.oid))
        """

    private static let domainConstraints: SQL = """
        SELECT n.nspname::text, c.conname::text FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
         WHERE c.contypid <> 0 AND \(userSchemas)
        """

    static let otherRelations: SQL = """
        SELECT n.nspname::text, c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind NOT IN ('r', 'p', 'f', 'i', 'I', 't') AND \(userSchemas)
        """
}
