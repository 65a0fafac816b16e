package import ColonnadeEngine
package import ColonnadeModel

/// A server with a database that is copied, or that copies come to: what a private server has to have in common with it,
/// and a given one should.
package struct PostgresSource: Sendable {
    /// Major version.
    package var major: Int
    /// What no other running server has: its cluster's number, and when it was started.
    package var instance: String
    /// A role with every right that may log in; its own where it is one. Nil: there is none.
    package var superuser: Identifier?
    package var database: Identifier
    package var encoding: String
    package var collation: String
    package var characterType: String
    /// The database's size in bytes.
    package var bytes: Int64
    /// Every role that could own something or be named in a right or a policy.
    package var roles: [Identifier]
    /// Settings that decide about plans, locks and WAL.
    package var settings: [String: String]

    /// Reads it. Only looks; takes no lock on anybody's table.
    package static func read(on connection: any Connection) async throws -> PostgresSource {
        let row = try await connection.query(
            """
            SELECT current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding)::text,
                   datcollate::text, datctype::text, pg_database_size(oid), datname::text,
                   (SELECT system_identifier FROM pg_control_system()) || ' ' || extract(epoch FROM pg_postmaster_start_time()),
                   (SELECT rolname::text FROM pg_roles WHERE rolsuper AND rolcanlogin
                     ORDER BY rolname <> current_user, oid LIMIT 1)
              FROM pg_database WHERE datname = current_database()
            """)[0]
        let roles = try await connection.query(
            "SELECT rolname::text FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> 'postgres'")
        let settings = try await connection.query(
            """
            SELECT name, current_setting(name) FROM pg_settings
             WHERE name IN ('work_mem', 'maintenance_work_mem', 'random_page_cost', 'effective_io_concurrency',
                            'default_statistics_target', 'jit', 'wal_level', 'max_locks_per_transaction',
                            'default_toast_compression', 'checkpoint_timeout', 'synchronous_commit', 'autovacuum',
                            'autovacuum_naptime', 'wal_compression', 'full_page_writes')
            """)
        return PostgresSource(
            major: Int(row[0].integer ?? 0), instance: row[6].text ?? "",
            superuser: row[7].text.map { Identifier($0) }, database: Identifier(row[5].text ?? ""),
            encoding: row[1].text ?? "UTF8", collation: row[2].text ?? "C",
            characterType: row[3].text ?? "C", bytes: row[4].integer ?? 0,
            roles: roles.compactMap { $0[0].text.map { Identifier($0) } },
            settings: Dictionary(
                settings.map { ($0[0].text ?? "", $0[1].text ?? "") }, uniquingKeysWith: { first, _ in first }
            ))
    }

    /// What people have made in a database, in words; what an extension brought with it is not theirs.
    package static func contents(on connection: any Connection) async throws -> [String] {
        try await connection.query(
            """
            WITH theirs AS (SELECT n.oid, n.nspname FROM pg_namespace n
                             WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_')
            SELECT what FROM (
                SELECT 'pg_class'::regclass::oid, c.oid, t.nspname || '.' || c.relname FROM pg_class c
                  JOIN theirs t ON t.oid = c.relnamespace WHERE c.relkind NOT IN ('i', 'I', 't')
                UNION ALL SELECT 'pg_proc'::regclass, p.oid, t.nspname || '.' || p.proname || '()' FROM pg_proc p
                  JOIN theirs t ON t.oid = p.pronamespace
                UNION ALL SELECT 'pg_type'::regclass, y.oid, 'type ' || t.nspname || '.' || y.typname FROM pg_type y
                  JOIN theirs t ON t.oid = y.typnamespace WHERE y.typtype IN ('d', 'e', 'r')
                UNION ALL SELECT 'pg_namespace'::regclass, t.oid, 'schema ' || t.nspname FROM theirs t WHERE t.nspname <> 'public'
                UNION ALL SELECT 'pg_publication'::regclass, oid, 'publication ' || pubname FROM pg_publication
              ) found (class, oid, what)
             WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = found.class AND d.objid = found.oid AND d.deptype = 'e')
             ORDER BY 1
            """
        ).compactMap { $0[0].text }
    }

    /// A connection string as a program's argument, which everybody on the machine can read, and its password apart.
    ///
    /// - Throws: ``EngineError`` where it has another secret, which no variable of the environment can carry.
    package static func withoutPassword(_ conninfo: String) throws -> (conninfo: String, password: String?) {
        // Taken apart even if it is only a database's name, as libpq does with expand_dbname.
        guard conninfo.contains("=") || conninfo.contains("://") else { return (conninfo, nil) }
        var (parts, password): ([String], String?) = ([], nil)
        for option in try PostgresAddress.options(of: conninfo) {
            guard option.isSecret else {
                let quoted = option.value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
                parts.append("\(option.name)='\(quoted)'")
                continue
            }
            guard option.name == "password" else {
                throw EngineError(
                    .unreachable,
                    "\(option.name) cannot be handed to pg_dump in a URL: write it into a service file")
            }
            password = option.value
        }
        return (parts.joined(separator: " "), password)
    }

    /// A URL that leads to another database of the same server as the same role.
    ///
    /// - Throws: ``EngineError`` where the URL cannot be read.
    package static func url(_ conninfo: String, database: String) throws -> String {
        let options = try PostgresAddress.options(of: conninfo).filter { $0.name != "dbname" }
        let pairs = options.map { ($0.name, $0.value) } + [("dbname", database)]
        let query = pairs.map { "\($0)=\(PostgresAddress.escaped($1))" }
        return "postgres:///?\(query.joined(separator: "&"))"
    }
}
