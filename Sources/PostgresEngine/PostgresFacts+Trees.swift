import ColonnadeModel

/// How far down a partition or inheritance tree a statement's lock reaches. Measured on 15, 16 and 18.
extension PostgresDialect {
    /// The table and everything below it, partitions and inheritance children: changes of columns and checks.
    func tree(_ table: ObjectName, _ mode: LockMode, in catalog: CatalogSnapshot) -> [LockClaim] {
        catalog.tree(table).map { LockClaim($0, mode) }
    }

    /// The table and its partitions, but no inheritance children: indexes, triggers, foreign keys.
    func partitions(_ table: ObjectName, _ mode: LockMode, in catalog: CatalogSnapshot) -> [LockClaim] {
        guard catalog.table(table)?.kind == .partitioned else {
            return [LockClaim(catalog.resolve(table), mode)]
        }
        return tree(table, mode, in: catalog)
    }

    /// ADD CONSTRAINT of a kind that children do not inherit: since 18 it locks them all the same (ATPrepCmd,
    /// AT_AddConstraint, tablecmds.c).
    func adding(_ table: ObjectName, _ mode: LockMode, in catalog: CatalogSnapshot) -> [LockClaim] {
        version >= ServerVersion(18)
            ? tree(table, mode, in: catalog) : partitions(table, mode, in: catalog)
    }

    /// DROP TABLE without CASCADE. What its own foreign keys refer to loses triggers; a partition's parent and the
    /// default partition beside it change their bounds (heap_drop_with_catalog, catalog/heap.c).
    func dropping(_ table: ObjectName, in catalog: CatalogSnapshot) -> Effect {
        let own = catalog.table(table)?.constraints.filter { !$0.isInherited }.compactMap(\.references) ?? []
        let parents = catalog.table(table)?.parents.compactMap { catalog.table($0) }.filter {
            $0.kind == .partitioned
        }
        let siblings = (parents ?? []).flatMap { [$0.name] + [$0.defaultPartition].compactMap { $0 } }
        return Effect(
            partitions(table, .accessExclusive, in: catalog)
                + own.flatMap { tree($0, .accessExclusive, in: catalog) }
                + siblings.map { LockClaim($0, .accessExclusive) },
            .catalog, source: "DROP TABLE, measured: ACCESS EXCLUSIVE, also on what its foreign keys refer to"
        )
    }
}
