import ColonnadeModel
import ColonnadeRehearsal
import PostgresEngine

/// A table's way into a copy.
struct RowStream: Sendable {
    private let table: Table
    /// Those that are copied; generated ones are made anew.
    private let columns: [Identifier]
    private let maskers: [Masker?]

    init(_ table: Table, mask: MaskPlan?, key: MaskKey?) {
        self.table = table
        columns = table.columns.filter { !$0.isGenerated }.map(\.name)
        maskers = columns.map { column in
            guard let key, let decision = mask?.decisions[ColumnName(table.name, column)] else { return nil }
            return Masker(
                decision.kind, type: decision.type, limit: decision.limit, isUnique: decision.isUnique,
                key: key)
        }
    }

    /// Whether there is nothing to read of it.
    var isEmpty: Bool { columns.isEmpty }

    /// Rows of the table alone, without those of inheritance children (manual, COPY).
    var reading: SQL { "COPY \(table.name) (\(columns)) TO STDOUT" }

    var writing: SQL { "COPY \(table.name) (\(columns)) FROM STDIN" }

    var change: @Sendable () -> CopyRowChange {
        let maskers = maskers
        guard maskers.contains(where: { $0 != nil }) else { return { { $1.append(contentsOf: $0) } } }
        return { { row, result in CopyLine.mask(row, maskers, into: &result) } }
    }
}
