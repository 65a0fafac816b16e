import ColonnadeModel

/// CREATE TYPE and CREATE DOMAIN lock nothing; DROP waits in contract, and names the columns in its way.
enum CreateType: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var type) = change.kind, [.type, .domain].contains(type.kind), type.verb == .create
        else { return nil }
        type.name = context.catalog.resolve(type.name)
        if context.find(type) != nil { try context.refuseTaken(type, change) }
        var draft = Draft()
        draft.add(
            .expand, "create-\(type.kind.rawValue)", "Create \(type.kind.rawValue) \(type.name)",
            [type.statement(.create, SQL(verbatim: change.statement))], undo: [type.dropping]
        )
        return draft
    }
}
