import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeSQL
import PostgresEngine

/// Clients that send the statements which a server has counted, with values that the copy has.
struct StatementWorkload: Sendable {
    struct Client: Sendable {
        var statement: CountedStatement
        var operation: ClientOperation
        /// The columns that an INSERT gives a value, by table.
        var given: [ObjectName: Set<Identifier>]
    }

    private let counts: PostgresStatementCounts
    private let catalog: CatalogSnapshot
    private let relations: KnownRelations

    init(counts: PostgresStatementCounts, catalog: CatalogSnapshot) {
        self.counts = counts
        self.catalog = catalog
        relations = KnownRelations(catalog)
    }

    /// What reads and writes some tables.
    ///
    /// - Returns: clients, and in words what of the counted statements is not sent.
    func make(
        for tables: [Table], of engine: any Engine, on connection: any Connection
    ) async throws -> (operations: [Client], notMade: [String]) {
        let names = Set(tables.map(\.name))
        var statements: [(statement: CountedStatement, given: [ObjectName: Set<Identifier>])] = []
        var utilities: [String] = []
        for observed in counts.statements {
            switch read(observed, about: names) {
            case .statement(let statement, let given): statements.append((statement, given))
            case .utility(let what): utilities.append(what)
            case .elsewhere: break
            }
        }
        var rows: [ObjectName: TableRows] = [:]
        for name in Set(statements.flatMap(\.statement.tables)).sorted() {
            guard let table = catalog.tables[name] else { continue }
            rows[name] = try await TableRows.read(table, of: engine, on: connection)
        }
        var (clients, left): ([Client], [String]) = ([], [])
        for (statement, given) in statements {
            let operation = statement.operation(rows)
            var obstacle = statement.obstacle(rows)
            if obstacle == nil { obstacle = await operation.failure(on: connection) }
            if let obstacle {
                left.append("\(statement.name) (\(statement.calls) calls): \(obstacle)")
            } else {
                clients.append(Client(statement: statement, operation: operation, given: given))
            }
        }
        if left.count > Self.mostTold {
            left = left.prefix(Self.mostTold) + ["\(left.count - Self.mostTold) statements that are rarer"]
        }
        if !utilities.isEmpty {
            let kinds = Set(utilities).sorted().prefix(8).joined(separator: ", ")
            left.append("\(utilities.count) counted statements that are no DML: \(kinds)")
        }
        return (clients, left)
    }

    private static let mostTold = 20

    private enum Read {
        case statement(CountedStatement, given: [ObjectName: Set<Identifier>])
        case utility(String)
        /// It has nothing to do with the tables.
        case elsewhere
    }

    private func read(_ observed: ObservedStatement, about tables: Set<ObjectName>) -> Read {
        let script = PostgresScript(SourceText(path: "pg_stat_statements", text: observed.text))
        guard script.statements.count == 1, let statement = script.statements.first else { return .elsewhere }
        guard let verb = CountedStatement.Verb(statement) else {
            return .utility(observed.text.prefix { !$0.isWhitespace && $0 != ";" }.uppercased())
        }
        let use = StatementUse(of: statement, in: relations)
        guard use.uses.contains(where: { tables.contains($0.table) }) else { return .elsewhere }
        var sources: [Int: CountedStatement.Source] = [:]
        for number in statement.limitParameters.counts { sources[number] = .number(10) }
        for number in statement.limitParameters.offsets { sources[number] = .number(0) }
        for parameter in use.parameters {
            sources[parameter.number] =
                switch parameter.role {
                case .compared: .lookUp(parameter.table, parameter.column)
                case .comparedWithEach: .lookUpEach(parameter.table, parameter.column)
                case .assigned: .give(parameter.table, parameter.column)
                }
        }
        let cut = statement.cutAtParameters
        var given: [ObjectName: Set<Identifier>] = [:]
        for one in use.uses where verb == .insert && one.access == .write {
            given[one.table, default: []].formUnion(one.column.map { [$0] } ?? [])
        }
        return .statement(
            CountedStatement(
                verb: verb, calls: observed.calls, texts: cut.texts, numbers: cut.numbers, sources: sources),
            given: given)
    }
}

extension CountedStatement.Verb {
    /// - Returns: nil for what is no DML.
    init?(_ statement: PostgresScript.Statement) {
        switch statement.node.key {
        case "SelectStmt": self = .select
        case "InsertStmt": self = .insert
        case "UpdateStmt", "MergeStmt": self = .update
        case "DeleteStmt": self = .delete
        default: return nil
        }
    }
}
