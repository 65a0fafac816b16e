import ColonnadeModel

/// CREATE INDEX keeps writers out for as long as the build takes; CONCURRENTLY does not, in exchange for two scans
/// and a wait for old transactions. A failed one leaves an INVALID index behind, which is found and cleared away.
enum CreateIndex: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .createIndex(let written) = change.kind else { return nil }
        let table = try context.table(written.table, for: change)
        var draft = Draft()
        var index = written
        index.table = table.name
        let label = "idx"
        index.name =
            written.name ?? Naming(catalog: context.catalog).relation(table.name, written.keyColumns, label)
        index.concurrently = context.can.buildsIndexesConcurrently

        if let name = index.name, let existing = table.indexes.first(where: { $0.name == name }),
            existing.isValid
        {
            if written.ifNotExists { return draft }
            throw Refusal(
                "index \(name) exists already", remedy: "write IF NOT EXISTS if that is fine",
                at: change.range
            )
        }
        if table.kind == .partitioned, context.can.buildsIndexesConcurrently {
            throw Refusal(
                "\(table.name) is partitioned, where an index cannot be built concurrently",
                remedy: "build it on each partition in a migration of its own, then "
                    + "`CREATE INDEX … ON ONLY` the parent and attach them",
                at: change.range
            )
        }
        // What IF NOT EXISTS is for is found out by looking, also at whether the index is valid.
        index.ifNotExists = false
        if context.can.buildsIndexesConcurrently, !written.concurrently {
            draft.warn(
                "create-index-blocks-writes", .error, table.name, nil,
                "CREATE INDEX takes SHARE on \(table.name) and blocks all writes while it builds; "
                    + "it is built CONCURRENTLY instead"
            )
        }
        draft.addIndex(index, phase: .expand)
        return draft
    }
}

extension Draft {
    /// Builds an index; taking it back drops it the same gentle way.
    mutating func addIndex(_ index: IndexDefinition, phase: Phase) {
        guard let name = index.name else { preconditionFailure("recipes name their indexes") }
        add(
            phase, "create-index", "Build \(index.isUnique ? "unique " : "")index \(name) on \(index.table)",
            [.createIndex(index)],
            undo: [
                .dropIndex(
                    ObjectName(schema: index.table.schema, name), table: index.table,
                    concurrently: index.concurrently
                )
            ]
        )
    }
}
