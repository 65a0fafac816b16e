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
        if let promise = constraint.promise {
            let key = table.primaryKey
            let proof = ConstraintProof(table: table.name, name: constraintName, key: key, promise)
            draft.add(
                .verify, "verify-constraint", "Prove that no row of \(table.name) violates \(constraintName)",
                [.verify(.holds(proof))]
            )
        }
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

extension Constraint {
    /// What a constraint of the catalog promises, out of its definition as the catalog prints it; nil where that
    /// cannot be told, and VALIDATE has to find out by itself.
    fileprivate var promise: ConstraintProof.Promise? {
        switch kind {
        case .check:
            if definition.hasPrefix("NOT NULL") { return columns.first.map { .notNull($0) } }
            guard let match = validDefinition.wholeMatch(of: /CHECK \((.*)\)( NO INHERIT)?/) else {
                return nil
            }
            return .check(Expression(constant: String(match.1)), inherits: match.2 == nil)
        case .foreignKey:
            guard let other = references,
                let match = definition.firstMatch(of: /\) REFERENCES .*?\(([^)"]*)\)/)
            else { return nil }
            let keys = match.1.split(separator: ", ").map { Identifier(String($0)) }
            guard keys.count == columns.count else { return nil }
            return .references(columns, other, keys, isFull: definition.contains(" MATCH FULL"))
        case .primaryKey, .unique, .exclusion: return nil
        }
    }
}
