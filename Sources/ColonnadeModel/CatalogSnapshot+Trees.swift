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
    /// do it, then by name; indexes, which only the statement itself can lock, at the end. Each relation once with its
    /// strongest mode. The order depends on nothing but the tables, so two rollouts that want the same ones cannot
    /// deadlock.
    public func inLockingOrder(_ claims: [LockClaim]) -> [LockClaim] {
        var strongest: [ObjectName: LockClaim] = [:]
        for claim in claims where claim.mode > strongest[claim.relation]?.mode ?? .accessShare {
            strongest[claim.relation] = claim
        }
        for claim in claims where strongest[claim.relation] == nil { strongest[claim.relation] = claim }
        return strongest.values.map {
            (place: ($0.isIndex ? 1 : 0, depth(of: $0.relation), $0.relation), claim: $0)
        }
        .sorted { $0.place < $1.place }
        .map(\.claim)
    }

    /// How many tables lie above a table in its partition tree.
    private func depth(of name: ObjectName) -> Int {
        (table(name)?.parents.map { depth(of: $0) + 1 }.max()) ?? 0
    }

    /// The table that a change is about, by its own name or by that of one of its indexes.
    public func table(of change: Change.Kind) -> Table? {
        switch change {
        case .dropIndex(let index, _, _, _): self.index(index)?.table
        case .index(let change):
            change.index.map { self.index($0)?.table } ?? change.table.flatMap { table($0) }
        default: change.table.flatMap { table($0) }
        }
    }

    /// The tables that a migration speaks of, with all below them.
    public func tables(of migration: Migration) -> [Table] {
        migration.changes.compactMap { table(of: $0.kind)?.name }.flatMap { tree($0) }.uniqued
            .compactMap { table($0) }
    }
}

extension Sequence where Element: Hashable {
    /// The elements without repetitions, in their order.
    fileprivate var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
