import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import PostgresEngine

extension GivenServer {
    /// What a session that only looks is called.
    private static let session = "colonnade: rehearsal"

    /// Looks whether a server will do, takes away what dead runs have left on it, and begins a run.
    ///
    /// - Parameters:
    ///   - url: a database of it that is only connected to.
    ///   - source: the server that is copied from; nil: a dump is.
    ///   - copiesTemplate: whether the source's database is to be a template.
    /// - Returns: the server, and what is to be said of copies on it.
    /// - Throws: ``SandboxError`` with what is in the way, before anything is made.
    static func begin(
        _ url: String, for source: PostgresSource?, copiesTemplate: Bool,
        _ observe: @escaping @Sendable (LoadMoment) -> Void
    ) async throws -> (server: GivenServer, remarks: [String]) {
        let (address, connection) = try await reach(url)
        do {
            let there = try await PostgresSource.read(on: connection)
            let binaries = try await binaries(for: there, address, source, on: connection)
            if copiesTemplate, let source {
                try await refuseUsedTemplate(source, there, address, on: connection)
            }
            if source?.instance == there.instance {
                observe(
                    .chapter("\(address) is the source's own server: whoever works there feels the clients"))
            }
            try await sweep(address, on: connection, observe)
            let role = try await connection.scalar("SELECT current_user::text").text ?? ""
            await connection.close()
            let server = try GivenServer(url, address: address, binaries, observe)
            return (server, remarks(source, there, role: role, copiesTemplate: copiesTemplate))
        } catch {
            await connection.close()
            throw error
        }
    }

    private static func reach(_ url: String) async throws -> (address: String, connection: any Connection) {
        guard case .postgresql = try EngineCatalog.kind(of: url) else {
            throw ColonnadeError.badInput("--sandbox takes a PostgreSQL server")
        }
        do {
            let engine = try await PostgresEngine.open(url)
            return (engine.address, try await engine.connect(as: session))
        } catch let error as EngineError {
            throw SandboxError("cannot reach the sandbox: \(error)")
        }
    }

    private static func binaries(
        for there: PostgresSource, _ address: String, _ source: PostgresSource?,
        on connection: any Connection
    ) async throws -> PostgresBinaries {
        guard there.major >= 13 else {
            throw SandboxError("a sandbox takes PostgreSQL 13 or newer: \(address) is \(there.major)")
        }
        let rights = try await connection.query(
            """
            SELECT pg_is_in_recovery(), rolsuper OR rolcreatedb, rolname::text FROM pg_roles WHERE rolname = current_user
            """)[0]
        if rights[0].bool == true {
            throw SandboxError("the sandbox \(address) is a standby: no database can be made on it")
        }
        if let source, source.instance == there.instance, source.database == there.database {
            throw SandboxError(
                "the sandbox \(address) is the very database that is copied\n"
                    + "  remedy: name another one of that server to connect to, such as postgres")
        }
        if rights[1].bool == false {
            throw SandboxError(
                "the role \(rights[2].text ?? "") may make no databases on the sandbox \(address)\n"
                    + "  remedy: ALTER ROLE … CREATEDB, or another role")
        }
        if let source, source.major > there.major {
            throw SandboxError(
                "the source is PostgreSQL \(source.major) and the sandbox \(there.major): nothing can be restored into an "
                    + "older version")
        }
        guard
            let binaries = PostgresBinaries.installed(with: "pg_dump").first(where: {
                $0.major == there.major
            })
        else {
            throw SandboxError(
                "the sandbox is PostgreSQL \(there.major), and no psql and pg_dump of that version are installed here: "
                    + "apt-get install postgresql-client-\(there.major)")
        }
        return binaries
    }

    /// CREATE DATABASE … TEMPLATE fails while anybody else is connected to the template (manual 23.3), and keeps everybody
    /// from connecting while it copies.
    private static func refuseUsedTemplate(
        _ source: PostgresSource, _ there: PostgresSource, _ address: String,
        on connection: any Connection
    ) async throws {
        guard source.instance == there.instance else {
            throw SandboxError(
                "a template is a database of the same server: \(source.database) is on another one than the sandbox "
                    + "\(address)\n  remedy: without --template rows are copied by pg_dump")
        }
        var (users, looks) = (try await PostgresSandbox.users(of: source.database, on: connection), 0)
        // One's own sessions were closed a moment ago.
        while looks < 40, !users.isEmpty, users.allSatisfy({ $0.application.hasPrefix("colonnade") }) {
            try await Task.sleep(for: .milliseconds(50))
            users = try await PostgresSandbox.users(of: source.database, on: connection)
            looks += 1
        }
        guard !users.isEmpty else { return }
        let list = users.map { "\n  \($0.words)" }.joined()
        throw SandboxError(
            "\(source.database) cannot be a template while others are connected to it:\(list)\n"
                + "  remedy: let them disconnect (pg_terminate_backend), or do without --template")
    }

    /// Drops what dead runs have left; not by force, so that whoever looks at it is left alone.
    private static func sweep(
        _ address: String, on connection: any Connection,
        _ observe: @Sendable (LoadMoment) -> Void
    ) async throws {
        for name in try await PostgresSandbox.abandoned(on: connection) {
            do {
                try await connection.execute("DROP DATABASE IF EXISTS \(name)")
                observe(.chapter("Dropped \(name) on \(address), left by a rehearsal that was killed"))
            } catch let error as EngineError where error.kind == .refused {
                observe(.chapter("\(name) on \(address) is left by a rehearsal that was killed: \(error)"))
            }
        }
    }

    private static func remarks(
        _ source: PostgresSource?, _ there: PostgresSource, role: String, copiesTemplate: Bool
    ) -> [String] {
        var remarks: [String] = []
        if copiesTemplate {
            remarks.append("it was made by CREATE DATABASE … TEMPLATE: its pages are the source's own")
        } else {
            remarks.append(
                "owners and rights were left out, as no role is made on a server that was given: everything belongs to \(role)"
            )
        }
        remarks.append(
            "others may work on that server as well: WAL and checkpoints are those of all its databases")
        guard let source else { return remarks }
        if source.major < there.major {
            remarks.append(
                "the source is PostgreSQL \(source.major), the copy \(there.major): plan and locks may differ"
            )
        }
        let other = source.settings.sorted { $0.key < $1.key }.compactMap { name, value -> String? in
            guard let here = there.settings[name], here != value else { return nil }
            return "\(name) \(here) instead of \(value)"
        }
        if !other.isEmpty {
            remarks.append("the server's settings were left as they are: \(other.joined(separator: ", "))")
        }
        return remarks
    }
}
