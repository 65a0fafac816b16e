import ColonnadeEngine
package import ColonnadeModel
package import ColonnadeRehearsal
import Foundation
import PostgresEngine

extension RehearsalSandbox {
    /// Copies a database, into a server that is started for it or into one that was given.
    ///
    /// - Parameters:
    ///   - given: a URL of a server that somebody else runs; nil: a private one.
    ///   - needed: the tables whose rows are wanted; nil for all.
    ///   - options: what of their rows, and in what form.
    package static func make(
        from source: Rehearsal.Source, on given: String? = nil, withRows needed: Set<ObjectName>? = nil,
        _ options: CopyOptions, observe: @escaping @Sendable (LoadMoment) -> Void
    ) async throws -> RehearsalSandbox {
        let stopwatch = Stopwatch()
        stopwatch.start()
        var sandbox: RehearsalSandbox
        switch source {
        case .database(let url): sandbox = try await copy(url, given, needed, options, observe)
        case .dump(let path): sandbox = try await restore(DumpArchive(path: path), from: path, given, observe)
        }
        do {
            try await sandbox.settle(keepsPages: options.keepsPages)
        } catch {
            sandbox.close()
            throw error
        }
        stopwatch.pause()
        sandbox.summary.seconds = stopwatch.seconds
        return sandbox
    }

    /// Statistics and visibility as on a server that has been running; from now on commits wait for the disk.
    private mutating func settle(keepsPages: Bool) async throws {
        let engine = try await PostgresEngine.open(url(Self.changed))
        let connection = try await engine.connect(as: "colonnade: rehearsal")
        // Dead rows are what a copy of the pages is for.
        try await connection.execute(keepsPages ? "ANALYZE" : "VACUUM ANALYZE")
        if own != nil {
            try await connection.execute("ALTER SYSTEM SET fsync = on")
            _ = try await connection.query("SELECT pg_reload_conf()")
            try await connection.execute("CHECKPOINT")
        }
        summary.bytes = try await engine.counters(on: connection).databaseBytes
        summary.server = "PostgreSQL \(engine.dialect.version), \(server.description)"
        await connection.close()
    }

    // MARK: - From a database

    private static func copy(
        _ url: String, _ given: String?, _ needed: Set<ObjectName>?, _ options: CopyOptions,
        _ observe: @escaping @Sendable (LoadMoment) -> Void
    ) async throws -> RehearsalSandbox {
        let engine = try await PostgresEngine.open(url)
        let connection = try await engine.connect(as: "colonnade: rehearsal")
        let source = try await PostgresSource.read(on: connection)
        var unneeded: [ObjectName] = []
        if let needed {
            let tables = try await engine.inspect(on: connection).tables.values
            unneeded = tables.filter { $0.kind == .ordinary && !needed.contains($0.name) }.map(\.name)
        }
        await connection.close()

        var sandbox: RehearsalSandbox
        if let given {
            sandbox = try await begin(given, source, from: engine.address, options.isTemplate, observe)
        } else if options.isPhysical {
            return try await copyFiles(url, engine.address, source, options, observe)
        } else {
            let (binaries, remark) = try binaries(for: source.major)
            sandbox = RehearsalSandbox(
                server: try start(binaries, source.settings), source: engine.address)
            sandbox.summary.remarks += remark.map { [$0] } ?? []
        }
        do {
            sandbox.summary.sourceBytes = source.bytes
            if options.isTemplate {
                observe(.progress("copying \(source.database), to which nobody can connect meanwhile"))
                try await sandbox.administer([
                    "CREATE DATABASE \(sandbox.server.name(of: changed)) TEMPLATE \(source.database)"
                ])
                return sandbox
            }
            if !unneeded.isEmpty {
                let tables = unneeded.count == 1 ? "1 table was" : "\(unneeded.count) tables were"
                sandbox.summary.remarks.append(
                    "\(tables) copied without rows: the migration needs none of them")
            }
            try await sandbox.create(source)
            let dump = SandboxDump(url: url, sandbox: sandbox, observe: observe)
            if options.isPlain {
                try await dump.copy(withoutRows: unneeded)
            } else {
                sandbox.rows = try await StreamedCopy(
                    engine: engine, url: url, dump: dump, needed: needed, options: options, observe: observe
                ).run()
                sandbox.summary.remarks += sandbox.rows.lines
            }
            return sandbox
        } catch {
            sandbox.close()
            throw explained(error)
        }
    }

    /// With the remedy where a role may not read what is copied.
    private static func explained(_ error: any Error) -> any Error {
        let text = "\(error)"
        let isRefused = (error as? EngineError)?.kind == .insufficientPrivilege
        guard isRefused || error is SandboxError && text.contains("permission denied") else { return error }
        return SandboxError(
            "\(text)\n  remedy: whoever copies has to be able to read every table and sequence: GRANT pg_read_all_data TO "
                + "its role (PostgreSQL 14 and later), or SELECT on each")
    }

    private static func begin(
        _ given: String, _ source: PostgresSource?, from address: String, _ copiesTemplate: Bool,
        _ observe: @escaping @Sendable (LoadMoment) -> Void
    ) async throws -> RehearsalSandbox {
        let (server, remarks) = try await GivenServer.begin(
            given, for: source, copiesTemplate: copiesTemplate, observe)
        var sandbox = RehearsalSandbox(server: server, source: address)
        sandbox.summary.remarks = remarks
        return sandbox
    }

    /// The files of the whole server, of which one database is looked at.
    private static func copyFiles(
        _ url: String, _ address: String, _ source: PostgresSource, _ options: CopyOptions,
        _ observe: @escaping @Sendable (LoadMoment) -> Void
    ) async throws -> RehearsalSandbox {
        let (binaries, remark) = try binaries(for: source.major)
        if remark != nil {
            throw SandboxError(
                "files can only be read by their own version: apt-get install postgresql-\(source.major)")
        }
        guard let superuser = source.superuser else {
            throw SandboxError(
                "no superuser of \(address) may log in, and so none may in a copy of its files: do without --physical"
            )
        }
        let server = try await PrivatePostgres.startCopy(
            of: DumpArchive.Place(url: url), by: binaries, superuser: superuser.text,
            settings: source.settings.merging(ownSettings) { $1 }, bytesPerSecond: options.bytesPerSecond
        ) {
            observe(.progress("copying files: \($0) %"))
            if let percent = Double($0) { observe(.reached(percent / 100)) }
        }
        var sandbox = RehearsalSandbox(server: server, source: address)
        do {
            sandbox.summary.sourceBytes = source.bytes
            sandbox.summary.remarks.append(
                "the files were copied as they are: its pages are the source's own")
            try await sandbox.administer([
                "ALTER DATABASE \(source.database) RENAME TO \(Identifier(changed))"
            ])
            return sandbox
        } catch {
            sandbox.close()
            throw error
        }
    }

    private static func binaries(for major: Int) throws -> (PostgresBinaries, remark: String?) {
        let all = PostgresBinaries.installed()
        if let same = all.first(where: { $0.major == major }) { return (same, nil) }
        // An older pg_dump refuses a newer server.
        guard let newer = all.last(where: { $0.major > major }) else {
            throw SandboxError(
                "the source is PostgreSQL \(major), and no server of that version or a newer one is installed here: "
                    + "apt-get install postgresql-\(major)")
        }
        return (
            newer, "the source is PostgreSQL \(major), the copy \(newer.major): plan and locks may differ"
        )
    }

    /// The database, and on its own server the roles that its dump speaks of.
    private mutating func create(_ source: PostgresSource) async throws {
        if own != nil { try await administer(source.roles.map { "CREATE ROLE \($0) NOLOGIN" }) }
        let name = server.name(of: Self.changed)
        let encoding: SQL = "ENCODING \(literal: source.encoding)"
        do {
            try await administer([
                """
                CREATE DATABASE \(name) TEMPLATE template0 \(encoding) LC_COLLATE \(literal: source.collation)
                  LC_CTYPE \(literal: source.characterType)
                """
            ])
        } catch is EngineError {
            try await administer([
                "CREATE DATABASE \(name) TEMPLATE template0 \(encoding) LC_COLLATE 'C' LC_CTYPE 'C'"
            ])
            summary.remarks.append(
                "the source sorts text by \(source.collation), which the copy's server does not have: it sorts by C"
            )
        }
    }

    // MARK: - From a dump

    private static func restore(
        _ archive: DumpArchive, from path: String, _ given: String?,
        _ observe: @escaping @Sendable (LoadMoment) -> Void
    ) async throws -> RehearsalSandbox {
        var sandbox: RehearsalSandbox
        if let given {
            sandbox = try await begin(given, nil, from: path, false, observe)
        } else {
            sandbox = RehearsalSandbox(server: try start(PostgresBinaries.find(), [:]), source: path)
        }
        sandbox.summary.remarks.append(
            "a dump does not say which server it comes from: the copy is PostgreSQL \(sandbox.server.binaries.major)"
        )
        do {
            try await sandbox.administer([
                "CREATE DATABASE \(sandbox.server.name(of: changed)) TEMPLATE template0"
            ])
            do {
                try await sandbox.restore(archive, to: changed, withoutOwners: true) {
                    observe(.progress("restoring \($0)"))
                }
            } catch let error as SandboxError where error.description.contains("role \"") {
                throw SandboxError("\(error)\n  remedy: dump with --no-owner --no-privileges")
            }
            return sandbox
        } catch {
            sandbox.close()
            throw error
        }
    }

    // MARK: - The server

    /// While rows are copied nothing waits for the disk: a copy that a crash destroys is made again.
    private static func start(_ binaries: PostgresBinaries, _ settings: [String: String]) throws
        -> PrivatePostgres
    {
        try PrivatePostgres.start(binaries, settings: settings.merging(ownSettings) { $1 })
    }

    private static var ownSettings: [String: String] {
        let memory = Int(ProcessInfo.processInfo.physicalMemory / 1_048_576)
        return [
            "shared_buffers": "\(min(max(memory / 8, 128), 2_048))MB", "max_wal_size": "4GB", "fsync": "off",
            "max_connections": "300", "max_prepared_transactions": "10",
        ]
    }
}
