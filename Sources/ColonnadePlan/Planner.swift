package import ColonnadeModel

/// Compiles a migration into a rollout for one database: a pure function of the migration's text, the catalog,
/// and the engine's version.
package struct Planner {
    private let dialect: any Dialect
    private let catalog: CatalogSnapshot

    package init(dialect: any Dialect, catalog: CatalogSnapshot) {
        self.dialect = dialect
        self.catalog = catalog
    }

    /// - Throws: ``PlanRefused`` naming every change that cannot be done safely.
    package func plan(_ migration: Migration) throws -> Rollout {
        let context = PlanContext(dialect: dialect, catalog: catalog, migration: migration)
        var parts: [Draft] = []
        var refusals = Contradictions(catalog: catalog).refusals(migration.changes)
        guard refusals.isEmpty else { throw PlanRefused(refusals: refusals) }
        for change in migration.changes {
            do {
                parts.append(try RecipeCatalog.plan(change, context))
            } catch {
                refusals.append(error)
            }
        }
        guard refusals.isEmpty else { throw PlanRefused(refusals: refusals) }

        let assembly = Assembly(dialect: dialect, catalog: catalog)
        let steps = assembly.steps(of: parts)
        let ignored = Set(migration.ignores.map(\.rule))
        var rollout = Rollout(
            name: migration.name,
            engine: dialect.engine,
            serverVersion: dialect.version,
            migration: Rollout.Origin(path: migration.path, checksum: migration.checksum),
            changes: migration.changes.map { change in
                Rollout.ChangeSummary(
                    kind: change.kind.name, table: change.kind.table.map(catalog.resolve),
                    column: change.kind.column,
                    line: change.range.start.line
                )
            },
            hazards: parts.flatMap(\.hazards).filter { !ignored.contains($0.rule) },
            steps: steps,
            gates: steps.contains { $0.phase == .contract } ? [.ready, .unused] : [.ready]
        )
        rollout.fingerprint = catalog.fingerprint(of: rollout.tables)
        return rollout
    }
}
