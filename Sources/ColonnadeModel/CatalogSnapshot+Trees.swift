extension CatalogSnapshot {
    /// A table and all partitions or inheritance children below it, each before what hangs below it. Foreign tables
    /// are left out: what is locked there keeps only those waiting who come through this database, and LOCK TABLE
    /// refuses them.
    public func tree(_ name: ObjectName) -> [ObjectName] {
        let children = table(name)?.children ?? []
        return [resolve(name)]
            + children.filter { table($0)?.kind != .foreign }.flatMap { tree($0) }.uniqued
    }

    /// The tables whose foreign keys refer to a table, each once, by name.
    public func referencing(_ name: ObjectName) -> [ObjectName] {
        let name = resolve(name)
        return tables.values.filter { $0.constraints.contains { $0.references == name } }.map(\.name).sorted()
    }

    /// The tables that a table's own foreign keys refer to, each once.
    public func referenced(by name: ObjectName) -> [ObjectName] {
        (table(name)?.constraints.compactMap(\.references) ?? []).uniqued
    }

    /// The order in which locks are taken: what lies above in a partition tree first, as the server's own statements
    /// do it, then by name; each relation once with its strongest mode. It depends on nothing but the tables, so two
    /// rollouts that want the same ones cannot deadlock.
    public func inLockingOrder(_ claims: [LockClaim]) -> [LockClaim] {
        var modes: [ObjectName: LockMode] = [:]
        for claim in claims { modes[claim.relation] = max(claim.mode, modes[claim.relation] ?? claim.mode) }
        return modes.map { (depth: depth(of: $0.key), claim: LockClaim($0.key, $0.value)) }
            .sorted { ($0.depth, $0.claim.relation) < ($1.depth, $1.claim.relation) }
            .map(\.claim)
    }

    /// How many tables lie above a table in its partition tree.
    private func depth(of name: ObjectName) -> Int {
        (table(name)?.parents.map { depth(of: $0) + 1 }.max()) ?? 0
    }

    /// The tables that a migration speaks of by their own name or by an index's, with all below them.
    public func tables(of migration: Migration) -> [Table] {
        let named = migration.changes.compactMap { change in
            if case .dropIndex(let index, _, _, _) = change.kind { return self.index(index)?.table.name }
            return change.kind.table
        }
        return named.filter { table($0) != nil }.flatMap { tree($0) }.uniqued.compactMap { table($0) }
    }
}

extension Sequence where Element: Hashable {
    /// The elements without repetitions, in their order.
    fileprivate var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
