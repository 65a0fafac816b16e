package import ColonnadeModel

/// What each statement locks and how much it does under the lock. Lock levels are those of
/// `AlterTableGetLockLevel` (src/backend/commands/tablecmds.c, the same from 10 to 18 for the forms used here);
/// a test carries each of them out and compares.
extension PostgresDialect {
    package func effect(of statement: Statement, in catalog: CatalogSnapshot) -> Effect {
        switch statement {
        case .addColumn(let table, let column):
            return addColumn(table, column, in: catalog)
        case .dropColumn(let table, let column, _):
            // The column's foreign keys go with it, which locks what they refer to as well.
            let gone = catalog.table(table)?.constraints.filter { $0.columns.contains(column) } ?? []
            return Effect(
                tree(table, .accessExclusive, in: catalog)
                    + gone.compactMap(\.references).flatMap { tree($0, .accessExclusive, in: catalog) },
                .catalog,
                source: "ALTER TABLE, manual: ACCESS EXCLUSIVE; measured for the foreign keys it takes along"
            )
        case .setDefault(let table, _, _), .dropDefault(let table, _),
            .dropNotNull(let table, _):
            return altering(table, in: catalog, "ALTER TABLE, manual: acquires ACCESS EXCLUSIVE unless noted")
        case .setNotNull(let table, _, _):
            // The step that renders this always stands behind a validated CHECK; a bare one would scan.
            return Effect(
                tree(table, .accessExclusive, in: catalog),
                capabilities.checkProvesNotNull ? .catalog : .scan,
                source:
                    "ALTER TABLE, manual: SET NOT NULL skips the scan if a valid CHECK proves it (12 and later)"
            )

        case .createSequence, .dropSequence:
            return Effect([], .catalog, source: "CREATE SEQUENCE locks nothing but the sequence")
        case .ownSequence(_, let owner):
            return Effect(
                [LockClaim(owner.table, .accessShare)], .catalog,
                source: "process_owned_by, commands/sequence.c"
            )
        case .becomeIdentity(let column, _, _, _):
            let claims =
                version >= ServerVersion(17)
                ? partitions(column.table, .accessExclusive, in: catalog)
                : [LockClaim(catalog.resolve(column.table), .accessExclusive)]
            return Effect(
                claims, .catalog,
                source:
                    "AT_AddIdentity, tablecmds.c: ACCESS EXCLUSIVE, on partitions as well since 17; measured"
            )

        case .addCheck(let table, _, _, let valid):
            return Effect(
                tree(table, .accessExclusive, in: catalog), valid ? .scan : .catalog,
                source: "ALTER TABLE, manual: ADD CONSTRAINT … NOT VALID skips the scan"
            )
        case .addForeignKey(let table, _, _, let reference):
            return Effect(
                adding(table, .shareRowExclusive, in: catalog)
                    + tree(reference.table, .shareRowExclusive, in: catalog),
                .catalog,
                source:
                    "ALTER TABLE, manual: ADD FOREIGN KEY locks both tables SHARE ROW EXCLUSIVE; measured: "
                    + "with the partitions of both"
            )
        case .addKey(let table, _, let primary, _, _):
            return Effect(
                primary
                    ? tree(table, .accessExclusive, in: catalog)
                    : adding(table, .accessExclusive, in: catalog),
                .catalog,
                source:
                    "AT_AddIndexConstraint, tablecmds.c: ACCESS EXCLUSIVE; measured: NOT NULL goes to children"
            )
        case .validateConstraint(let table, _, let other):
            return Effect(
                (other == nil
                    ? tree(table, .shareUpdateExclusive, in: catalog)
                    : partitions(table, .shareUpdateExclusive, in: catalog))
                    + (other.map { [LockClaim(catalog.resolve($0), .rowShare)] } ?? []),
                .scan, source: "ALTER TABLE, manual: VALIDATE CONSTRAINT takes SHARE UPDATE EXCLUSIVE"
            )
        case .dropConstraint(let table, let name, let other):
            guard let other else {
                // Children do not inherit keys.
                let kind = catalog.table(table)?.constraints.first { $0.name == name }?.kind
                let isInherited = kind == nil || kind == .check
                return Effect(
                    isInherited
                        ? tree(table, .accessExclusive, in: catalog)
                        : partitions(table, .accessExclusive, in: catalog),
                    .catalog, source: "ALTER TABLE, manual: DROP CONSTRAINT, ACCESS EXCLUSIVE"
                )
            }
            return Effect(
                partitions(table, .accessExclusive, in: catalog)
                    + tree(other, .accessExclusive, in: catalog),
                .catalog,
                source:
                    "measured: dropping a foreign key locks both tables and their partitions ACCESS EXCLUSIVE"
            )

        case .createIndex(let index):
            let mode: LockMode = index.concurrently ? .shareUpdateExclusive : .share
            let isAlone = index.only || index.concurrently
            return Effect(
                isAlone
                    ? [LockClaim(catalog.resolve(index.table), mode)]
                    : partitions(index.table, mode, in: catalog),
                index.only && catalog.table(index.table)?.kind == .partitioned ? .catalog : .build,
                transactional: !index.concurrently,
                source:
                    "CREATE INDEX, manual: Building Indexes Concurrently; ON ONLY a partitioned table builds nothing"
            )
        case .dropIndex(_, let table, let concurrently):
            return Effect(
                concurrently
                    ? [LockClaim(catalog.resolve(table), .shareUpdateExclusive)]
                    : partitions(table, .accessExclusive, in: catalog),
                .catalog,
                transactional: !concurrently, source: "DROP INDEX, manual: CONCURRENTLY"
            )
        case .index(let statement):
            return effect(of: statement, in: catalog)
        case .partition(let statement):
            return effect(of: statement, in: catalog)

        case .column(let operation): return effect(of: operation, in: catalog)
        case .together(let statements):
            let effects = statements.map { effect(of: $0, in: catalog) }
            return Effect(
                effects.flatMap(\.locks), effects.map(\.work).max() ?? .catalog,
                transactional: effects.allSatisfy(\.transactional), source: "each of them"
            )

        case .installFill(let trigger):
            return Effect(
                partitions(trigger.fill.table, .shareRowExclusive, in: catalog), .catalog,
                source:
                    "CREATE TRIGGER, manual 13.3.1: SHARE ROW EXCLUSIVE; measured: not on inheritance children"
            )
        case .removeFill(let trigger):
            return Effect(
                partitions(trigger.fill.table, .accessExclusive, in: catalog), .catalog,
                source: "DROP TRIGGER: measured, ACCESS EXCLUSIVE"
            )
        case .backfill(let backfill):
            return Effect(
                [LockClaim(backfill.table, .rowExclusive)]
                    + joins(backfill.fills, in: catalog), .backfill,
                source: "UPDATE, manual 13.3.1: ROW EXCLUSIVE"
            )
        case .verify(let verification):
            return Effect(
                reads(verification, in: catalog), .scan, source: "SELECT, manual 13.3.1: ACCESS SHARE")

        case .rebuildTable(let rebuild):
            return altering(rebuild.table, in: catalog, "not used")
        case .dropTable(let table):
            return dropping(table, in: catalog)
        case .constraint(let statement): return effect(of: statement, in: catalog)
        case .wholeTable(let statement): return effect(of: statement, in: catalog)
        case .object(let statement): return effect(of: statement, in: catalog)
        case .verbatim(_, let table, let references):
            return Effect(
                (table.map { tree($0, .accessExclusive, in: catalog) } ?? [])
                    + references.flatMap { tree($0, .shareRowExclusive, in: catalog) },
                .catalog, source: "run as written"
            )
        }
    }

    private func addColumn(_ table: ObjectName, _ column: ColumnDefinition, in catalog: CatalogSnapshot)
        -> Effect
    {
        let locks = tree(table, .accessExclusive, in: catalog)
        switch column.source {
        case .none, .generatedVirtual:
            return Effect(locks, .catalog, source: "ALTER TABLE, manual, Notes: no default, no rewrite")
        case .constant(let value):
            let inCatalog = capabilities.addsConstantDefaultInCatalog && !value.isVolatile(in: catalog)
            return Effect(
                locks, inCatalog ? .catalog : .rewrite,
                source:
                    "ALTER TABLE, manual, Notes: a non-volatile default is stored in the catalog (11 and later)"
            )
        case .generatedStored, .identity, .serial:
            return Effect(locks, .rewrite, source: "ALTER TABLE, manual, Notes: rewrites table and indexes")
        }
    }

    func altering(_ table: ObjectName, in catalog: CatalogSnapshot, _ source: String) -> Effect {
        Effect(tree(table, .accessExclusive, in: catalog), .catalog, source: source)
    }

    private func joins(_ fills: [Fill], in catalog: CatalogSnapshot) -> [LockClaim] {
        fills.flatMap { $0.join?.tables ?? [] }.map { LockClaim(catalog.resolve($0), .accessShare) }
    }

    private func reads(_ verification: Verification, in catalog: CatalogSnapshot) -> [LockClaim] {
        switch verification {
        case .filled(let fill):
            tree(fill.table, .accessShare, in: catalog) + joins([fill], in: catalog)
        case .satisfies(let table, _), .notNull(let table, _):
            tree(table, .accessShare, in: catalog)
        case .distinct(let index):
            tree(index.table, .accessShare, in: catalog)
        case .references(let table, _, let reference):
            tree(table, .accessShare, in: catalog) + [
                LockClaim(catalog.resolve(reference.table), .accessShare)
            ]
        case .holds(let proof): reads(proof, in: catalog)
        case .inStep(let move):
            [LockClaim(move.target, .accessShare), LockClaim(move.source, .accessShare)]
        }
    }
}
