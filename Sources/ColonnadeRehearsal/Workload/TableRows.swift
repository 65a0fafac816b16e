package import ColonnadeEngine
package import ColonnadeModel

/// Rows of a table to draw values from, and values that no row has.
package struct TableRows: Sendable {
    typealias Row = [Identifier: Value]

    package let table: Table
    /// By column, every value as text.
    let rows: [Row]

    /// Draws some thousand rows from a table.
    package static func read(
        _ table: Table, of engine: any Engine, on connection: any Connection
    ) async throws -> TableRows {
        let columns = table.columns.filter { !$0.isGenerated }.map(\.name)
        var rows: [Row] = []
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
        return TableRows(table: table, rows: rows)
    }

    /// The primary key.
    var key: [Identifier]? { table.primaryKey.isEmpty ? nil : table.primaryKey }

    var visible: [Identifier] { table.columns.map(\.name) }

    /// Columns that an INSERT gives a value: what the server makes up itself is left out.
    var given: [Column] {
        table.columns.filter { column in
            !column.isGenerated && !column.isIdentity
                && !(column.defaultExpression.map { $0.contains("nextval(") || $0.contains("uuid") } ?? false)
        }
    }

    /// Columns of which no two rows may have the same value, and whose value nobody makes up but the client.
    var fresh: Set<Identifier> {
        let made = Set(given.map(\.name))
        let keys = table.indexes.filter(\.isUnique).map(\.columns)
        return Set(
            keys.compactMap { columns in
                // One column of a key that differs is enough.
                columns.allSatisfy(made.contains) ? columns.first { canBeMadeUp($0) } ?? columns.first : nil
            })
    }

    /// A column for which an INSERT would need a value that cannot be made up.
    var unmakeable: Identifier? { fresh.sorted().first { !canBeMadeUp($0) } }

    func canBeMadeUp(_ name: Identifier) -> Bool {
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

    static func madeUp(_ column: Column, _ random: inout any RandomNumberGenerator) -> Value {
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
}

extension TableRows {
    /// Whether the column is part of a key.
    func isUnique(_ column: Identifier) -> Bool {
        table.indexes.contains { $0.isUnique && $0.columns.contains(column) }
    }

    /// Whether the column alone is a key.
    func isKey(_ column: Identifier) -> Bool {
        table.indexes.contains { $0.isUnique && $0.columns == [column] }
    }

    /// One of the rows. Every tenth is kept apart to be deleted, so that the others stay.
    func row(toDelete: Bool, _ random: inout any RandomNumberGenerator) -> Row? {
        guard rows.count >= 20 else { return rows.randomElement(using: &random) }
        let tens = Int.random(in: 0..<(rows.count / 10), using: &random) * 10
        return rows[toDelete ? tens : tens + Int.random(in: 1..<10, using: &random)]
    }
}
