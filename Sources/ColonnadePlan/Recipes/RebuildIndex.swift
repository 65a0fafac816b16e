import ColonnadeModel

/// REINDEX keeps writers out, and readers from being planned, while it builds; CONCURRENTLY builds a copy beside them and
/// swaps it in (12 and later). What a broken one leaves behind is found and cleared away.
enum RebuildIndex: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .index(let written) = change.kind else { return nil }
        let statement: IndexStatement
        let table: Table
        switch written {
        case .rebuild(let name):
            guard let found = context.catalog.index(name) else {
                throw Refusal("there is no index \(name)", remedy: "check the name", at: change.range)
            }
            table = found.table
            statement = .rebuild(ObjectName(schema: table.name.schema, found.index.name), table: table.name)
        case .rebuildAll(let name):
            table = try context.table(name, for: change)
            statement = .rebuildAll(of: table.name)
        case .rename, .attach: return nil
        }
        if table.constraints.contains(where: { $0.kind == .exclusion }) {
            throw Refusal(
                "\(table.name) has an exclusion constraint, whose index cannot be rebuilt concurrently",
                remedy: "rebuild the other indexes one by one with REINDEX INDEX", at: change.range
            )
        }
        var draft = Draft()
        draft.warn(
            "reindex-blocks-writes", .error, table.name, nil,
            "REINDEX takes SHARE on \(table.name) and ACCESS EXCLUSIVE on its indexes while it builds; it is done "
                + "CONCURRENTLY instead"
        )
        draft.add(.expand, "reindex", "Build the indexes of \(table.name) anew", [.index(statement)])
        return draft
    }
}
