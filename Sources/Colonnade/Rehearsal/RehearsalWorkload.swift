import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import PostgresEngine

/// Makes the clients of a rehearsal: out of the statements that the server has counted, out of the catalog, out of a log or
/// out of scripts.
struct RehearsalWorkload: Sendable {
    typealias Scripts = [(script: BenchScript, weight: Int)]

    /// What code as it is does.
    enum Kind: Sendable {
        /// The statements that were counted; where none were, the catalog.
        case whatIsKnown
        case statements
        case catalog
        case scripts(Scripts)
        case log(ServerLog, path: String, speed: Double)
    }

    var kind: Kind
    /// Scripts of the code that depends on the change.
    var newScripts: Scripts = []
    var clients: Int
    /// Operations a second; nil: as many as were counted, within bounds.
    var rate: Double?
    /// Whether clients prepare their statements.
    var prepares = false
    /// What the source's server has counted; nil where it is not known.
    var use: DatabaseUse?
    /// The same by statement.
    var counts: PostgresStatementCounts?

    /// What was made.
    struct Made: Sendable {
        var workload: Workload
        var origin: String
        var notMade: [String]
        /// When the fewest statements come, where a log tells.
        var quietHour: QuietHour?
    }

    /// How many operations a second there are where nothing was counted.
    private static let assumedRate = 200.0
    /// A small machine has to have something left for the change.
    private static let rates = 100.0...500.0

    /// - Parameters:
    ///   - changed: the tables that change.
    ///   - catalog: what the database is like before.
    ///   - end: what the plain SQL leads to; nil where no new code is wanted.
    func make(
        for changed: Set<ObjectName>, on database: Database, _ catalog: CatalogSnapshot, end: PlainEnd?
    ) async throws -> Made {
        let record = if let end { try await Self.record(database, catalog, end) } else { nil as WriteRecord? }
        let tables = TablesInUse(
            database: database, changed: changed, before: catalog, end: end, record: record)
        var made: Made
        switch kind {
        case .scripts(let scripts):
            made = Made(
                workload: mix(scripts.map { $0.script.operation(weight: $0.weight) }, counted: nil),
                origin: "scripts \((scripts + newScripts).map(\.script.name).joined(separator: ", "))",
                notMade: [])
        case .log(let log, let path, let speed):
            made = try await replay(log, path, speed, tables)
        case .catalog:
            made = try await fromCatalog(tables)
        case .statements, .whatIsKnown:
            let counted = try await fromStatements(tables)
            if counted == nil, case .statements = kind {
                throw ColonnadeError.badInput(
                    "--workload statements: pg_stat_statements has counted nothing that could be sent to the tables that "
                        + "change, or is not there: --workload catalog, or a file, does without")
            }
            made =
                if let counted { counted } else { try await fromCatalog(tables) }
        }
        if end != nil, !newScripts.isEmpty {
            let new = newScripts.map { $0.script.operation(weight: $0.weight) }
            made.workload.newCode = { @Sendable in new }
        }
        made.workload.prepares = prepares
        made.workload.record = record
        return made
    }

    private static func record(
        _ database: Database, _ catalog: CatalogSnapshot, _ end: PlainEnd
    ) async throws -> WriteRecord {
        let functions = try await database.connected(as: "colonnade: rehearsal") {
            try await $0.query(
                """
                SELECT DISTINCT p.proname FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
                 WHERE p.provolatile = 'v' AND l.lanname NOT IN ('internal', 'c')
                   AND p.pronamespace <> 'pg_catalog'::regnamespace
                """
            ).compactMap { $0[0].text }
        }
        let readers = [
            WriteRecord.Code.old: WriteReader(catalog: catalog, code: .old, functions: Set(functions)),
            .new: WriteReader(catalog: end.catalog, code: .new, functions: Set(functions)),
        ]
        return WriteRecord { text, code in readers[code]?.form(of: text) ?? .nothing }
    }

    private func mix(_ operations: [ClientOperation], counted: Double?) -> Workload {
        let bounded = counted.map { min(max($0, Self.rates.lowerBound), Self.rates.upperBound) }
        return Workload(
            rate: rate ?? bounded ?? Self.assumedRate, clients: clients, oldCode: operations, newCode: nil)
    }

    // MARK: - Out of a log

    private func replay(
        _ log: ServerLog, _ path: String, _ speed: Double, _ tables: TablesInUse
    ) async throws -> Made {
        let played = try await tables.connected(as: .old) {
            try await LogWorkload(log: log, speed: speed).make(on: $0)
        }
        if played.replay.clients.isEmpty {
            throw ColonnadeError.badInput(
                "\(path) has no statement that could be played again: it has to be a log of log_statement, "
                    + "log_min_duration_statement or auto_explain, as stderr, csvlog or jsonlog, with the time in each line"
            )
        }
        var made = mix([], counted: nil)
        made.replay = played.replay
        made.rate = played.replay.rate
        made.clients = played.replay.clients.count
        return Made(
            workload: made,
            origin: "the log \(path)\(speed == 1 ? "" : ", \(speed) times as fast"), with its timing",
            notMade: played.notMade, quietHour: QuietHour(of: log.entries.map(\.at)))
    }

    // MARK: - Out of counted statements

    /// - Returns: nil where nothing was counted that concerns the tables.
    private func fromStatements(_ tables: TablesInUse) async throws -> Made? {
        guard let counts else { return nil }
        let old = try await tables.connected(as: .old) {
            try await StatementWorkload(counts: counts, catalog: tables.before).make(
                for: tables.now, of: tables.database.engine, on: $0)
        }
        guard !old.operations.isEmpty else { return nil }
        let calls = old.operations.map(\.operation.weight).reduce(0, +)
        var mix = self.mix(
            old.operations.map(\.operation), counted: counts.window.map { Double(calls) / $0.seconds })
        if let end = tables.end {
            mix.newCode = {
                // What still means something then, and as much that depends on the change.
                let understood = try await end.understood(old.operations)
                let new = try await newClients(of: tables, end)
                let weights = [understood, new].map { $0.map(\.weight).reduce(0, +) }
                let share = Double(max(1, weights[0])) / Double(max(1, weights[1]))
                return understood + new.map { $0.times(share) }
            }
        }
        return Made(
            workload: mix, origin: "\(old.operations.count) statements of pg_stat_statements",
            notMade: old.notMade)
    }

    // MARK: - Out of the catalog

    private func fromCatalog(_ tables: TablesInUse) async throws -> Made {
        let old = try await tables.connected(as: .old) {
            try await clients(of: tables.now, tables.database.engine, $0)
        }
        let counted = tables.now.compactMap { TableTraffic(use?.tables[$0.name])?.total }.reduce(0, +)
        var mix = self.mix(old.operations, counted: counted > 0 ? counted : nil)
        if let end = tables.end {
            mix.newCode = { try await newClients(of: tables, end) }
        }
        let origin =
            counted > 0
            ? "the catalog, in the ratio that the source's server has counted"
            : "the catalog, in the ratio of an ordinary application"
        return Made(workload: mix, origin: origin, notMade: old.notMade)
    }

    /// Clients that know the tables as they are in the end.
    private func newClients(of tables: TablesInUse, _ end: PlainEnd) async throws -> [ClientOperation] {
        try await tables.connected(as: .new) {
            try await clients(of: tables.then(end), tables.database.engine, $0).operations
        }
    }

    private func clients(
        of tables: [Table], _ engine: any Engine, _ connection: any Connection
    ) async throws -> (operations: [ClientOperation], notMade: [String]) {
        let counted = tables.map { TableTraffic(use?.tables[$0.name]) }
        let total = counted.compactMap(\.?.total).reduce(0, +)
        var (operations, notMade): ([ClientOperation], [String]) = ([], [])
        for (table, traffic) in zip(tables, counted) {
            let clients = TableClients(
                try await TableRows.read(table, of: engine, on: connection), traffic ?? .assumed)
            // A table of which nothing was counted gets a tenth: what changes has to be used while it does.
            let share =
                traffic.map { $0.total / max(total, 1) / $0.total } ?? 0.1 / TableTraffic.assumed.total
            notMade += clients.notMade
            for operation in clients.operations(share: share) {
                if let failure = await operation.failure(on: connection) {
                    notMade.append(
                        "\(operation.name) is left out, since what can be made up fails: \(failure)")
                } else {
                    operations.append(operation)
                }
            }
        }
        return (operations, notMade)
    }
}
