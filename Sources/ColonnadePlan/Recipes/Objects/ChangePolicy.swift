import ColonnadeModel

/// CREATE, ALTER and DROP POLICY lock the table for a moment. They decide which rows code sees, from that moment on.
enum ChangePolicy: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var policy) = change.kind, policy.kind == .policy, let tableName = policy.table
        else {
            return nil
        }
        let table = try context.table(tableName, for: change)
        policy.table = table.name
        let name = policy.name.name
        let written = SQL(verbatim: change.statement)
        let existing = context.find(policy)
        var draft = Draft()
        if table.rowSecurity {
            draft.warn(
                "policy-changes-rows-seen", .warning, table.name, nil,
                "row-level security is on: old code sees and writes other rows once \(name) has changed"
            )
        }
        switch policy.verb {
        case .create:
            if existing != nil { try context.refuseTaken(policy, change) }
            draft.add(
                .expand, "create-policy", "Create policy \(name) on \(table.name)",
                [policy.statement(.create, written)], undo: [policy.dropping]
            )
        case .alter:
            guard let existing else {
                throw Refusal(
                    "\(table.name) has no policy \(name)", remedy: "check the name", at: change.range)
            }
            draft.add(
                .expand, "alter-policy", "Alter policy \(name) of \(table.name)",
                [policy.statement(.alter, written)],
                undo: [policy.statement(.alter, SQL(verbatim: existing.definition))]
            )
        default:
            guard try context.dropped(policy, change) != nil else { return draft }
            draft.add(
                .contract, "drop-policy", "Drop policy \(name) of \(table.name)", [policy.dropping],
                reversible: false
            )
        }
        return draft
    }
}
