import ColonnadeModel

/// DROP INDEX needs ACCESS EXCLUSIVE on the table; CONCURRENTLY does not. Taking it back builds it again.
enum DropIndex: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .dropIndex(let name, let ifExists, let concurrently, let cascade) = change.kind else {
            return nil
        }
        var draft = Draft()
        guard let (table, index) = context.catalog.index(name) else {
            if ifExists { return draft }
            throw Refusal(
                "there is no index \(name)", remedy: "write IF EXISTS if that is fine", at: change.range)
        }
        try refuse(index, of: table, cascade, change)
        // The recipe of the index that takes its name drops it.
        if context.replaces(index, of: table) { return draft }
        let isConcurrent = context.can.buildsIndexesConcurrently && table.kind != .partitioned
        if context.can.buildsIndexesConcurrently, !concurrently {
            draft.warn(
                "drop-index-locks-table", .warning, table.name, nil,
                isConcurrent
                    ? "DROP INDEX takes ACCESS EXCLUSIVE on \(table.name); it is dropped CONCURRENTLY instead"
                    : "DROP INDEX takes ACCESS EXCLUSIVE on \(table.name) and all its partitions for a moment: an "
                        + "index of a partitioned table cannot be dropped concurrently"
            )
        }
        draft.add(
            .expand, "drop-index", "Drop index \(index.name) of \(table.name)",
            [
                .dropIndex(
                    ObjectName(schema: table.name.schema, index.name), table: table.name,
                    concurrently: isConcurrent)
            ],
            undo: rebuilding(index, of: table, context)
        )
        return draft
    }

    private static func refuse(_ index: Index, of table: Table, _ cascade: Bool, _ change: Change)
        throws(Refusal)
    {
        if let parent = index.parent {
            throw Refusal(
                "index \(index.name) is a part of \(parent) and can only go with it",
                remedy: "drop \(parent) instead",
                at: change.range
            )
        }
        if index.backsConstraint || cascade {
            throw Refusal(
                "index \(index.name) belongs to a constraint, or CASCADE would drop one",
                remedy: "drop the constraint instead", at: change.range
            )
        }
    }

    /// From the definition as the catalog prints it: `CREATE INDEX name ON schema.table USING …`. Of a partitioned
    /// table's, the parts are built before they are attached again.
    static func rebuilding(_ index: Index, of table: Table, _ context: PlanContext) -> [Statement] {
        guard let definition = definition(of: index, on: table, context) else {
            return [.verbatim(index.definition, table: table.name, references: [])]
        }
        guard table.kind == .partitioned, context.can.buildsIndexesConcurrently else {
            return [.createIndex(definition)]
        }
        let name = ObjectName(schema: table.name.schema, index.name)
        let parts = table.children.compactMap { context.catalog.table($0) }.flatMap { child in
            child.indexes.filter { $0.parent == name }.map { (child, $0) }
        }
        return [.createIndex(definition)]
            + parts.flatMap { child, part in
                rebuilding(part, of: child, context)
                    + [.index(.attach(ObjectName(schema: child.name.schema, part.name), to: name))]
            }
    }

    static func definition(of index: Index, on table: Table, _ context: PlanContext) -> IndexDefinition? {
        guard
            let using = index.definition.firstRange(
                of: context.can.buildsIndexesConcurrently ? "USING " : "(")
        else { return nil }
        let isPartitioned = table.kind == .partitioned
        return IndexDefinition(
            name: index.name, table: table.name, isUnique: index.isUnique,
            concurrently: context.can.buildsIndexesConcurrently && !isPartitioned, only: isPartitioned,
            rest: String(index.definition[using.lowerBound...]), keyColumns: index.columns
        )
    }
}
