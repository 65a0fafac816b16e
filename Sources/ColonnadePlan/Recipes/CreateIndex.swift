import ColonnadeModel

/// CREATE INDEX keeps writers out for as long as the build takes; CONCURRENTLY does not, in exchange for two scans
/// and a wait for old transactions. A failed one leaves an INVALID index behind, which is found and cleared away.
enum CreateIndex: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .createIndex(let written) = change.kind else { return nil }
        let table = try context.table(written.table, for: change)
        var draft = Draft()
        guard let index = try named(written, on: table, context, change) else { return draft }
        if context.can.buildsIndexesConcurrently, !written.concurrently {
            draft.warn(
                "create-index-blocks-writes", .error, table.name, nil,
                "CREATE INDEX takes SHARE on \(table.name) and blocks all writes while it builds; "
                    + "it is built CONCURRENTLY instead"
            )
        }
        draft.addIndex(index, phase: context.phase(of: index), context)
        return draft
    }

    /// The index with the name and in the way that it is built.
    ///
    /// - Returns: nil where it is there already and that is fine.
    static func named(
        _ written: IndexDefinition, on table: Table, _ context: PlanContext, _ change: Change
    ) throws(Refusal) -> IndexDefinition? {
        var index = written
        index.table = table.name
        index.name =
            written.name
            ?? Naming(catalog: context.catalog).relation(
                table.name, written.keyColumns + written.includedColumns, "idx")
        index.concurrently = context.can.buildsIndexesConcurrently
        // What IF NOT EXISTS is for is found out by looking, also at whether the index is valid.
        index.ifNotExists = false
        if let existing = table.indexes.first(where: { $0.name == index.name }), existing.isValid {
            if written.ifNotExists { return nil }
            throw Refusal(
                "index \(existing.name) exists already", remedy: "write IF NOT EXISTS if that is fine",
                at: change.range
            )
        }
        return index
    }
}

extension PlanContext {
    /// When an index is built: behind the backfill of a column that it is on, which would otherwise keep it up to date row
    /// by row, and leave it half empty.
    func phase(of index: IndexDefinition) -> Phase {
        let definition = DefinitionText(index.rest)
        let isFilled = migration.changes.contains { change in
            guard let table = change.kind.table, same(table, index.table) else { return false }
            switch change.kind {
            case .fill(let fill): return definition.mentions(fill.column)
            case .addColumn(_, let column, _): return definition.mentions(column.name)
            default: return false
            }
        }
        return isFilled ? .verify : .expand
    }
}

extension Draft {
    /// Builds an index, a unique one after a look for what would make it fail; taking it back drops it the same gentle
    /// way.
    mutating func addIndex(_ index: IndexDefinition, phase: Phase, _ context: PlanContext? = nil) {
        guard let name = index.name else { preconditionFailure("recipes name their indexes") }
        if index.isUnique, !index.hasExpressions, context?.can.buildsIndexesConcurrently == true {
            add(
                phase, "verify-unique", "Prove that no two rows of \(index.table) are alike in \(name)",
                [.verify(.distinct(index))]
            )
        }
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
