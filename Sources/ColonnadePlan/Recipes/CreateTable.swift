import ColonnadeModel

/// CREATE TABLE harms nobody by itself, but each foreign key locks the table it refers to.
enum CreateTable: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .createTable(let definition) = change.kind else { return nil }
        var draft = Draft()
        let name = context.catalog.resolve(definition.name)
        guard context.catalog.table(name) == nil else {
            if definition.ifNotExists { return draft }
            throw Refusal(
                "table \(name) exists already", remedy: "write IF NOT EXISTS if that is fine",
                at: change.range
            )
        }
        for parent in definition.references {
            draft.warn(
                "foreign-key-locks-both-tables", .note, context.catalog.resolve(parent), nil,
                "a foreign key takes SHARE ROW EXCLUSIVE on \(parent): its writers wait while the table is created"
            )
        }
        let locked = definition.references + (definition.partitionOf.map { [$0] } ?? [])
        draft.add(
            .expand, "create-table", "Create table \(name)",
            [.verbatim(change.statement, table: definition.partitionOf, references: locked)],
            undo: [.dropTable(name)], loss: "the rows of \(name)"
        )
        return draft
    }
}
