import ColonnadeModel

/// ALTER INDEX … ATTACH PARTITION: a moment under ACCESS EXCLUSIVE on the partition's index, which keeps queries of that
/// partition from being planned.
enum AttachIndex: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .index(.attach(let index, let parent)) = change.kind else { return nil }
        var draft = Draft()
        let whole = context.catalog.index(parent)
        let name = ObjectName(schema: whole?.table.name.schema ?? parent.schema, parent.name)
        let part = context.catalog.index(index)
        let partName = ObjectName(schema: part?.table.name.schema ?? index.schema, index.name)
        if part?.index.parent == name { return draft }
        draft.add(
            .expand, "attach-index", "Make \(partName) a part of \(name)",
            [.index(.attach(partName, to: name))],
            loss: "nothing, but the index stays attached: it can only be dropped with the whole",
            reversible: false
        )
        return draft
    }
}
