import ColonnadeModel

/// A table whose name another one takes over in the same migration: `orders` becomes `orders_old`, and `orders_new`
/// becomes `orders`. No view can stand under the old name then, and what is written up to that moment is in the old
/// table alone.
struct TableSwap {
    let catalog: CatalogSnapshot

    /// One refusal for each table, where it gives its name away.
    func refusals(_ changes: [Change]) -> [Refusal] {
        changes.enumerated().compactMap { index, change in
            guard case .wholeTable(.rename(let old, _)) = change.kind, let table = catalog.table(old),
                let taker = changes[index...].first(where: { taken(by: $0) == table.name })
            else { return nil }
            return Refusal(
                "\(table.name) gives its name to another table on line \(taker.range.start.line): what is written until then "
                    + "stays behind, and all code meets the new table in one moment",
                remedy: isPartitioned(taker, changes) ? Self.partitioned : Self.changed, at: change.range)
        }
    }

    /// The name that a table is created under, or renamed to.
    private func taken(by change: Change) -> ObjectName? {
        switch change.kind {
        case .createTable(let table) where !table.ifNotExists: catalog.resolve(table.name)
        case .wholeTable(.rename(let name, let new)):
            ObjectName(schema: catalog.resolve(name).schema, new)
        default: nil
        }
    }

    private func isPartitioned(_ taker: Change, _ changes: [Change]) -> Bool {
        guard case .wholeTable(.rename(let name, _)) = taker.kind, catalog.table(name) == nil else {
            if case .createTable(let table) = taker.kind { return table.isPartitioned }
            return taker.kind.table.flatMap(catalog.table)?.kind == .partitioned
        }
        return changes.contains { change in
            guard case .createTable(let table) = change.kind else { return false }
            return table.isPartitioned && catalog.resolve(table.name) == catalog.resolve(name)
        }
    }

    private static let changed =
        "write what is to be different as changes of the table itself (columns, types, keys): each becomes a rollout that "
        + "keeps its rows and code of both generations"
    /// What to do where a table is to be partitioned.
    static let partitioned =
        "let the table become the first partition of the new one, so that no row moves: docs/partitioning.md has the "
        + "migrations. Its keys get the columns of the partition key, a CHECK proves its bounds, and then rename, CREATE "
        + "TABLE and ATTACH PARTITION are milliseconds in one transaction"
}
