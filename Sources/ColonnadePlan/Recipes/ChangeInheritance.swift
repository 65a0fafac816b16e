import ColonnadeModel

/// INHERIT and NO INHERIT are moments under ACCESS EXCLUSIVE on the child.
enum ChangeInheritance: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        let isNew: Bool
        let names: (table: ObjectName, parent: ObjectName)
        switch change.kind {
        case .storage(.inherit(let table, let parent)): (isNew, names) = (true, (table, parent))
        case .storage(.noInherit(let table, let parent)): (isNew, names) = (false, (table, parent))
        default: return nil
        }
        let table = try context.table(names.table, for: change).name
        let parent = try context.table(names.parent, for: change).name
        var draft = Draft()
        let inherit = Statement.partition(.inherit(table, from: parent))
        let leave = Statement.partition(.noInherit(table, from: parent))
        draft.warn(
            "inheritance-changes-results", .warning, parent, nil,
            "queries of \(parent) \(isNew ? "see" : "no longer see") the rows of \(table) from then on"
        )
        draft.add(
            .expand, change.kind.name,
            isNew ? "Let \(table) inherit from \(parent)" : "Let \(table) no longer inherit from \(parent)",
            [isNew ? inherit : leave], undo: [isNew ? leave : inherit],
            // pg_attribute.attislocal is set when a table leaves its parent, and nothing unsets it.
            loss: isNew
                ? nil
                : "that \(table) had its columns from \(parent) alone: they stay its own, and dropping one of "
                    + "\(parent) leaves it there"
        )
        return draft
    }
}
