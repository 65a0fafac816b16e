import ColonnadeEngine
import ColonnadeModel
public import ColonnadeRehearsal
public import ColonnadeRun
import Foundation

/// A copy of a database that may be given away: masked, as a dump of pg_dump or as a database.
public struct Snapshot: Sendable {
    /// Where a copy goes.
    public enum Target: Sendable {
        /// A new file: `.sql` is a script, everything else pg_dump's custom format.
        case file(String)
        /// An empty database, by its URL.
        case database(String)
    }

    /// The database, by its URL. It is only read.
    public var source: String
    public var target: Target
    public var copying = CopyOptions()
    /// The URL of a server on which the masked copy is made that is then written, of a database there that is only connected to;
    /// nil: a private server.
    public var sandbox: String?

    /// A masked copy.
    public init(of source: String, to target: Target) {
        self.source = source
        self.target = target
    }

    /// What was made.
    public struct Made: Sendable, Encodable {
        /// The file; nil where it is a database.
        public let path: String?
        /// The database, without a password; nil where it is a file.
        public let database: String?
        public let source: String
        public let bytes: Int64
        public let seconds: Double
        public let rows: SnapshotReport
    }

    /// Copies the rows, masked, into a server, and dumps that: so a dump is only written of what has stood
    /// against every key and constraint, and of nothing that the source's server keeps elsewhere.
    ///
    /// - Throws: ``ColonnadeError``, with `.run(.interrupted, …)` soon after an interrupt. A database is as empty then as it
    ///   was.
    public func make(control: RunControl, observe: @escaping @Sendable (LoadMoment) -> Void) async throws
        -> Made
    {
        if case .file(let path) = target { try Self.refuse(path) }
        return try await ColonnadeError.endingWhatWasStarted(control, name: "snapshot") {
            let origin = try await Database.open(source)
            guard origin.engine.dialect.engine == .postgresql else {
                throw ColonnadeError.badInput("only PostgreSQL databases can be copied so far")
            }
            var database: EmptyDatabase?
            if case .database(let url) = target {
                database = try await EmptyDatabase.open(url, for: origin.engine.dialect.version)
            }
            observe(
                .chapter("Copying \(origin.address) into a \(sandbox == nil ? "private" : "given") server …"))
            let sandbox = try await RehearsalSandbox.make(
                from: .database(source), on: self.sandbox, copying, observe: observe)
            defer { sandbox.close() }
            return try await write(sandbox, to: database, observe)
        }
    }

    private func write(
        _ sandbox: RehearsalSandbox, to database: EmptyDatabase?, _ observe: @Sendable (LoadMoment) -> Void
    ) async throws -> Made {
        var rows = sandbox.rows
        rows.remarks = sandbox.summary.remarks.filter { !sandbox.rows.lines.contains($0) } + rows.remarks
        func made(path: String?, bytes: Int64) -> Made {
            Made(
                path: path, database: database?.address, source: sandbox.summary.source, bytes: bytes,
                seconds: sandbox.summary.seconds, rows: rows)
        }
        if let database {
            observe(.progress("writing \(database.address)"))
            return made(path: nil, bytes: try await database.fill(from: sandbox))
        }
        guard case .file(let path) = target else { preconditionFailure("a target is a file or a database") }
        observe(.progress("writing \(path)"))
        try await sandbox.dump(to: URL(fileURLWithPath: path).standardizedFileURL.path)
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64
        return made(path: path, bytes: size ?? 0)
    }

    private static func refuse(_ path: String) throws {
        let folder = URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().path
        guard !FileManager.default.fileExists(atPath: path) else {
            throw ColonnadeError.badInput("\(path) is there already: a dump is never overwritten")
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw ColonnadeError.badInput("cannot write \(path): no folder \(folder) that may be written to")
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
