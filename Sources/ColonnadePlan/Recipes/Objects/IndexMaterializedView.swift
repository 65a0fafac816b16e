import ColonnadeModel

/// An index of a materialized view is built CONCURRENTLY like a table's: readers and REFRESH CONCURRENTLY go on.
enum IndexMaterializedView: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .createIndex(var index) = change.kind, context.catalog.table(index.table) == nil,
            let view = context.find(ObjectChange(.create, .materializedView, index.table))
        else { return nil }
        index.table = view.name
        index.name =
            index.name ?? Naming(catalog: context.catalog).relation(view.name, index.keyColumns, "idx")
        index.concurrently = true
        index.ifNotExists = false
        var draft = Draft()
        draft.addIndex(index, phase: .expand)
        return draft
    }
}
