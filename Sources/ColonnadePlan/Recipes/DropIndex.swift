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
        if index.backsConstraint || cascade {
            throw Refusal(
                "index \(name) belongs to a constraint, or CASCADE would drop one",
                remedy: "drop the constraint instead", at: change.range
            )
        }
        if context.can.buildsIndexesConcurrently, !concurrently {
            draft.warn(
                "drop-index-locks-table", .warning, table.name, nil,
                "DROP INDEX takes ACCESS EXCLUSIVE on \(table.name); it is dropped CONCURRENTLY instead"
            )
        }
        draft.add(
            .expand, "drop-index", "Drop index \(index.name) of \(table.name)",
            [
                .dropIndex(
                    ObjectName(schema: table.name.schema, index.name), table: table.name,
                    concurrently: context.can.buildsIndexesConcurrently && table.kind != .partitioned
                )
            ],
            undo: rebuilding(index, of: table, context)
        )
        return draft
    }

    /// From the definition as the catalog prints it: `CREATE INDEX name ON schema.table USING …`.
    static func rebuilding(_ index: Index, of table: Table, _ context: PlanContext) -> [Statement] {
        guard
            let using = index.definition.firstRange(
                of: context.can.buildsIndexesConcurrently ? "USING " : "(")
        else {
            return [.verbatim(index.definition, table: table.name, references: [])]
        }
        return [
            .createIndex(
                IndexDefinition(
                    name: index.name, table: table.name, isUnique: index.isUnique,
                    concurrently: context.can.buildsIndexesConcurrently,
                    rest: String(index.definition[using.lowerBound...]), keyColumns: index.columns
                )
            )
        ]
    }
}
