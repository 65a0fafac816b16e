package import ColonnadeModel

/// Compiles a migration into a rollout for one database: a pure function of the migration's text, the catalog,
/// and the engine's version.
package struct Planner {
    private let dialect: any Dialect
    private let catalog: CatalogSnapshot
    private let retention: Duration?

    /// - Parameter retention: how long a dropped column is kept under another name; nil: not at all.
    package init(dialect: any Dialect, catalog: CatalogSnapshot, retention: Duration? = nil) {
        self.dialect = dialect
        self.catalog = catalog
        self.retention = retention
    }

    /// - Throws: ``PlanRefused`` naming every change that cannot be done safely.
    package func plan(_ migration: Migration) throws -> Rollout {
        var migration = migration
        if dialect.capabilities.namesIgnoreCase {
            var spelling = NameSpelling(catalog)
            migration.changes = migration.changes.map { spelling.spell($0) }
        }
        var seen = catalog
        var parts: [Draft] = []
        var refusals =
            Contradictions(catalog: catalog).refusals(migration.changes)
            + TableSwap(catalog: catalog).refusals(migration.changes)
        guard refusals.isEmpty else { throw PlanRefused(refusals: refusals) }
        for change in migration.changes {
            let context = PlanContext(
                dialect: dialect, catalog: seen, migration: migration, retention: retention)
            do {
                let draft = try RecipeCatalog.plan(change, context)
                // What one change creates has taken its names when the next one chooses.
                for statement in draft.steps.flatMap(\.statements) { seen.reserveNames(of: statement) }
                parts.append(draft)
            } catch {
                // Changes that are one in truth give the same reason.
                if !refusals.contains(error) { refusals.append(error) }
            }
        }
        guard refusals.isEmpty else { throw PlanRefused(refusals: refusals) }

        let assembly = Assembly(
            dialect: dialect, catalog: catalog, after: catalog.sketching(tablesOf: migration))
        let steps = assembly.steps(of: parts)
        let ignored = Set(migration.ignores.map(\.rule))
        var rollout = Rollout(
            name: migration.name,
            engine: dialect.engine,
            serverVersion: dialect.version,
            migration: Rollout.Origin(path: migration.path, checksum: migration.checksum),
            changes: migration.changes.map { change in
                Rollout.ChangeSummary(
                    kind: change.kind.name,
                    table: catalog.table(of: change.kind)?.name ?? change.kind.table.map(catalog.resolve),
                    column: change.kind.column,
                    line: change.range.start.line
                )
            },
            hazards: (parts.flatMap(\.hazards) + SubscriptionHazards(catalog: catalog).hazards(of: steps))
                .filter { !ignored.contains($0.rule) },
            steps: steps,
            gates: steps.contains { $0.phase == .contract } ? [.ready, .unused] : [.ready]
        )
        rollout.fingerprint = catalog.fingerprint(of: rollout.tables)
        return rollout
    }
}
