import ColonnadeModel
import ColonnadeRehearsal
import PostgresEngine

/// A table's way into a copy.
struct RowStream: Sendable {
    private let table: Table
    /// Those that are copied; generated ones are made anew.
    private let columns: [Identifier]
    private let maskers: [Masker?]
    private let sample: SampledRows?

    init(_ table: Table, mask: MaskPlan?, key: MaskKey?, sample: SampledRows?) {
        self.table = table
        self.sample = sample
        columns = table.columns.filter { !$0.isGenerated }.map(\.name)
        maskers = columns.map { column in
            guard let key, let decision = mask?.decisions[ColumnName(table.name, column)] else { return nil }
            return Masker(decision, key: key)
        }
    }

    /// Whether there is nothing to read of it.
    var isEmpty: Bool { columns.isEmpty }

    /// Rows of the table alone, without those of inheritance children (manual, COPY).
    var reading: SQL {
        guard let sample else { return "COPY \(table.name) (\(columns)) TO STDOUT" }
        return
            "COPY (SELECT \(columns) FROM ONLY \(table.name) WHERE \(sample.plan.condition(table))) TO STDOUT"
    }

    var writing: SQL { "COPY \(table.name) (\(columns)) FROM STDIN" }

    /// Masks a row, and notes what it refers to.
    var change: @Sendable () -> CopyRowChange {
        let maskers = maskers
        guard let sample else {
            guard maskers.contains(where: { $0 != nil }) else { return { { $1.append(contentsOf: $0) } } }
            return { { row, result in CopyLine.mask(row, maskers, into: &result) } }
        }
        let references = sample.plan.references(of: table, columns)
        return {
            { row, result in
                CopyLine.mask(row, maskers, into: &result)
                if !references.isEmpty { sample.note(references, row) }
            }
        }
    }

    // MARK: - Rows that others refer to

    /// Rows with some keys, with what tells them apart before their columns.
    func reading(_ target: SamplePlan.Target, _ keys: [[String]], _ plan: SamplePlan) -> SQL {
        let only: SQL = table.kind == .partitioned ? "" : "ONLY "
        return """
            COPY (SELECT tableoid, ctid, \(columns) FROM \(only)\(table.name) WHERE \(plan.condition(table, target, keys))) \
            TO STDOUT
            """
    }

    /// The same for these: a row that several keys have named comes once.
    func changeOfNamed(_ sample: SampledRows) -> @Sendable () -> CopyRowChange {
        let (change, name) = (change, table.name)
        return {
            let change = change()
            return { row, result in
                var tabs = 0
                guard
                    let start = row.firstIndex(where: { byte in
                        tabs += byte == 0x09 ? 1 : 0
                        return tabs == 2
                    })
                else { return }
                guard sample.isNew(UnsafeRawBufferPointer(rebasing: row[..<start]), in: name) else { return }
                try change(UnsafeRawBufferPointer(rebasing: row[(start + 1)...]), &result)
            }
        }
    }
}
