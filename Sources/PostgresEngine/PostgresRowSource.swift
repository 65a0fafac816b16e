package import ColonnadeEngine
package import ColonnadeModel

/// A database whose rows are carried over one by one: one moment of it, for as many sessions as are wanted.
package struct PostgresRowSource: Sendable {
    /// A column's type behind its domains.
    package struct ColumnType: Sendable {
        /// As format_type prints it.
        package var printed: String
        package var isEnum: Bool
        /// Checks of the domains that it is of, by domain.
        package var domains: [ObjectName]
    }

    /// The session that keeps the moment alive, and the tables from being changed.
    package let leader: PostgresConnection
    /// What pg_dump and other sessions are told to see.
    package let snapshot: String
    private let conninfo: String

    /// How values are printed, so that every session prints and reads them alike; as pg_dump sets it (setup_connection,
    /// bin/pg_dump/pg_dump.c).
    package static let format: SQL = """
        SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET extra_float_digits = 3;
        SET bytea_output = 'hex'; SET xmloption = 'content'; SET statement_timeout = 0;
        SET idle_in_transaction_session_timeout = 0; SET row_security = off; SET search_path = ''
        """

    /// Begins a transaction that only reads, and takes ACCESS SHARE of tables.
    ///
    /// - Parameter lockTimeout: how long it may wait for each table.
    /// - Throws: ``EngineError``.
    package static func begin(
        _ conninfo: String, tables: [ObjectName], lockTimeout: Duration = .seconds(2)
    ) async throws -> PostgresRowSource {
        let leader = try await PostgresConnection.open(conninfo, application: "colonnade: snapshot")
        do {
            try await leader.execute(format)
            try await leader.execute(
                """
                SET lock_timeout = \(number: lockTimeout.milliseconds);
                BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY
                """)
            let snapshot = try await leader.scalar("SELECT pg_export_snapshot()").text ?? ""
            if !tables.isEmpty {
                let names = tables.map { "ONLY \($0)" as SQL }.joined(separator: ", ")
                try await leader.execute("LOCK TABLE \(names) IN ACCESS SHARE MODE")
            }
            return PostgresRowSource(leader: leader, snapshot: snapshot, conninfo: conninfo)
        } catch {
            await leader.close()
            throw error
        }
    }

    /// A further session that sees the same moment.
    ///
    /// - Throws: ``EngineError``.
    package func session() async throws -> PostgresConnection {
        let session = try await PostgresConnection.open(conninfo, application: "colonnade: snapshot")
        do {
            try await session.execute(Self.format)
            try await session.execute(
                """
                SET lock_timeout = '2s'; BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;
                SET TRANSACTION SNAPSHOT \(literal: snapshot)
                """)
            return session
        } catch {
            await session.close()
            throw error
        }
    }

    /// The types of all columns of tables, and which tables an extension brings with it.
    package static func types(on connection: any Connection) async throws
        -> (types: [ColumnName: ColumnType], extensionTables: Set<ObjectName>)
    {
        let rows = try await connection.query(
            """
            WITH RECURSIVE base(type, base, modifier, domains) AS (
              SELECT oid, oid, -1, '{}'::oid[] FROM pg_type WHERE typtype <> 'd'
              UNION ALL
              SELECT t.oid, b.base, CASE WHEN b.modifier > -1 THEN b.modifier ELSE t.typtypmod END, b.domains || t.oid
                FROM base b JOIN pg_type t ON t.typbasetype = b.type AND t.typtype = 'd')
            SELECT n.nspname::text, c.relname::text, a.attname::text,
                   format_type(b.base, CASE WHEN a.atttypmod > -1 THEN a.atttypmod ELSE b.modifier END),
                   t.typtype = 'e' OR e.typtype IS NOT DISTINCT FROM 'e',
                   (SELECT string_agg(dn.nspname || E'\\x1F' || d.typname, E'\\x1F') FROM unnest(b.domains) o
                      JOIN pg_type d ON d.oid = o JOIN pg_namespace dn ON dn.oid = d.typnamespace),
                   EXISTS (SELECT FROM pg_depend p WHERE p.classid = 'pg_class'::regclass AND p.objid = c.oid
                              AND p.deptype = 'e')
              FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN base b ON b.type = a.atttypid JOIN pg_type t ON t.oid = b.base
              LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
             WHERE a.attnum > 0 AND NOT a.attisdropped AND \(PostgresEngine.userSchemas)
            """)
        var types: [ColumnName: ColumnType] = [:]
        var extensionTables: Set<ObjectName> = []
        for row in rows {
            guard let table = PostgresEngine.name(row, at: 0) else { continue }
            let parts = PostgresEngine.identifiers(row[5])
            let domains = stride(from: 0, to: parts.count - 1, by: 2).map {
                ObjectName(schema: parts[$0], parts[$0 + 1])
            }
            types[ColumnName(table, Identifier(row[2].text ?? ""))] = ColumnType(
                printed: row[3].text ?? "", isEnum: row[4].bool ?? false, domains: domains)
            if row[6].bool == true { extensionTables.insert(table) }
        }
        return (types, extensionTables)
    }

    /// Checks of domains: name, and what pg_get_constraintdef prints.
    package func domainChecks() async throws -> [(domain: ObjectName, name: Identifier, definition: String)] {
        try await leader.query(
            """
            SELECT n.nspname::text, t.typname::text, k.conname::text, pg_get_constraintdef(k.oid)
              FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
             WHERE k.contype = 'c' ORDER BY 1, 2, 3
            """
        ).compactMap { row in
            PostgresEngine.name(row, at: 0).map { ($0, Identifier(row[2].text ?? ""), row[3].text ?? "") }
        }
    }

    /// How far each sequence is; those that were never used are left out.
    package func sequences() async throws -> [(name: ObjectName, last: Int64)] {
        try await leader.query(
            """
            SELECT schemaname::text, sequencename::text, last_value FROM pg_sequences WHERE last_value IS NOT NULL
               AND schemaname <> 'colonnade' ORDER BY 1, 2
            """
        ).compactMap { row in
            guard let name = PostgresEngine.name(row, at: 0), let last = row[2].integer else { return nil }
            return (name, last)
        }
    }

    /// Some values of text columns of a table, from all over it.
    package func values(
        of columns: [Identifier], in table: ObjectName, estimatedRows: Int64, atMost limit: Int
    ) async throws -> [[String]] {
        let some: SQL =
            estimatedRows > Int64(limit) * 20
            ? " TABLESAMPLE SYSTEM (\(verbatim: String(min(100, 400.0 * Double(limit) / Double(estimatedRows)))))"
            : ""
        let list = columns.map { "left(\($0)::text, 4096)" as SQL }.joined(separator: ", ")
        let rows = try await leader.query("SELECT \(list) FROM ONLY \(table)\(some) LIMIT \(number: limit)")
        return columns.indices.map { place in rows.compactMap { $0[place].text } }
    }

    package func close() async { await leader.close() }
}
