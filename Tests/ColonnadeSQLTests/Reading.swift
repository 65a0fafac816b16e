import ColonnadeModel
import ColonnadeSQL

/// Reads SQL as a migration.
func migration(_ sql: String, _ engine: EngineKind = .postgresql) throws -> Migration {
    try MigrationReader(engine: engine).read(SourceText(path: "m.sql", text: sql), name: "m", checksum: "0")
}

/// The changes of a migration, without their places.
func kinds(_ sql: String, _ engine: EngineKind = .postgresql) throws -> [Change.Kind] {
    try migration(sql, engine).changes.map(\.kind)
}

/// The column that `ALTER TABLE orders ADD COLUMN …` adds, or nil where the statement is not understood.
func column(_ definition: String, _ engine: EngineKind = .postgresql) throws -> ColumnDefinition? {
    guard
        case .addColumn(_, let column, _) = try kinds("ALTER TABLE orders ADD COLUMN \(definition)", engine)
            .first
    else { return nil }
    return column
}

/// The fills of a migration.
func fills(_ sql: String, _ engine: EngineKind = .postgresql) throws -> [Fill] {
    try kinds(sql, engine).compactMap { if case .fill(let fill) = $0 { fill } else { nil } }
}

/// What is said about SQL that cannot be read.
func failure(_ sql: String, _ engine: EngineKind = .postgresql) -> String? {
    do {
        _ = try migration(sql, engine)
        return nil
    } catch {
        return "\(error)"
    }
}

/// An expression as text with its columns marked: `‹orders.total› * 2`.
func marked(_ expression: Expression?) -> String? {
    expression?.pieces.map { piece in
        switch piece {
        case .text(let text): text
        case .column(_, let written): "‹\(written)›"
        }
    }.joined()
}
