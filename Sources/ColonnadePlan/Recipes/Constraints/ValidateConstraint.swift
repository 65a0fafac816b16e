import ColonnadeModel

/// VALIDATE CONSTRAINT blocks neither readers nor writers, but it ends with an error at the first row against it: the
/// rows are looked at first, so that all of them are known.
enum ValidateConstraint: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .constraint(.validate(let name, let constraintName)) = change.kind else { return nil }
        let table = try context.table(name, for: change)
        var draft = Draft()
        if let added = context.addedConstraint(constraintName, to: table.name) {
            var references: ObjectName?
            if case .foreignKey(_, let target) = added.body {
                references = context.catalog.resolve(target.table)
            }
            draft.add(
                .verify, "validate-constraint", "Validate \(constraintName), beside readers and writers",
                [.validateConstraint(table.name, constraintName, references: references)]
            )
            return draft
        }
        let known = table.constraints + table.unvalidatedNotNulls
        guard let constraint = known.first(where: { $0.name == constraintName }) else {
            throw Refusal(
                "\(table.name) has no constraint \(constraintName)",
                remedy: "it has: \(known.map(\.name.text).joined(separator: ", "))", at: change.range
            )
        }
        guard !constraint.isValid else { return draft }
        let sql = SQL(verbatim: constraint.validDefinition)
        draft.add(
            .verify, "validate-constraint", "Validate \(constraintName), beside readers and writers",
            [.validateConstraint(table.name, constraintName, references: constraint.references)],
            undo: [
                .constraint(.invalidate(table.name, constraintName, sql, references: constraint.references))
            ]
        )
        return draft
    }
}
