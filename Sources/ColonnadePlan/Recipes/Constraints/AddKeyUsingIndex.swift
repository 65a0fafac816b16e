import ColonnadeModel

/// UNIQUE or PRIMARY KEY USING INDEX as written: a moment, if the index is there and a primary key's columns are
/// NOT NULL; otherwise it would read the whole table.
enum AddKeyUsingIndex: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .constraint(.add(let name, let definition)) = change.kind,
            case .keyUsingIndex(let isPrimary, let indexName) = definition.body
        else { return nil }
        let table = try context.table(name, for: change)
        let addition = ConstraintAddition(context, table, definition, at: change)
        try addition.refuseTakenName()
        if table.kind == .partitioned {
            throw Refusal(
                "USING INDEX is not possible on \(table.name), which is partitioned",
                remedy:
                    "write \(isPrimary ? "PRIMARY KEY" : "UNIQUE") with its columns: a key of each partition is "
                    + "built concurrently",
                at: change.range
            )
        }
        try addition.refuseKey(isPrimary: isPrimary)
        let index = table.indexes.first { $0.name == indexName }
        let written = context.createdIndex(indexName, of: table.name)
        guard let columns = index.map(\.columns) ?? written?.keyColumns,
            index?.isUnique ?? written?.isUnique == true
        else {
            throw Refusal(
                "\(table.name) has no unique index \(indexName)",
                remedy: "write CREATE UNIQUE INDEX CONCURRENTLY before it", at: change.range
            )
        }
        if let index, !index.isValid || index.definition.contains(" WHERE ") {
            throw Refusal(
                "the index \(indexName) is \(index.isValid ? "of some rows only" : "broken off and not valid")",
                remedy: "build one on all rows: CREATE UNIQUE INDEX CONCURRENTLY", at: change.range
            )
        }
        var draft = Draft()
        // Without the constraint its index is gone: taking it back builds it again.
        let rebuild = index.map { DropIndex.rebuilding($0, of: table, context) } ?? []
        addition.conclude(isPrimary: isPrimary, columns, index: indexName, rebuild: rebuild, to: &draft)
        return draft
    }
}

extension ConstraintAddition {
    func refuseKey(isPrimary: Bool) throws(Refusal) {
        if isPrimary, let old = table.constraints.first(where: { $0.kind == .primaryKey }),
            !context.dropsConstraint(old.name, of: table.name)
        {
            throw Refusal(
                "\(table.name) has a primary key already: \(old.name) (\(old.columns.map(\.text).joined(separator: ", ")))",
                remedy: "drop \(old.name) in the same migration to replace it", at: change.range
            )
        }
    }

    /// Turns an index into the constraint. Where an old key goes with it, that is left to contract: code that says
    /// ON CONFLICT still needs the old one.
    func conclude(
        isPrimary: Bool, _ columns: [Identifier], index: Identifier, rebuild: [Statement] = [],
        to draft: inout Draft
    ) {
        let nullable =
            isPrimary
            ? columns.filter { table.column($0).map { !$0.isSurelyNotNull(in: table) } ?? false } : []
        let proofs = nullable.map { NotNullProof(context, table, $0) }
        for proof in proofs { proof.addSteps(to: &draft) }
        let old = table.constraints.first { constraint in
            context.dropsConstraint(constraint.name, of: table.name)
                && (constraint.name == name || isPrimary && constraint.kind == .primaryKey)
        }
        let add = Statement.addKey(
            table.name, name, primary: isPrimary, index: index, options: definition.attributes)
        guard let old else {
            draft.add(
                .verify, "add-key", "Turn the index \(index) into the constraint \(name) of \(table.name)",
                proofs.flatMap(\.conclusion) + [add],
                undo: [.dropConstraint(table.name, name, references: nil)] + rebuild
                    + proofs.flatMap(\.undoConclusion)
            )
            return
        }
        draft.add(
            .contract, "replace-key", "Let \(name) take the place of \(old.name) on \(table.name)",
            proofs.flatMap(\.conclusion) + [.dropConstraint(table.name, old.name, references: nil), add],
            reversible: false
        )
    }
}

extension Column {
    /// Whether no row can be NULL here; an unvalidated NOT NULL does not say so.
    func isSurelyNotNull(in table: Table) -> Bool {
        notNull && !table.unvalidatedNotNulls.contains { $0.columns == [name] }
    }
}

extension PlanContext {
    /// The index that the migration creates under a name.
    func createdIndex(_ name: Identifier, of table: ObjectName) -> IndexDefinition? {
        for change in migration.changes {
            if case .createIndex(let index) = change.kind, index.name == name, same(index.table, table) {
                return index
            }
        }
        return nil
    }
}
