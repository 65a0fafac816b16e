import CLibPQ
package import ColonnadeEngine
package import ColonnadeModel

/// A server whose database is copied: what a private server has to have in common with it.
package struct PostgresSource: Sendable {
    /// Major version.
    package var major: Int
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
                   datcollate::text, datctype::text, pg_database_size(oid), datname::text
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
            major: Int(row[0].integer ?? 0), database: Identifier(row[5].text ?? ""),
            encoding: row[1].text ?? "UTF8", collation: row[2].text ?? "C",
            characterType: row[3].text ?? "C", bytes: row[4].integer ?? 0,
            roles: roles.compactMap { $0[0].text.map { Identifier($0) } },
            settings: Dictionary(
                settings.map { ($0[0].text ?? "", $0[1].text ?? "") }, uniquingKeysWith: { first, _ in first }
            ))
    }

    /// A connection string as a program's argument, which everybody on the machine can read, and its password apart.
    ///
    /// - Throws: ``EngineError`` where it has another secret, which no variable of the environment can carry.
    package static func withoutPassword(_ conninfo: String) throws -> (conninfo: String, password: String?) {
        // Taken apart even if it is only a database's name, as libpq does with expand_dbname.
        guard conninfo.contains("=") || conninfo.contains("://") else { return (conninfo, nil) }
        guard let options = PQconninfoParse(conninfo, nil) else {
            throw EngineError(.unreachable, "the database's URL cannot be read")
        }
        defer { PQconninfoFree(options) }
        var (parts, password): ([String], String?) = ([], nil)
        var option = options
        while let keyword = option.pointee.keyword {
            defer { option += 1 }
            guard let value = option.pointee.val.map({ String(cString: $0) }) else { continue }
            let name = String(cString: keyword)
            // "*": a field that is not to be shown (manual 34.1, PQconninfoOption).
            if String(cString: option.pointee.dispchar) == "*" {
                guard name == "password" else {
                    throw EngineError(
                        .unreachable,
                        "\(name) cannot be handed to pg_dump in a URL: write it into a service file")
                }
                password = value
            } else {
                let quoted = value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
                parts.append("\(name)='\(quoted)'")
            }
        }
        return (parts.joined(separator: " "), password)
    }
}
