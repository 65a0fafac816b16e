package import ColonnadeModel

/// Columns that have to hold equal values: those of a foreign key and of the key that it refers to, and those of a
/// table and of its partitions.
struct ColumnGroups {
    private var parents: [ColumnName: ColumnName] = [:]

    init(_ catalog: CatalogSnapshot) {
        for table in catalog.tables.values.sorted(by: { $0.name < $1.name }) {
            for key in table.constraints where key.kind == .foreignKey {
                guard let other = key.references else { continue }
                for (column, referenced) in zip(key.columns, key.referencedColumns) {
                    join(ColumnName(table.name, column), ColumnName(other, referenced))
                }
            }
            for parent in table.parents {
                for column in catalog.tables[parent]?.columns ?? [] {
                    join(ColumnName(table.name, column.name), ColumnName(parent, column.name))
                }
            }
        }
    }

    /// One column that stands for all that are bound to it.
    func root(of column: ColumnName) -> ColumnName {
        var root = column
        while let parent = parents[root] { root = parent }
        return root
    }

    private mutating func join(_ one: ColumnName, _ other: ColumnName) {
        let (one, other) = (root(of: one), root(of: other))
        if one != other { parents[one] = other }
    }
}

extension CatalogSnapshot {
    /// Whether no two rows may have the same value of a column, alone or with others.
    package func isUnique(_ column: ColumnName) -> Bool {
        guard let table = tables[column.table] else { return false }
        return table.indexes.contains { $0.isUnique && $0.columns.contains(column.column) }
            || table.constraints.contains {
                [.primaryKey, .unique].contains($0.kind) && $0.columns.contains(column.column)
            }
    }
}
