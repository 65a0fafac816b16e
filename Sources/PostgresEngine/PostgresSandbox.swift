package import ColonnadeEngine
package import ColonnadeModel

/// Databases that a run makes for a while on a server which belongs to somebody: whose they are, and how they end. All
/// have the run's name in front, and for as long as it lives one session of that server holds an advisory lock on the name.
/// A session's locks end with it (manual 13.3.5), so that a run without its lock is dead, and no process ids are guessed at.
package struct PostgresSandbox: Sendable {
    /// `colonnade_rehearsal_9f3c01ab77e2`
    package let run: String

    /// What every run's name begins with; whoever gives a database such a name gives it away.
    private static let prefix = "colonnade_rehearsal_"

    package init() {
        let bytes = (0..<6).map { _ in UInt8.random(in: .min ... .max) }
        run = Self.prefix + bytes.hexadecimal
    }

    /// What one of its databases is called there.
    package func name(of database: String) -> String { "\(run)_\(database)" }

    /// How sessions are called that make databases.
    package var application: String { "colonnade: \(run)" }

    // MARK: - Its lock and its end, for psql

    /// Takes the lock and prints `t`. A client whose machine is gone is noticed in a minute, not in hours (manual 20.3.1).
    package var beginning: String {
        text(
            """
            SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;
            SET idle_session_timeout = 0;
            SELECT pg_try_advisory_lock(\(number: PostgresEngine.leaseClass), hashtext(\(literal: run)));
            """)
    }

    /// Drops every database of the run and prints the names of those that are left, and a dot. Whoever is still making one is
    /// ended before: it would be there only afterwards.
    package var ending: String {
        text(
            """
            \(verbatim: "\\o /dev/null")
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = \(literal: application);
            DO 'BEGIN FOR i IN 1..100 LOOP
              EXIT WHEN NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = '\(literal: application)');
              PERFORM pg_sleep(0.05), pg_stat_clear_snapshot(); END LOOP; END';
            SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database WHERE \(isOfRun) \(verbatim: "\\gexec")
            \(verbatim: "\\o")
            SELECT datname FROM pg_database WHERE \(isOfRun);
            \(verbatim: "\\echo .")
            """)
    }

    private var isOfRun: SQL { "starts_with(datname::text, \(literal: run + "_"))" }

    private func text(_ sql: SQL) -> String { sql.rendered(.postgres).text }

    // MARK: - Who else is there

    /// Databases of runs that have ended without taking them along, as far as they are the role's own.
    package static func abandoned(on connection: any Connection) async throws -> [Identifier] {
        let length = prefix.count + 12
        // The lock is looked for when the database is seen, and it was taken before that was made.
        return try await connection.query(
            """
            SELECT datname::text FROM pg_database
             WHERE datname ~ \(literal: "^\(prefix)[0-9a-f]{12}_") AND pg_has_role(datdba, 'USAGE')
               AND NOT EXISTS (
                   SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted
                      AND l.classid::bigint = \(number: PostgresEngine.leaseClass)
                      AND l.objid::bigint = hashtext(left(datname::text, \(number: length)))::bigint & 4294967295)
             ORDER BY datname
            """
        ).compactMap { $0[0].text.map { Identifier($0) } }
    }

    /// Who keeps a database from being a template: each session and each prepared transaction, in words.
    package static func users(
        of database: Identifier, on connection: any Connection
    ) async throws -> [(application: String, words: String)] {
        try await connection.query(
            """
            SELECT application_name, 'pid ' || pid || coalesce(', ' || usename, '') || coalesce(' from ' || host(client_addr), '')
                     || coalesce(', ' || nullif(application_name, ''), '')
                     || CASE WHEN backend_type <> 'client backend' THEN ', ' || backend_type ELSE '' END
                     || ', since ' || to_char(backend_start, 'YYYY-MM-DD HH24:MI:SS')
              FROM pg_stat_activity
             WHERE datname = \(bind: .text(database.text)) AND pid <> pg_backend_pid()
               AND backend_type <> 'autovacuum worker'
            UNION ALL SELECT '', 'prepared transaction ' || gid || ', ' || owner FROM pg_prepared_xacts
             WHERE database = \(bind: .text(database.text))
             ORDER BY 2
            """
        ).map { ($0[0].text ?? "", $0[1].text ?? "") }
    }
}
