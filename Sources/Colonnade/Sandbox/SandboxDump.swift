import ColonnadeModel
import ColonnadeRehearsal
import Foundation
import PostgresEngine

/// What pg_dump reads of a database goes into a sandbox.
struct SandboxDump: Sendable {
    let url: String
    let sandbox: RehearsalSandbox
    let observe: @Sendable (LoadMoment) -> Void

    /// The database with its rows as they are.
    func copy(withoutRows: [ObjectName]) async throws {
        let archive = try await dump(
            withoutRows: withoutRows.map { "\($0)" as SQL }.map { $0.display(.postgres) })
        observe(.part(.restoring))
        try await restore(archive)
        try remove(archive)
    }

    /// Its definitions, as of a moment.
    func schema(at snapshot: String) async throws -> DumpArchive {
        try await dump(sections: [.preData, .postData], snapshot: snapshot)
    }

    /// - Parameter failed: gets what cannot be made, where the rest is to go on all the same.
    func restore(
        _ archive: DumpArchive, _ sections: [DumpArchive.Section] = DumpArchive.Section.allCases,
        failed: (@Sendable (String) -> Void)? = nil
    ) async throws {
        try await sandbox.restore(archive, to: RehearsalSandbox.changed, sections, failed: failed) {
            observe(.progress("restoring \($0)"))
        }
    }

    func remove(_ archive: DumpArchive) throws { try FileManager.default.removeItem(atPath: archive.path) }

    private func dump(
        withoutRows: [String] = [], sections: [DumpArchive.Section] = DumpArchive.Section.allCases,
        snapshot: String? = nil
    ) async throws -> DumpArchive {
        try await DumpArchive.dump(
            DumpArchive.Place(url: url), by: sandbox.server.binaries, to: sandbox.server.makeFolder("dump"),
            jobs: RehearsalSandbox.jobs, withoutRows: withoutRows, sections: sections, snapshot: snapshot
        ) { observe(.progress("dumping \($0)")) }
    }
}
