package import ColonnadeEngine
package import ColonnadeModel
import Synchronization

/// What clients do with one table, made out of its catalog entry and of rows that are in it: they read by key, insert
/// copies of rows under new keys, update and delete.
package struct TableClients: Sendable {
    package let table: Table
    package let traffic: TableTraffic
    /// Rows of the table by column, to draw values from.
    private let rows: [[Identifier: Value]]
    /// Keys of rows that the clients have inserted and nobody refers to.
    private let own = OwnRows()

    private init(_ table: Table, _ traffic: TableTraffic, _ rows: [[Identifier: Value]]) {
        self.table = table
        self.traffic = traffic
        self.rows = rows
    }

    /// Draws some thousand values from a table.
    package static func read(
        _ table: Table, _ traffic: TableTraffic, of engine: any Engine, on connection: any Connection
    ) async throws -> TableClients {
        let columns = table.columns.filter { !$0.isGenerated }.map(\.name)
        var rows: [[Identifier: Value]] = []
        if table.kind != .foreign, !columns.isEmpty {
            let extent = try await engine.extent(of: table.name, on: connection)
            // As text: every type can be written so and read back.
            let list = columns.map { "CAST(r.\($0) AS text)" as SQL }.joined(separator: ", ")
            let sample = try await connection.query(
                "SELECT \(list) FROM \(engine.sample(of: table.name, as: "r", extent: extent)) LIMIT 1000")
            rows = sample.map { row in
                Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, row[$0]) })
            }
        }
        return TableClients(table, traffic, rows)
    }

    /// What of the traffic cannot be made, in words.
    package var notMade: [String] {
        if rows.isEmpty { return ["nothing is done with \(table.name): there is no row to draw values from"] }
        var missing: [String] = []
        if key == nil {
            missing.append("\(table.name) is only read and inserted into: it has no primary key")
        }
        if traffic.inserts > 0, let column = unmakeable {
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
        if unmakeable == nil { made.append(insert(weight(traffic.inserts))) }
        if let key {
            made.append(update(weight(traffic.updates), key))
            made.append(delete(weight(traffic.deletes), key))
        }
        return made.compactMap { $0 }.filter { $0.weight > 0 }
    }

    // MARK: -

    /// The primary key.
    private var key: [Identifier]? { table.primaryKey.isEmpty ? nil : table.primaryKey }

    private var visible: [Identifier] { table.columns.map(\.name) }

    /// Columns that an INSERT gives a value: what the server makes up itself is left out.
    private var given: [Column] {
        table.columns.filter { column in
            !column.isGenerated && !column.isIdentity
                && !(column.defaultExpression.map { $0.contains("nextval(") || $0.contains("uuid") } ?? false)
        }
    }

    /// Columns of which no two rows may have the same value, and whose value nobody makes up but the client.
    private var fresh: Set<Identifier> {
        let made = Set(given.map(\.name))
        let keys = table.indexes.filter(\.isUnique).map(\.columns)
        return Set(
            keys.compactMap { columns in
                // One column of a key that differs is enough.
                columns.allSatisfy(made.contains) ? columns.first { canBeMadeUp($0) } ?? columns.first : nil
            })
    }

    /// A column for which an INSERT would need a value that cannot be made up.
    private var unmakeable: Identifier? { fresh.sorted().first { !canBeMadeUp($0) } }

    private func canBeMadeUp(_ name: Identifier) -> Bool {
        guard let type = table.column(name)?.type else { return false }
        let refersToOthers = table.constraints.contains {
            $0.kind == .foreignKey && $0.columns.contains(name)
        }
        return !refersToOthers && (Self.isNumber(type) || Self.isText(type) || type == "uuid")
    }

    private static func isNumber(_ type: String) -> Bool { ["integer", "bigint", "numeric"].contains(type) }

    private static func isText(_ type: String) -> Bool {
        type == "text" || type == "citext" || (type.hasPrefix("character varying") && !type.hasSuffix("[]"))
    }

    private func madeUp(_ column: Column, _ random: inout any RandomNumberGenerator) -> Value {
        switch column.type {
        case "integer": .integer(Int64.random(in: 1_000_000_000..<2_147_000_000, using: &random))
        case "bigint", "numeric":
            .integer(Int64.random(in: 1_000_000_000_000..<9_000_000_000_000, using: &random))
        case "uuid": .text(Self.uuid(&random))
        default: .text("r" + String(UInt64.random(in: 0 ... .max, using: &random), radix: 36))
        }
    }

    /// Version 4.
    private static func uuid(_ random: inout any RandomNumberGenerator) -> String {
        func digits(_ count: Int) -> String {
            (0..<count).map { _ in String(Int.random(in: 0..<16, using: &random), radix: 16) }.joined()
        }
        return "\(digits(8))-\(digits(4))-4\(digits(3))-a\(digits(3))-\(digits(12))"
    }

    /// `(a, b) = ($1, $2)`, spelled out.
    private static func matches(_ key: [Identifier], _ values: [Value]) -> SQL {
        zip(key, values).map { "\($0) = \(bind: $1)" as SQL }.joined(separator: " AND ")
    }

    private func read(_ weight: Int) -> ClientOperation {
        let columns = visible
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
        let columns = given
        let fresh = fresh
        let key = key
        return ClientOperation("insert \(table.name)", weight: weight, writes: true) { connection, random in
            guard let row = rows.randomElement(using: &random) else { return }
            let values = columns.map { column -> SQL in
                let value = fresh.contains(column.name) ? madeUp(column, &random) : row[column.name] ?? .null
                return "\(bind: value)"
            }
            let list: SQL =
                columns.isEmpty
                ? "DEFAULT VALUES" : "(\(columns.map(\.name))) VALUES (\(values.joined(separator: ", ")))"
            let insert: SQL = "INSERT INTO \(table.name) \(list)"
            guard let key else { return _ = try await connection.execute(insert) }
            let casts = key.map { "CAST(\($0) AS text)" as SQL }.joined(separator: ", ")
            if let made = try await connection.query("\(insert) RETURNING \(casts)").first {
                own.add(key.indices.map { made[$0] })
            }
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
            guard let row = rows.randomElement(using: &random),
                let other = rows.randomElement(using: &random),
                let column = columns.randomElement(using: &random)
            else { return }
            try await connection.execute(
                """
                UPDATE \(table.name) SET \(column) = \(bind: other[column] ?? .null)
                 WHERE \(Self.matches(key, key.map { row[$0] ?? .null }))
                """)
        }
    }

    /// Deletes only what the clients have inserted: nobody refers to that.
    private func delete(_ weight: Int, _ key: [Identifier]) -> ClientOperation? {
        guard unmakeable == nil else { return nil }
        return ClientOperation("delete \(table.name)", weight: weight, writes: true) { connection, _ in
            guard let values = own.take() else { return }
            try await connection.execute("DELETE FROM \(table.name) WHERE \(Self.matches(key, values))")
        }
    }
}

/// Keys of inserted rows.
private final class OwnRows: Sendable {
    private let keys = Mutex<[[Value]]>([])

    func add(_ key: [Value]) { keys.withLock { if $0.count < 10_000 { $0.append(key) } } }

    func take() -> [Value]? { keys.withLock { $0.popLast() } }
}
