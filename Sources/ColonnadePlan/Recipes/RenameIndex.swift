import ColonnadeModel

/// ALTER INDEX … RENAME takes SHARE UPDATE EXCLUSIVE on the index alone: nobody's reads and writes wait.
enum RenameIndex: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .index(.rename(let written, let new, let ifExists)) = change.kind else { return nil }
        var draft = Draft()
        guard let (table, index) = context.catalog.index(written) else {
            if ifExists { return draft }
            throw Refusal(
                "there is no index \(written)", remedy: "write IF EXISTS if that is fine", at: change.range)
        }
        let schema = table.name.schema
        guard !context.catalog.isTaken(ObjectName(schema: schema, new)) else {
            throw Refusal("the name \(new) is taken", remedy: "choose another name", at: change.range)
        }
        if index.backsConstraint {
            draft.warn(
                "rename-constraint-breaks-code", .warning, table.name, nil,
                "the constraint \(index.name) is renamed with its index: code that says ON CONFLICT ON CONSTRAINT "
                    + "\(index.name), or looks at the name in an error, breaks"
            )
        }
        draft.add(
            .expand, "rename-index", "Rename index \(index.name) of \(table.name) to \(new)",
            [.index(.rename(ObjectName(schema: schema, index.name), to: new))],
            undo: [.index(.rename(ObjectName(schema: schema, new), to: index.name))]
        )
        return draft
    }
}
