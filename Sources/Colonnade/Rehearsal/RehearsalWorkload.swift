import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import PostgresEngine

/// Makes the clients of a rehearsal: out of scripts, or out of the catalog and what the server has counted.
struct RehearsalWorkload: Sendable {
    /// Scripts of the code as it is.
    var scripts: [(script: BenchScript, weight: Int)] = []
    /// Scripts of the code that depends on the change.
    var newScripts: [(script: BenchScript, weight: Int)] = []
    var clients: Int
    /// Operations a second; nil: as many as were counted, within bounds.
    var rate: Double?
    /// What the source's server has counted; nil where it is not known.
    var use: DatabaseUse?

    /// What was made.
    struct Made: Sendable {
        var workload: Workload
        var origin: String
        var notMade: [String]
    }

    /// How many operations a second there are where nothing was counted.
    private static let assumedRate = 200.0

    /// - Parameters:
    ///   - changed: the tables that change.
    ///   - end: the catalog that the plain SQL leads to.
    func make(
        for changed: Set<ObjectName>, on database: Database, end: CatalogSnapshot
    ) async throws -> Made {
        if !scripts.isEmpty {
            let old = scripts.map { $0.script.operation(weight: $0.weight) }
            let new = newScripts.map { $0.script.operation(weight: $0.weight) }
            return Made(
                workload: Workload(
                    rate: rate ?? Self.assumedRate, clients: clients, oldCode: old,
                    newCode: new.isEmpty ? nil : { @Sendable in new }),
                origin: "scripts \((scripts + newScripts).map(\.script.name).joined(separator: ", "))",
                notMade: [])
        }
        let engine = database.engine
        return try await database.connected(as: "colonnade: rehearsal") { connection in
            let catalog = try await engine.inspect(on: connection)
            let tables = Self.neighbourhood(of: changed, in: catalog, and: end)
            let old = try await clients(of: tables, engine, connection)
            let counted = tables.compactMap { TableTraffic(use?.tables[$0.name])?.total }.reduce(0, +)
            let ends = Self.neighbourhood(
                of: changed.union(Set(end.tables.keys).subtracting(catalog.tables.keys)), in: end, and: end)
            let workload = Workload(
                rate: rate ?? (counted > 0 ? min(max(counted, 100), 500) : Self.assumedRate),
                clients: clients,
                oldCode: old.operations,
                newCode: {
                    try await database.connected(as: "colonnade: rehearsal") {
                        try await clients(of: ends, engine, $0).operations
                    }
                })
            let origin =
                counted > 0
                ? "the catalog, in the ratio that the source's server has counted"
                : "the catalog, in the ratio of an ordinary application"
            return Made(workload: workload, origin: origin, notMade: old.notMade)
        }
    }

    /// The tables that change and those that foreign keys bind to them, now or in the end; of a partitioned table the
    /// whole. Where there are none yet, every table: what is made for them must not hurt anybody either.
    private static func neighbourhood(
        of changed: Set<ObjectName>, in catalog: CatalogSnapshot, and end: CatalogSnapshot
    ) -> [Table] {
        var names = changed
        for table in Array(catalog.tables.values) + Array(end.tables.values) {
            let references = Set(table.constraints.compactMap(\.references))
            if changed.contains(table.name) { names.formUnion(references) }
            if !references.isDisjoint(with: changed) { names.insert(table.name) }
        }
        if names.isDisjoint(with: catalog.tables.keys) { names = Set(catalog.tables.keys) }
        let tables = names.compactMap { catalog.tables[$0] }
        return tables.filter { $0.kind != .foreign && names.isDisjoint(with: $0.parents) }.sorted {
            $0.name < $1.name
        }
    }

    private func clients(
        of tables: [Table], _ engine: any Engine, _ connection: any Connection
    ) async throws -> (operations: [ClientOperation], notMade: [String]) {
        let counted = tables.map { TableTraffic(use?.tables[$0.name]) }
        let total = counted.compactMap(\.?.total).reduce(0, +)
        var (operations, notMade): ([ClientOperation], [String]) = ([], [])
        for (table, traffic) in zip(tables, counted) {
            let clients = try await TableClients.read(table, traffic ?? .assumed, of: engine, on: connection)
            // A table of which nothing was counted gets a tenth: what changes has to be used while it does.
            let share =
                traffic.map { $0.total / max(total, 1) / $0.total } ?? 0.1 / TableTraffic.assumed.total
            notMade += clients.notMade
            for operation in clients.operations(share: share) {
                if let failure = await Self.failure(of: operation, on: connection) {
                    notMade.append(
                        "\(operation.name) is left out, since what can be made up fails: \(failure)")
                } else {
                    operations.append(operation)
                }
            }
        }
        return (operations, notMade)
    }

    /// Tries an operation a few times and takes it back.
    ///
    /// - Returns: why it fails; nil where it does not.
    private static func failure(of operation: ClientOperation, on connection: any Connection) async -> String?
    {
        var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
        for _ in 0..<5 {
            do {
                try await connection.execute("BEGIN")
                try await operation.run(connection, &random)
                try await connection.execute("ROLLBACK")
            } catch {
                await connection.rollback()
                return (error as? EngineError)?.message ?? "\(error)"
            }
        }
        return nil
    }
}
