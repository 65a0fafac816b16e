import ColonnadeModel
import ColonnadeRehearsal

extension Advice.Facts {
    /// What a catalog and a run say.
    ///
    /// - Parameters:
    ///   - tables: those that change.
    ///   - before: the catalog without the migration.
    ///   - end: the catalog that it leads to.
    init(
        of tables: Set<ObjectName>, from before: CatalogSnapshot, to end: CatalogSnapshot, _ run: MeasuredRun
    ) {
        self.init()
        throttledBy = run.throttledBy
        for table in tables.sorted().compactMap({ end.tables[$0] }) {
            let old = before.tables[table.name]?.constraints.map(\.definition) ?? []
            for key in table.constraints where key.kind == .foreignKey && !old.contains(key.definition) {
                let isServed = table.indexes.contains { index in
                    index.isValid && Set(index.columns.prefix(key.columns.count)) == Set(key.columns)
                }
                guard !isServed else { continue }
                let columns = key.columns.map(\.text).joined(separator: ", ")
                foreignKeysWithoutIndex.append("\(table.name) (\(columns))")
            }
        }
    }
}
