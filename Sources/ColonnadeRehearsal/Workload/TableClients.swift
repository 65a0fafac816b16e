import ColonnadeEngine
import ColonnadeModel
import Synchronization

/// What clients do with one table, made out of its catalog entry and of rows that are in it: they read by key, insert
/// copies of rows under new keys, update and delete.
package struct TableClients: Sendable {
    package let traffic: TableTraffic
    private let values: TableRows
    /// Keys of rows that the clients have inserted and nobody refers to.
    private let own = OwnRows()

    package init(_ values: TableRows, _ traffic: TableTraffic) {
        self.values = values
        self.traffic = traffic
    }

    private var table: Table { values.table }
    private var rows: [TableRows.Row] { values.rows }
    private var key: [Identifier]? { values.key }

    /// What of the traffic cannot be made, in words.
    package var notMade: [String] {
        if rows.isEmpty { return ["nothing is done with \(table.name): there is no row to draw values from"] }
        var missing: [String] = []
        if key == nil {
            missing.append("\(table.name) is only read and inserted into: it has no primary key")
        }
        if traffic.inserts > 0, let column = values.unmakeable {
            missing.append("nothing is inserted into \(table.name): no new value of \(column) can be made up")
        }
        return missing
    }

    /// The operations, their weights by the traffic.
    ///
    /// - Parameter share: of all the traffic, 1 for the only table.
    package func operations(share: Double) -> [ClientOperation] {
        guard !rows.isEmpty else { return [] }
        func weight(_ part: Double) -> Int { part > 0 ? max(1, Int(part * share * 10_000)) : 0 }
        var made: [ClientOperation?] = [read(weight(traffic.reads))]
        if values.unmakeable == nil { made.append(insert(weight(traffic.inserts))) }
        if let key {
            made.append(update(weight(traffic.updates), key))
            made.append(delete(weight(traffic.deletes), key))
        }
        return made.compactMap { $0 }.filter { $0.weight > 0 }
    }

    // MARK: -

    /// `(a, b) = ($1, $2)`, spelled out.
    private static func matches(_ key: [Identifier], _ values: [Value]) -> SQL {
        zip(key, values).map { "\($0) = \(bind: $1)" as SQL }.joined(separator: " AND ")
    }

    private func read(_ weight: Int) -> ClientOperation {
        let columns = values.visible
        let key = key
        return ClientOperation("read \(table.name)", weight: weight) { connection, random in
            guard let key, let row = rows.randomElement(using: &random) else {
                _ = try await connection.query("SELECT \(columns) FROM \(table.name) LIMIT 10")
                return
            }
            _ = try await connection.query(
                "SELECT \(columns) FROM \(table.name) WHERE \(Self.matches(key, key.map { row[$0] ?? .null }))"
            )
        }
    }

    private func insert(_ weight: Int) -> ClientOperation {
        let columns = values.given
        let fresh = values.fresh
        let key = key
        return ClientOperation("insert \(table.name)", weight: weight, writes: true) { connection, random in
            guard let row = rows.randomElement(using: &random) else { return }
            let values = columns.map { column -> SQL in
                let value =
                    fresh.contains(column.name)
                    ? TableRows.madeUp(column, &random) : row[column.name] ?? .null
                return "\(bind: value)"
            }
            let list: SQL =
                columns.isEmpty
                ? "DEFAULT VALUES" : "(\(columns.map(\.name))) VALUES (\(values.joined(separator: ", ")))"
            let insert: SQL = "INSERT INTO \(table.name) \(list)"
            guard let key else { return _ = try await connection.execute(insert) }
            let casts = key.map { "CAST(\($0) AS text)" as SQL }.joined(separator: ", ")
            guard let made = try await connection.query("\(insert) RETURNING \(casts)").first else { return }
            own.add(key.indices.map { made[$0] })
        }
    }

    /// Gives a column a value of another row.
    private func update(_ weight: Int, _ key: [Identifier]) -> ClientOperation? {
        let unique = Set(table.indexes.filter(\.isUnique).flatMap(\.columns))
        // A value of another row is right where it need not fit anything else in this one.
        let bound = Set(
            table.constraints.filter { [.foreignKey, .exclusion].contains($0.kind) || $0.columns.count > 1 }
                .flatMap(\.columns))
        let columns = table.columns.map(\.name).filter { name in
            !unique.contains(name) && !bound.contains(name) && rows.contains { $0[name] != nil }
        }
        guard !columns.isEmpty else { return nil }
        return ClientOperation("update \(table.name)", weight: weight, writes: true) { connection, random in
            guard let other = rows.randomElement(using: &random),
                let column = columns.randomElement(using: &random),
                let row = rows.randomElement(using: &random)
            else { return }
            _ = try await connection.execute(
                """
                UPDATE \(table.name) SET \(column) = \(bind: other[column] ?? .null)
                 WHERE \(Self.matches(key, key.map { row[$0] ?? .null }))
                """)
        }
    }

    /// Deletes only what the clients have inserted: nobody refers to that.
    private func delete(_ weight: Int, _ key: [Identifier]) -> ClientOperation? {
        guard values.unmakeable == nil else { return nil }
        return ClientOperation("delete \(table.name)", weight: weight, writes: true) { connection, _ in
            guard let values = own.take() else { return }
            _ = try await connection.execute(
                "DELETE FROM \(table.name) WHERE \(Self.matches(key, values))")
        }
    }
}

/// Keys of inserted rows.
private final class OwnRows: Sendable {
    private let keys = Mutex<[[Value]]>([])

    func add(_ key: [Value]) { keys.withLock { if $0.count < 10_000 { $0.append(key) } } }

    func take() -> [Value]? { keys.withLock { $0.popLast() } }
}
