import ColonnadeModel

/// RENAME CONSTRAINT is a moment; only code that names the constraint notices.
enum RenameConstraint: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .constraint(.rename(let name, let old, let new)) = change.kind else { return nil }
        let table = try context.table(name, for: change)
        guard let constraint = table.constraints.first(where: { $0.name == old }) else {
            throw Refusal(
                "\(table.name) has no constraint \(old)",
                remedy: "it has: \(table.constraints.map(\.name.text).joined(separator: ", "))",
                at: change.range
            )
        }
        var draft = Draft()
        if constraint.kind == .primaryKey || constraint.kind == .unique {
            draft.warn(
                "rename-constraint-breaks-code", .warning, table.name, nil,
                "code that says ON CONFLICT ON CONSTRAINT \(old) fails from the expand phase on: name the columns instead"
            )
        }
        draft.add(
            .expand, "rename-constraint", "Rename \(old) of \(table.name) to \(new)",
            [.constraint(.rename(table.name, old, to: new))],
            undo: [.constraint(.rename(table.name, new, to: old))]
        )
        return draft
    }
}
