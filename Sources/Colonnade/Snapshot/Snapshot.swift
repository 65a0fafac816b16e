import ColonnadeEngine
import ColonnadeModel
public import ColonnadeRehearsal
public import ColonnadeRun
import Foundation

/// A copy of a database that may be given away: masked, as a dump of pg_dump.
public struct Snapshot: Sendable {
    /// The database, by its URL. It is only read.
    public var source: String
    /// Where the dump goes: `.sql` is a script, everything else pg_dump's custom format.
    public var path: String
    public var copying = CopyOptions()

    /// A masked copy.
    public init(of source: String, to path: String) {
        self.source = source
        self.path = path
    }

    /// What was made.
    public struct Made: Sendable, Encodable {
        public let path: String
        public let source: String
        public let bytes: Int64
        public let seconds: Double
        public let rows: SnapshotReport
    }

    /// Copies the rows, masked, into a private server, and dumps that: so a dump is only written of what has stood
    /// against every key and constraint, and of nothing that the source's server keeps elsewhere.
    ///
    /// - Throws: ``ColonnadeError``, with `.run(.interrupted, …)` soon after an interrupt.
    public func make(control: RunControl, observe: @escaping @Sendable (LoadMoment) -> Void) async throws
        -> Made
    {
        let file = URL(fileURLWithPath: path).standardizedFileURL
        let folder = file.deletingLastPathComponent().path
        guard !FileManager.default.fileExists(atPath: path) else {
            throw ColonnadeError.badInput("\(path) is there already: a dump is never overwritten")
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw ColonnadeError.badInput("cannot write \(path): no folder \(folder) that may be written to")
        }
        return try await ColonnadeError.endingWhatWasStarted(control, name: "snapshot") {
            let origin = try await Database.open(source)
            guard origin.engine.dialect.engine == .postgresql else {
                throw ColonnadeError.badInput("only PostgreSQL databases can be copied so far")
            }
            observe(.chapter("Copying \(origin.address) into a private server …"))
            let sandbox = try await RehearsalSandbox.make(
                from: .database(source), withRows: nil, copying, observe: observe)
            defer { sandbox.close() }
            observe(.progress("writing \(path)"))
            try await sandbox.dump(to: file.path)
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64
            var rows = sandbox.rows
            rows.remarks = sandbox.summary.remarks.filter { !sandbox.rows.lines.contains($0) } + rows.remarks
            return Made(
                path: path, source: origin.address, bytes: size ?? 0, seconds: sandbox.summary.seconds,
                rows: rows)
        }
    }
}

extension ColonnadeError {
    /// Work on a private server: an interrupt ends it, and with it everything that was started.
    static func endingWhatWasStarted<T: Sendable>(
        _ control: RunControl, name: String, _ work: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        do {
            return try await Database.translating { try await endingOnInterrupt(control, work) }
        } catch  where control.isInterrupted {
            throw ColonnadeError.run(.interrupted, rollout: name)
        } catch let error as SandboxError {
            throw ColonnadeError.database(error.description)
        }
    }
}
