import ColonnadeEngine
import ColonnadeModel
package import ColonnadeRehearsal
import ColonnadeRun
import Foundation
import PostgresEngine

/// A server with a copy of somebody's database, and with copies of that.
package struct RehearsalSandbox: Sendable {
    /// The copy that is changed; also the one that the others are made of.
    package static let changed = "snapshot"

    package let server: any SandboxServer
    package internal(set) var summary: RehearsalReport.Snapshot
    /// What became of the rows, where they were not copied as they are.
    package internal(set) var rows = SnapshotReport()
    /// Follows the server, where one is wanted.
    private(set) var standby: PrivatePostgres?

    init(server: any SandboxServer, source: String) {
        self.server = server
        summary = RehearsalReport.Snapshot(source: source, server: "")
        summary.isPrivate = own != nil
    }

    /// The server, where it is nobody else's: it may be stopped, set otherwise, and given roles.
    var own: PrivatePostgres? { server as? PrivatePostgres }

    package func url(_ database: String) -> String { server.url(database) }

    /// Where a database is, for libpq's programs.
    func place(_ database: String) throws -> DumpArchive.Place { try DumpArchive.Place(url: url(database)) }

    package func close() {
        standby?.stop()
        server.close()
    }

    /// Has a standby follow from now on.
    ///
    /// - Throws: ``SandboxError``.
    mutating func startStandby() throws {
        guard let own else {
            throw SandboxError("a standby follows only a server of the rehearsal's own: do without --sandbox")
        }
        standby = try PrivatePostgres.startStandby(of: own)
        summary.remarks.append("a standby follows it on the same machine")
    }

    /// What may go wrong with it.
    ///
    /// - Parameter program: the path of `colonnade`.
    func faults(for database: Database, program: String?, speed: Speed) -> RehearsalFaults {
        RehearsalFaults(
            database: database,
            runner: program.map { RunnerProcess(program: $0, url: url(Self.changed), speed: speed) },
            server: own, standby: standby)
    }

    /// Another copy, with its rows.
    func copy(to name: String) async throws {
        try await administer([
            "CREATE DATABASE \(server.name(of: name)) TEMPLATE \(server.name(of: Self.changed))"
        ])
    }

    /// Another copy, without its rows.
    func copyEmpty(to name: String) async throws {
        try await administer(["CREATE DATABASE \(server.name(of: name)) TEMPLATE template0"])
        let archive = try await DumpArchive.dump(
            place(Self.changed), by: server.binaries, to: server.makeFolder(name), jobs: 1,
            sections: [.preData, .postData])
        try await restore(archive, to: name, jobs: 1)
        try FileManager.default.removeItem(atPath: archive.path)
    }

    /// Fills one of its databases.
    ///
    /// - Parameters:
    ///   - withoutOwners: whether roles are left out that its own server could have; a given one gets none.
    ///   - failed: gets what cannot be made, where the rest is to go on all the same.
    func restore(
        _ archive: DumpArchive, to name: String, jobs: Int = RehearsalSandbox.jobs,
        _ sections: [DumpArchive.Section] = DumpArchive.Section.allCases, withoutOwners: Bool = false,
        failed: (@Sendable (String) -> Void)? = nil,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws {
        do {
            try await archive.restore(
                into: place(name), by: server.binaries, jobs: jobs, sections: sections,
                withoutOwners: withoutOwners || own == nil, failed: failed, progress: progress)
        } catch let error as SandboxError where own == nil && error.description.contains("role \"") {
            throw SandboxError(
                "\(error)\n  remedy: no role is made on a server that was given: CREATE ROLE … NOLOGIN there, "
                    + "or do without --sandbox")
        }
    }

    /// Writes its rows into a file.
    func dump(to path: String) async throws {
        try await DumpArchive.dump(place(Self.changed), by: server.binaries, toFile: path)
    }

    func drop(_ name: String) async throws {
        try await administer(["DROP DATABASE IF EXISTS \(server.name(of: name)) WITH (FORCE)"])
    }

    static var jobs: Int { max(1, min(4, ProcessInfo.processInfo.activeProcessorCount)) }

    /// Statements on the server as a whole.
    func administer(_ statements: [SQL]) async throws {
        let admin = try await PostgresConnection.open(
            server.administration, application: server.application)
        do {
            for statement in statements { try await admin.execute(statement) }
            await admin.close()
        } catch {
            await admin.close()
            throw error
        }
    }
}
