import ColonnadeModel

/// CREATE MATERIALIZED VIEW runs its query beside readers and writers; nobody uses it yet.
enum CreateMaterializedView: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var view) = change.kind, view.kind == .materializedView, view.verb == .create
        else {
            return nil
        }
        view.name = context.catalog.resolve(view.name)
        var draft = Draft()
        if context.find(view) != nil, !context.does([.drop], to: view) {
            if view.isConditional { return draft }
            try context.refuseTaken(view, change)
        }
        draft.add(
            context.afterFills, "create-materialized-view", "Create materialized view \(view.name)",
            [view.statement(.create, SQL(verbatim: change.statement))], undo: [view.dropping]
        )
        return draft
    }
}
