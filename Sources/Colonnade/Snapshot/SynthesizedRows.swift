import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import PostgresEngine

/// Rows for a copy that were never in the source: made of its catalog and its statistics.
struct SynthesizedRows: Sendable {
    let plan: SynthesisPlan

    /// - Parameters:
    ///   - mask: what of the statistics must not be seen as it is.
    ///   - share: how many rows, of those that the source has.
    init(
        _ catalog: CatalogSnapshot, _ tables: [Table], _ types: [ColumnName: PostgresRowSource.ColumnType],
        _ mask: MaskPlan, _ key: MaskKey, share: Double, _ source: PostgresRowSource
    ) async throws {
        var rows: [ObjectName: Int] = [:]
        for table in tables { rows[table.name] = Int(Double(table.estimatedRows ?? 0) * share) }
        var makers: [ColumnName: ValueMaker] = [:]
        let statistics = try await source.statistics()
        for table in catalog.tables.values {
            for column in table.columns where !column.isGenerated {
                let name = ColumnName(table.name, column.name)
                let type = types[name]
                let masker = mask.decisions[name].map { Masker($0, key: key) }
                let known = statistics[name].map { ColumnStatistics($0, rows: rows[table.name] ?? 0) }
                makers[name] = ValueMaker(
                    ValueType(type?.printed ?? ""), isEnum: type?.isEnum ?? false,
                    known ?? ColumnStatistics(),
                    masker: masker, key: key)
            }
        }
        plan = SynthesisPlan(catalog, makers: makers, rows: rows)
    }

    /// Makes all rows of a table.
    ///
    /// - Returns: how many.
    /// - Throws: ``EngineError`` where the table refuses them.
    func fill(_ table: Table, _ to: PostgresConnection, note: @escaping @Sendable (Int) -> Void) async throws
        -> Int
    {
        let columns = table.columns.filter { !$0.isGenerated }.map(\.name)
        let (plan, name, count) = (plan, table.name, plan.rows(of: table.name))
        try await to.fill("COPY \(name) (\(columns)) FROM STDIN") {
            var row = 0
            return { buffer in
                while row < count, buffer.count < 32_768 {
                    plan.append(row, of: name, columns, to: &buffer)
                    row += 1
                }
                note(row)
                return row < count
            }
        }
        return count
    }
}

extension ColumnStatistics {
    fileprivate init(_ statistics: PostgresRowSource.Statistics, rows: Int) {
        self.init()
        nullFraction = statistics.nullFraction
        // Below 0 it is a share of all rows, NULL among them.
        distinct = max(
            Int(
                (statistics.distinct < 0 ? -statistics.distinct * Double(rows) : statistics.distinct)
                    .rounded()), 1)
        mostCommon = Array(zip(statistics.mostCommon, statistics.shares))
        histogram = statistics.histogram
        correlation = statistics.correlation
        averageWidth = statistics.averageWidth
    }
}
