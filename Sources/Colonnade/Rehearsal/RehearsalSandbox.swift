import ColonnadeEngine
package import ColonnadeModel
package import ColonnadeRehearsal
import Foundation
import PostgresEngine

/// A private server with a copy of somebody's database, and with copies of that.
package struct RehearsalSandbox: Sendable {
    /// The copy that is changed; also the one that the others are made of.
    package static let changed = "snapshot"

    package let server: PrivatePostgres
    package private(set) var summary: RehearsalReport.Snapshot
    /// What became of the rows, where they were not copied as they are.
    package private(set) var rows = SnapshotReport()
    /// Follows the server, where one is wanted.
    private(set) var standby: PrivatePostgres?

    package func url(_ database: String) -> String { server.url(database) }

    package func close() {
        standby?.stop()
        server.stop()
    }

    /// Has a standby follow from now on.
    ///
    /// - Throws: ``SandboxError``.
    mutating func startStandby() throws {
        standby = try PrivatePostgres.startStandby(of: server)
        summary.remarks.append("a standby follows it on the same machine")
    }

    /// What may go wrong with it.
    func faults(for database: Database) -> RehearsalFaults {
        RehearsalFaults(database: database, server: server, standby: standby)
    }

    /// Starts a server and copies a database into it.
    ///
    /// - Parameters:
    ///   - needed: the tables whose rows are wanted; nil for all.
    ///   - options: what of their rows, and in what form.
    package static func make(
        from source: Rehearsal.Source, withRows needed: Set<ObjectName>?, _ options: CopyOptions,
        observe: @escaping @Sendable (LoadMoment) -> Void
    ) async throws -> RehearsalSandbox {
        let stopwatch = Stopwatch()
        stopwatch.start()
        var sandbox: RehearsalSandbox
        switch source {
        case .database(let url): sandbox = try await copy(url, needed, options, observe)
        case .dump(let path): sandbox = try await restore(DumpArchive(path: path), from: path, observe)
        }
        do {
            try await sandbox.settle(isPhysical: options.isPhysical)
        } catch {
            sandbox.close()
            throw error
        }
        stopwatch.pause()
        sandbox.summary.seconds = stopwatch.seconds
        return sandbox
    }

    // MARK: - From a database

    private static func copy(
        _ url: String, _ needed: Set<ObjectName>?, _ options: CopyOptions,
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

        let (binaries, remark) = try binaries(for: source.major)
        if options.isPhysical {
            if remark != nil {
                throw SandboxError(
                    "files can only be read by their own version: apt-get install postgresql-\(source.major)")
            }
            return try await copyFiles(url, engine.address, source, binaries, options, observe)
        }
        var sandbox = RehearsalSandbox(
            server: try start(binaries, source.settings),
            summary: RehearsalReport.Snapshot(source: engine.address, server: ""))
        do {
            sandbox.summary.sourceBytes = source.bytes
            sandbox.summary.remarks += remark.map { [$0] } ?? []
            if needed != nil {
                sandbox.summary.remarks.append("\(unneeded.count) tables were copied without their rows")
            }
            try await sandbox.create(source)
            let dump = SandboxDump(url: url, sandbox: sandbox, jobs: jobs, observe: observe)
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
            throw error
        }
    }

    /// The files of the whole server, of which one database is looked at.
    private static func copyFiles(
        _ url: String, _ address: String, _ source: PostgresSource, _ binaries: PostgresBinaries,
        _ options: CopyOptions, _ observe: @escaping @Sendable (LoadMoment) -> Void
    ) async throws -> RehearsalSandbox {
        let (conninfo, password) = try PostgresSource.withoutPassword(url)
        let server = try await PrivatePostgres.startCopy(
            of: DumpArchive.Source(
                conninfo: conninfo, environment: password.map { ["PGPASSWORD": $0] } ?? [:]),
            by: binaries, settings: source.settings.merging(ownSettings) { $1 },
            bytesPerSecond: options.bytesPerSecond
        ) { observe(.progress("copying files: \($0) %")) }
        var sandbox = RehearsalSandbox(
            server: server, summary: RehearsalReport.Snapshot(source: address, server: ""))
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

    /// The database, and the roles that its dump speaks of.
    private mutating func create(_ source: PostgresSource) async throws {
        try await administer(source.roles.map { "CREATE ROLE \($0) NOLOGIN" })
        let name = Identifier(Self.changed)
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
                "the source sorts text by \(source.collation), which this machine does not have: the copy sorts by C"
            )
        }
    }

    // MARK: - From a dump

    private static func restore(
        _ archive: DumpArchive, from path: String, _ observe: @escaping @Sendable (LoadMoment) -> Void
    ) async throws -> RehearsalSandbox {
        var sandbox = RehearsalSandbox(
            server: try start(PostgresBinaries.find(), [:]),
            summary: RehearsalReport.Snapshot(source: path, server: ""))
        sandbox.summary.remarks.append(
            "a dump does not say which server it comes from: the copy is PostgreSQL \(sandbox.server.binaries.major)"
        )
        do {
            try await sandbox.administer(["CREATE DATABASE \(Identifier(changed)) TEMPLATE template0"])
            do {
                try await archive.restore(into: changed, of: sandbox.server, jobs: jobs, withoutOwners: true)
                {
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

    static var jobs: Int { max(1, min(4, ProcessInfo.processInfo.activeProcessorCount)) }

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

    /// Statistics and visibility as on a server that has been running; from now on commits wait for the disk.
    private mutating func settle(isPhysical: Bool) async throws {
        let engine = try await PostgresEngine.open(url(Self.changed))
        let connection = try await engine.connect(as: "colonnade: rehearsal")
        // Dead rows are what a physical copy is for.
        try await connection.execute(isPhysical ? "ANALYZE" : "VACUUM ANALYZE")
        try await connection.execute("ALTER SYSTEM SET fsync = on")
        _ = try await connection.query("SELECT pg_reload_conf()")
        try await connection.execute("CHECKPOINT")
        summary.bytes = try await engine.counters(on: connection).databaseBytes
        summary.server = "PostgreSQL \(engine.dialect.version), private, in \(server.folder)"
        await connection.close()
    }

    /// Another copy, with its rows.
    func copy(to name: String) async throws {
        try await administer(["CREATE DATABASE \(Identifier(name)) TEMPLATE \(Identifier(Self.changed))"])
    }

    /// Another copy, without its rows.
    func copyEmpty(to name: String) async throws {
        try await administer(["CREATE DATABASE \(Identifier(name)) TEMPLATE template0"])
        let folder = try server.makeFolder(name)
        let conninfo = try PostgresSource.withoutPassword(url(Self.changed)).conninfo
        let archive = try await DumpArchive.dump(
            DumpArchive.Source(conninfo: conninfo, environment: [:]), by: server.binaries, to: folder,
            jobs: 1,
            sections: [.preData, .postData])
        try await archive.restore(into: name, of: server, jobs: 1)
        try FileManager.default.removeItem(atPath: archive.path)
    }

    /// Writes its rows into a file.
    func dump(to path: String) async throws {
        let conninfo = try PostgresSource.withoutPassword(url(Self.changed)).conninfo
        try await DumpArchive.dump(
            DumpArchive.Source(conninfo: conninfo, environment: [:]), by: server.binaries, toFile: path)
    }

    func drop(_ name: String) async throws {
        try await administer(["DROP DATABASE IF EXISTS \(Identifier(name)) WITH (FORCE)"])
    }

    /// Statements on the server as a whole.
    private func administer(_ statements: [SQL]) async throws {
        let admin = try await PostgresConnection.open(server.url(), application: "colonnade: rehearsal")
        do {
            for statement in statements { try await admin.execute(statement) }
            await admin.close()
        } catch {
            await admin.close()
            throw error
        }
    }
}
