import ColonnadeEngine
import ColonnadeModel
public import ColonnadeRehearsal
public import ColonnadeRun
import Foundation
import PostgresEngine

/// A rollout carried out on a copy of a database, while clients are at work on it.
public struct Rehearsal: Sendable {
    /// What is copied.
    public enum Source: Sendable {
        /// A database, by its URL. It is only read.
        case database(String)
        /// A dump of pg_dump, by its path.
        case dump(String)
    }

    public var source: Source
    /// The URL of a server on which the copies are made, of a database there that is only connected to; nil: a private server.
    public var sandbox: String?
    /// What the measured values may be at most.
    public var limits: RehearsalLimits
    /// How the rollout is carried out.
    public var settings: RunSettings
    /// Clients of the old code, and later as many of the new.
    public var clients = 8
    /// Operations a second of either; nil: as many as the source's server has counted, within bounds.
    public var rate: Double?
    /// Code as it is: `statements`, `catalog`, a log (`.log`, `.csv`, `.json`), or pgbench scripts, `FILE` or `FILE@WEIGHT`.
    /// None: the statements that the source's server has counted, where it counts them, else the catalog.
    public var workload: [String] = []
    /// pgbench scripts of the code that depends on the change.
    public var newWorkload: [String] = []
    /// How many times as fast as it was a log is played again.
    public var logSpeed = 1.0
    /// Whether clients prepare their statements, as most drivers do.
    public var prepares = false
    /// Whether only tables that the migration needs are copied with their rows.
    public var onlyNeeded = false
    /// In what form their rows are copied.
    public var copying = CopyOptions()
    /// Whether the plain SQL is run as well, on another copy.
    public var compares = true
    /// How long a dropped column is kept under another name; nil: not at all.
    public var retention: Duration?
    /// Whether the copy has a standby, whose lag is watched.
    public var hasReplica = false
    /// Whether a long transaction gets in the way, session and process are ended in the middle, the server restarts, and
    /// everything is taken back and made again.
    public var isFull = false
    /// The path of `colonnade`, for a process that is killed; nil: none is.
    public var program: String?
    /// How long users are watched while nothing changes.
    public var pace = Pace.thorough

    /// A rehearsal with the defaults.
    public init(of source: Source, settings: RunSettings) {
        self.source = source
        self.settings = settings
        limits = RehearsalLimits(pauseBudget: settings.pauseBudget)
    }

    /// Rehearses migrations one after another. Everything that was started ends with it, also when it is interrupted.
    ///
    /// - Returns: a report each.
    /// - Throws: ``ColonnadeError``, with `.run(.interrupted, …)` soon after an interrupt. A rollout that fails is a
    ///   verdict, no error.
    public func run(
        _ texts: [MigrationText], control: RunControl, observe: @escaping @Sendable (LoadMoment) -> Void
    ) async throws -> [RehearsalReport] {
        var clients = RehearsalWorkload(kind: try kindOfWorkload(), clients: clients, rate: rate)
        clients.newScripts = try newWorkload.map(Self.script)
        clients.prepares = prepares
        let prepared = clients
        return try await ColonnadeError.endingWhatWasStarted(control, name: "rehearsal") {
            try await rehearse(texts, prepared, control, observe)
        }
    }

    /// Whether a workload is a server's log, by its path.
    public static func isLog(_ workload: String) -> Bool { ServerLog.isLog(workload) }

    private func kindOfWorkload() throws -> RehearsalWorkload.Kind {
        guard let first = workload.first else { return .whatIsKnown }
        let isAlone = first == "statements" || first == "catalog" || workload.contains(where: ServerLog.isLog)
        if isAlone, workload.count > 1 {
            throw ColonnadeError.badInput("--workload \(first) goes with no other: only scripts are mixed")
        }
        if first == "statements" { return .statements }
        if first == "catalog" { return .catalog }
        guard ServerLog.isLog(first) else { return .scripts(try workload.map(Self.script)) }
        return .log(ServerLog(try MigrationText.whole(first).text), path: first, speed: logSpeed)
    }

    /// `FILE` or `FILE@WEIGHT`.
    private static func script(_ argument: String) throws -> (script: BenchScript, weight: Int) {
        let match = argument.wholeMatch(of: /(.+)@(\d{1,6})/)
        let path = match.map { String($0.1) } ?? argument
        let source = try MigrationText.whole(path)
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        do {
            return (try BenchScript(name: name, source), match.flatMap { Int($0.2) } ?? 1)
        } catch let error as SourceError {
            throw ColonnadeError.source(error)
        }
    }

    private func rehearse(
        _ texts: [MigrationText], _ workload: RehearsalWorkload, _ control: RunControl,
        _ observe: @escaping @Sendable (LoadMoment) -> Void
    ) async throws -> [RehearsalReport] {
        // What is no SQL need not wait for a copy to be told.
        for text in texts { _ = try PlainMigration(text) }
        var workload = workload
        var needed: Set<ObjectName>?
        switch source {
        case .database(let url):
            var origin = try await Database.open(url)
            origin.retention = retention
            guard origin.engine.dialect.engine == .postgresql else {
                throw ColonnadeError.badInput("only PostgreSQL databases can be rehearsed on so far")
            }
            let (use, counts, catalog) = try await origin.connected(as: "colonnade: rehearsal") {
                (
                    try await origin.engine.use(on: $0),
                    try await PostgresStatementCounts.read(on: $0, origin.engine.dialect.version),
                    try await origin.engine.inspect(on: $0)
                )
            }
            workload.use = use
            workload.counts = counts
            // Of several, one may need what those before it make.
            if let only = texts.first, texts.count == 1,
                case .refused(let verdict) = try await beginning(of: only, on: origin)
            {
                return [report(only, on: .init(source: origin.address, server: ""), verdict)]
            }
            if onlyNeeded { needed = try origin.tables(neededFor: texts, in: catalog) }
            let bytes = catalog.tables.values
                .filter { $0.kind == .ordinary && needed?.contains($0.name) ?? true }
                .map { Double(use.tables[$0.name]?.bytes ?? $0.estimatedBytes) }.reduce(0, +)
            observe(.outline(TimeEstimate(of: self, bytes: bytes, migrations: texts.count)))
            observe(.part(.copying))
            observe(
                .chapter("Copying \(origin.address) into a \(sandbox == nil ? "private" : "given") server …"))
        case .dump(let path):
            if onlyNeeded { throw ColonnadeError.badInput("--only-needed takes a database, not a dump") }
            if !copying.isPlain {
                throw ColonnadeError.badInput(
                    "a dump is restored as it is: --mask, --sample and --synthesize take a database")
            }
            observe(
                .outline(
                    TimeEstimate(
                        of: self, bytes: try DumpArchive(path: path).rowBytes, migrations: texts.count)))
            observe(.part(.restoring))
            observe(.chapter("Restoring \(path) into a \(sandbox == nil ? "private" : "given") server …"))
        }
        var sandbox = try await RehearsalSandbox.make(
            from: source, on: self.sandbox, withRows: needed, copying, observe: observe)
        defer { sandbox.close() }
        if isFull, sandbox.own == nil {
            sandbox.summary.remarks.append(
                "the server was neither restarted nor stopped: it is not the rehearsal's own")
        }
        if hasReplica {
            observe(.part(.standby))
            observe(.chapter("Making a standby of it …"))
            try sandbox.startStandby()
        }
        var reports: [RehearsalReport] = []
        for text in texts {
            reports.append(
                try await RehearsedMigration(
                    rehearsal: self, sandbox: sandbox, text: text, clients: workload, control: control,
                    observe: observe
                ).run())
        }
        return reports
    }

    /// What is carried out of a migration, or why nothing is.
    enum Beginning {
        case plan(PlanDocument)
        case refused(Verdict)
    }

    func beginning(of text: MigrationText, on database: Database) async throws -> Beginning {
        do {
            switch try await database.prepare(text) {
            case .begin(let plan): return .plan(plan)
            case .resume(let record):
                return .plan(
                    PlanDocument(record.rollout, dialect: database.engine.dialect, settings: settings))
            case .nothingToDo(let record):
                throw ColonnadeError.badInput(
                    "\(record.name) is complete already in the database that was to be copied")
            }
        } catch let error as ColonnadeError {
            guard case .refused = error else { throw error }
            return .refused(Verdict(no: "no safe rollout is known:\n\(error.message)"))
        }
    }

    /// A report with nothing but a verdict.
    func report(_ text: MigrationText, on snapshot: RehearsalReport.Snapshot, _ verdict: Verdict)
        -> RehearsalReport
    {
        RehearsalReport(
            rollout: text.name, migration: text.source.path, checksum: text.checksum,
            processors: ProcessInfo.processInfo.activeProcessorCount, snapshot: snapshot, load: .none,
            limits: limits, verdict: verdict, colonnade: nil, plain: nil, steps: [])
    }
}
