import ColonnadeModel

/// ALTER CONSTRAINT changes when a foreign key is checked: a moment, and rows need not be looked at.
enum AlterConstraint: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .constraint(.alter(let name, let constraintName, let attributes)) = change.kind else {
            return nil
        }
        let table = try context.table(name, for: change)
        guard let constraint = table.constraints.first(where: { $0.name == constraintName }),
            constraint.kind == .foreignKey
        else {
            throw Refusal(
                "\(table.name) has no foreign key \(constraintName): only those can be altered",
                remedy: "drop the constraint and add it as it should be, in one migration", at: change.range
            )
        }
        let text = constraint.definition
        let before =
            text.contains(" DEFERRABLE")
            ? text.contains(" INITIALLY DEFERRED") ? "DEFERRABLE INITIALLY DEFERRED" : "DEFERRABLE"
            : "NOT DEFERRABLE"
        var draft = Draft()
        draft.add(
            .expand, "alter-constraint", "Make \(constraintName) of \(table.name) \(attributes)",
            [.constraint(.alter(table.name, constraintName, attributes: attributes))],
            undo: [.constraint(.alter(table.name, constraintName, attributes: before))]
        )
        return draft
    }
}
