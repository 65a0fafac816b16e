import ColonnadeModel

/// Partitions, inheritance and storage parameters. Measured on 15, 16 and 18 (FactTests).
extension PostgresDialect {
    func effect(of statement: PartitionStatement, in catalog: CatalogSnapshot) -> Effect {
        switch statement {
        case .createLike(_, let parent, _):
            return Effect(
                [LockClaim(catalog.resolve(parent), .accessShare)], .catalog,
                source: "transformTableLikeClause, parser/parse_utilcmd.c: ACCESS SHARE"
            )
        case .create(_, let parent, _):
            return Effect(
                [LockClaim(catalog.resolve(parent), .accessExclusive)]
                    + defaultPartition(of: parent, in: catalog)
                    + neighbours(of: parent, .shareRowExclusive, in: catalog),
                defaultPartition(of: parent, in: catalog).isEmpty ? .catalog : .scan,
                source:
                    "CREATE TABLE, manual: PARTITION OF takes ACCESS EXCLUSIVE on the parent; the default partition "
                    + "is locked too and read; measured: tables at either end of a foreign key SHARE ROW EXCLUSIVE"
            )
        case .attach(let table, let parent, _, let isProved):
            return attach(table, to: parent, isProved: isProved, in: catalog)
        case .detach(let table, let parent, let concurrently):
            return detach(table, from: parent, concurrently, in: catalog)
        case .dropDetachedCheck(let table, _):
            return altering(table, in: catalog, "ALTER TABLE, manual: DROP CONSTRAINT, ACCESS EXCLUSIVE")
        case .addForeignKey(let table, _, _, let reference):
            return Effect(
                adding(table, .shareRowExclusive, in: catalog)
                    + tree(reference, .shareRowExclusive, in: catalog), .catalog,
                source: "ALTER TABLE, manual: ADD FOREIGN KEY locks both tables SHARE ROW EXCLUSIVE"
            )
        case .inherit(let table, let parent):
            return Effect(
                [
                    LockClaim(catalog.resolve(table), .accessExclusive),
                    LockClaim(catalog.resolve(parent), .shareUpdateExclusive),
                ], .catalog, source: "ATExecAddInherit, tablecmds.c"
            )
        case .noInherit(let table, _):
            return Effect(
                [LockClaim(catalog.resolve(table), .accessExclusive)], .catalog,
                source: "ATExecDropInherit, tablecmds.c"
            )
        }
    }

    private func attach(
        _ table: ObjectName, to parent: ObjectName, isProved: Bool, in catalog: CatalogSnapshot
    ) -> Effect {
        // A table that the same step creates is nobody else's yet, and gets its foreign keys now; any other has them
        // already, and they lose triggers when the parent's take their place.
        let isNew = catalog.table(table) == nil
        return Effect(
            [LockClaim(catalog.resolve(parent), .shareUpdateExclusive)]
                + (isNew ? [] : tree(table, .accessExclusive, in: catalog))
                + defaultPartition(of: parent, in: catalog)
                + neighbours(of: parent, .shareRowExclusive, in: catalog)
                + (isNew
                    ? []
                    : catalog.referenced(by: parent).filter { $0 != catalog.resolve(parent) }.flatMap {
                        tree($0, .accessExclusive, in: catalog)
                    }),
            isProved ? .catalog : .scan,
            source:
                "ALTER TABLE, manual: ATTACH PARTITION takes SHARE UPDATE EXCLUSIVE on the parent, ACCESS EXCLUSIVE "
                + "on the table attached and on the default partition; a CHECK spares the scan; measured for foreign keys"
        )
    }

    private func detach(
        _ table: ObjectName, from parent: ObjectName, _ concurrently: Bool, in catalog: CatalogSnapshot
    ) -> Effect {
        guard !concurrently else {
            return Effect(
                [
                    LockClaim(catalog.resolve(parent), .shareUpdateExclusive),
                    LockClaim(catalog.resolve(table), .accessExclusive),
                ], .catalog, transactional: false,
                source: "ALTER TABLE, manual: DETACH PARTITION … CONCURRENTLY (14 and later)"
            )
        }
        return Effect(
            [
                LockClaim(catalog.resolve(parent), .accessExclusive),
                LockClaim(catalog.resolve(table), .accessExclusive),
            ] + defaultPartition(of: parent, in: catalog)
                + catalog.referenced(by: parent).filter { $0 != catalog.resolve(parent) }.flatMap {
                    tree($0, .shareRowExclusive, in: catalog)
                }
                + catalog.referencing(parent).map { LockClaim($0, .accessExclusive) },
            catalog.referencing(parent).isEmpty ? .catalog : .scan,
            source:
                "ALTER TABLE, manual: DETACH PARTITION takes ACCESS EXCLUSIVE on both; measured for the rest"
        )
    }

    private func defaultPartition(of parent: ObjectName, in catalog: CatalogSnapshot) -> [LockClaim] {
        catalog.table(parent)?.defaultPartition.map { tree($0, .accessExclusive, in: catalog) } ?? []
    }

    /// Tables that the parent's foreign keys refer to, and tables that refer to the parent: their triggers are made
    /// for the new partition as well.
    private func neighbours(of parent: ObjectName, _ mode: LockMode, in catalog: CatalogSnapshot)
        -> [LockClaim]
    {
        (catalog.referenced(by: parent) + catalog.referencing(parent)).filter {
            $0 != catalog.resolve(parent)
        }
        .flatMap { tree($0, mode, in: catalog) }
    }
}
