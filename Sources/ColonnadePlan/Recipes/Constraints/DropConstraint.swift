import ColonnadeModel

/// DROP CONSTRAINT is a moment. Where it only allows more than before it comes first, so that new code may rely on
/// it; taking it back adds the constraint NOT VALID and validates it.
///
/// A key is what `ON CONFLICT` names, and a foreign key with ON DELETE CASCADE does work for old code: those go in
/// contract, once no old code runs any more.
enum DropConstraint: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .constraint(.drop(let name, let constraintName, let ifExists, let cascade)) = change.kind
        else {
            return nil
        }
        let table = try context.table(name, for: change)
        var draft = Draft()
        guard let constraint = table.constraints.first(where: { $0.name == constraintName }) else {
            if ifExists { return draft }
            let known = table.constraints.map(\.name.text).joined(separator: ", ")
            throw Refusal(
                "\(table.name) has no constraint \(constraintName) of its own",
                remedy: "it has: \(known); NOT NULL goes with ALTER COLUMN … DROP NOT NULL", at: change.range
            )
        }
        // The recipe of the constraint that takes its place drops it, in the right moment.
        if context.isReplaced(constraint, of: table) { return draft }
        if cascade {
            throw Refusal(
                "DROP CONSTRAINT … CASCADE drops the foreign keys that refer to it without naming them",
                remedy: "drop those first, by name", at: change.range
            )
        }
        try refuseReferences(to: constraint, of: table, change, context)
        let drop = Statement.dropConstraint(table.name, constraintName, references: constraint.references)
        let doesWork =
            constraint.definition.contains(" ON DELETE ") || constraint.definition.contains(" ON UPDATE ")
        switch constraint.kind {
        case .check, .foreignKey:
            if constraint.kind == .foreignKey, doesWork { fallthrough }
            draft.add(
                .expand, "drop-constraint", "Drop \(constraintName) of \(table.name)", [drop],
                undo: context.restoring(constraint, on: table),
                loss: "nothing, but rows written against \(constraintName) meanwhile must be mended first"
            )
        case .primaryKey, .unique, .exclusion:
            draft.warn(
                "drop-constraint-breaks-code", .error, table.name, constraint.columns.first,
                doesWork
                    ? "old code relies on what \(constraintName) does on DELETE or UPDATE: it is dropped only after "
                        + "`colonnade confirm unused`"
                    : "`ON CONFLICT (\(constraint.columns.map(\.text).joined(separator: ", ")))` fails without "
                        + "\(constraintName): it is dropped only after `colonnade confirm unused`"
            )
            draft.add(
                .contract, "drop-constraint", "Drop \(constraintName) of \(table.name)", [drop],
                reversible: false
            )
        }
        return draft
    }

    private static func refuseReferences(
        to constraint: Constraint, of table: Table, _ change: Change, _ context: PlanContext
    ) throws(Refusal) {
        guard constraint.kind == .primaryKey || constraint.kind == .unique else { return }
        let list = "(\(constraint.columns.map(\.text).joined(separator: ", ")))"
        for other in context.catalog.tables.values.sorted(by: { $0.name < $1.name }) {
            for key in other.constraints
            where key.references == table.name && key.definition.contains(list)
                && !context.dropsConstraint(key.name, of: other.name)
            {
                throw Refusal(
                    "\(other.name).\(key.name) refers to \(constraint.name)",
                    remedy: "drop that foreign key first", at: change.range
                )
            }
        }
    }
}

extension PlanContext {
    /// Whether the migration adds a constraint that takes another's place: one of the same name, or a primary key.
    func isReplaced(_ constraint: Constraint, of table: Table) -> Bool {
        migration.changes.contains { change in
            guard case .constraint(.add(let other, let definition)) = change.kind, same(other, table.name)
            else {
                return false
            }
            let addition = ConstraintAddition(self, table, definition, at: change)
            if addition.name == constraint.name { return true }
            guard constraint.kind == .primaryKey else { return false }
            switch definition.body {
            case .key(let key): return key.isPrimary
            case .keyUsingIndex(let isPrimary, _): return isPrimary
            default: return false
            }
        }
    }
}
