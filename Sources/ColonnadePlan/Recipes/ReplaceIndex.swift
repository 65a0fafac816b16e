import ColonnadeModel

/// `DROP INDEX x; CREATE INDEX x …` in one migration changes an index's definition. The new one is built first, under a
/// name of its own; the two swap names, and only then the old one goes: queries are never without an index.
enum ReplaceIndex: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .createIndex(let written) = change.kind, context.can.buildsIndexesConcurrently,
            let table = context.catalog.table(written.table), table.kind != .partitioned,
            let old = table.indexes.first(where: { $0.name == written.name }),
            context.replaces(old, of: table)
        else { return nil }
        var draft = Draft()
        let schema = table.name.schema
        let naming = Naming(catalog: context.catalog)
        let name = ObjectName(schema: schema, old.name)
        let new = ObjectName(schema: schema, naming.relation(table.name, [old.name], "new"))
        let past = ObjectName(schema: schema, naming.relation(table.name, [old.name], "old"))
        var index = written
        (index.table, index.name, index.concurrently) = (table.name, new.name, true)
        index.ifNotExists = false
        draft.warn(
            "drop-index-before-create", .warning, table.name, nil,
            "between DROP INDEX and CREATE INDEX queries are without \(old.name); the new one is built first instead"
        )
        draft.addIndex(index, phase: .expand, context)
        draft.add(
            .expand, "swap-index", "Give the new index the name \(old.name)",
            [.index(.rename(name, to: past.name)), .index(.rename(new, to: old.name))],
            undo: [.index(.rename(name, to: new.name)), .index(.rename(past, to: old.name))]
        )
        var rebuilt = old
        rebuilt.name = past.name
        draft.add(
            .expand, "drop-index", "Drop the old index of \(table.name)",
            [.dropIndex(past, table: table.name, concurrently: true)],
            undo: DropIndex.rebuilding(rebuilt, of: table, context)
        )
        return draft
    }
}

extension PlanContext {
    /// Whether the migration drops an index and creates another under its name on the same table.
    func replaces(_ index: Index, of table: Table) -> Bool {
        guard can.buildsIndexesConcurrently, table.kind != .partitioned else { return false }
        let drops = migration.changes.firstIndex { change in
            guard case .dropIndex(let name, _, _, _) = change.kind else { return false }
            let found = catalog.index(name)
            return found?.index.name == index.name && found?.table.name == table.name
        }
        let creates = migration.changes.lastIndex { change in
            guard case .createIndex(let written) = change.kind else { return false }
            return written.name == index.name && same(written.table, table.name)
        }
        guard let drops, let creates else { return false }
        return drops < creates
    }
}
