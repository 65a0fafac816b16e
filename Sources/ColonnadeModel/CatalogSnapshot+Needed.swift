extension CatalogSnapshot {
    /// Some tables, their partitions, and every table that rows of these refer to by foreign keys, however far.
    public func needed(for names: Set<ObjectName>) -> Set<ObjectName> {
        var found: Set<ObjectName> = []
        var open = Array(names)
        while let name = open.popLast() {
            guard let table = tables[name], found.insert(name).inserted else { continue }
            open += table.children + table.parents + table.constraints.compactMap(\.references)
        }
        return found
    }
}
