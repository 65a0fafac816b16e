import ColonnadeModel

/// Building anew what hangs on the old column, each in its own step.
extension TwinColumn {
    func addDependants(to draft: inout Draft) {
        for index in carried.indexes { add(index, to: &draft) }
        for statistics in carried.statistics {
            draft.add(
                .verify, "create-statistics",
                "Make the statistics \(statistics.original.name) for \(subject) too",
                [
                    .column(
                        .createStatistics(
                            statistics.provisional, kinds: statistics.original.kinds,
                            columns: statistics.columns,
                            table: table.name
                        ))
                ]
            )
        }
        addNotNull(to: &draft)
        for check in carried.checks { add(check, "check", to: &draft) }
        for key in (carried.foreignKeys + carried.incoming).filter(\.isMadeHere) {
            add(key, "foreign-key", to: &draft)
        }
        if !carried.indexes.filter(\.original.isUnique).isEmpty {
            draft.warn(
                "unique-twice", .note, table.name, old.name,
                "while both columns are unique, INSERT … ON CONFLICT of the same new key by two sessions at the same "
                    + "instant can fail with a unique violation instead of taking its other way: let the code try again"
            )
        }
        addAnalysis(to: &draft)
        replaceForeignKeys(to: &draft)
    }

    private func add(_ index: TwinDependants.CarriedIndex, to draft: inout Draft) {
        draft.addIndex(index.definition, phase: .verify)
        if let comment = index.original.comment {
            let name = ObjectName(schema: table.name.schema, index.provisional)
            draft.add(
                .verify, "comment", "Comment on \(index.provisional)",
                [.column(.comment(.index(name), comment))]
            )
        }
        guard let constraint = index.constraint, constraint.kind == .unique else { return }
        draft.add(
            .verify, "add-key", "Turn the index into the constraint \(index.provisional)",
            [
                .addKey(
                    table.name, index.provisional, primary: false, index: index.provisional,
                    options: constraint.keyOptions
                )
            ] + comment(constraint, index.provisional, table.name),
            undo: [.dropConstraint(table.name, index.provisional, references: nil)]
        )
    }

    private func add(_ carried: TwinDependants.CarriedConstraint, _ label: String, to draft: inout Draft) {
        let (original, name) = (carried.original, carried.provisional)
        let other = original.references
        draft.add(
            .verify, "add-\(label)",
            "Add \(original.name) for \(subject) too, without looking at existing rows",
            [
                .column(
                    .addConstraint(
                        carried.table, name, definition: carried.definition + " NOT VALID", references: other)
                )
            ] + comment(original, name, carried.table),
            undo: [.column(.removeConstraint(carried.table, name, references: other))]
        )
        guard original.isValid else { return }
        draft.add(
            .verify, "validate-\(label)", "Validate it, beside readers and writers",
            [.validateConstraint(carried.table, name, references: other)]
        )
    }

    private func comment(_ original: Constraint, _ name: Identifier, _ table: ObjectName) -> [Statement] {
        original.comment.map { [.column(.comment(.constraint(name, on: table), $0))] } ?? []
    }

    /// The old foreign keys of the column go, one short transaction each, since they lock the other table too. As long as
    /// the two columns are in step, one of them being held to the other table holds both.
    private func replaceForeignKeys(to draft: inout Draft) {
        for key in carried.foreignKeys where !key.followsTarget {
            let (original, other) = (key.original, key.original.references)
            let definition = original.isValid ? original.definition + " NOT VALID" : original.definition
            let back: [Statement] = [
                .column(.renameConstraint(key.table, original.name, to: key.provisional)),
                .column(.addConstraint(key.table, original.name, definition: definition, references: other)),
            ]
            let validation: [Statement] =
                original.isValid ? [.validateConstraint(key.table, original.name, references: other)] : []
            draft.add(
                .verify, "replace-foreign-key", "Let the new foreign key take the place of \(original.name)",
                replacement(of: key),
                undo: [.together(back + comment(original, original.name, key.table))] + validation
            )
        }
    }

    private func replacement(of key: TwinDependants.CarriedConstraint) -> [Statement] {
        let name = key.original.name
        return [
            .column(.removeConstraint(key.table, name, references: key.original.references)),
            .column(.renameConstraint(key.table, key.provisional, to: name)),
        ]
    }

    /// Foreign keys to the column depend on its primary key or unique index, so they go over with it.
    var replaceIncoming: [Statement] { carried.incoming.flatMap { replacement(of: $0) } }

    /// The same back again: first the former keys beside the new ones …
    func restoreIncoming(to target: Identifier) -> [Statement] {
        carried.incoming.flatMap { key -> [Statement] in
            let other = key.original.references
            let definition = carried.former(key, referringTo: target) + " NOT VALID"
            let add: Statement = .column(
                .addConstraint(key.table, backName(key), definition: definition, references: other))
            return key.original.isValid
                ? [add, .validateConstraint(key.table, backName(key), references: other)] : [add]
        }
    }

    /// … then, in the transaction that swaps the columns, nothing but them.
    var removeIncoming: [Statement] {
        carried.incoming.map {
            .column(.removeConstraint($0.table, $0.original.name, references: $0.original.references))
        }
    }

    var renameIncoming: [Statement] {
        carried.incoming.flatMap { key -> [Statement] in
            [.column(.renameConstraint(key.table, backName(key), to: key.original.name))]
                + comment(key.original, key.original.name, key.table)
        }
    }

    private func backName(_ key: TwinDependants.CarriedConstraint) -> Identifier {
        Naming(catalog: context.catalog).own(
            context.migration.name, key.table, Identifier("\(key.original.name)_back"))
    }

    /// The names that the plain SQL leaves, once those who have them are gone.
    var renames: [Statement] {
        var statements: [Statement] = []
        for index in carried.indexes where index.constraint?.kind != .primaryKey {
            if index.constraint != nil {
                statements.append(
                    .column(.renameConstraint(table.name, index.provisional, to: index.original.name)))
            } else {
                let name = ObjectName(schema: table.name.schema, index.provisional)
                statements.append(.column(.renameIndex(name, to: index.original.name, table: table.name)))
            }
        }
        for check in carried.checks {
            statements.append(
                .column(.renameConstraint(table.name, check.provisional, to: check.original.name)))
        }
        for one in carried.statistics {
            statements.append(
                .column(.renameStatistics(one.provisional, to: one.original.name.name, table: table.name)))
        }
        if old.notNull, let provisional = notNullName, let name = old.details.notNullName {
            statements.append(.column(.renameConstraint(table.name, provisional, to: name)))
        }
        return statements
    }

    /// The primary key out of the index that is there; its name has to be free.
    var addPrimaryKey: [Statement] {
        guard let key = carried.primaryKey, let constraint = key.constraint else { return [] }
        return [
            .addKey(
                table.name, constraint.name, primary: true, index: key.provisional,
                options: constraint.keyOptions)
        ] + comment(constraint, constraint.name, table.name)
    }
}

extension Constraint {
    /// DEFERRABLE … behind the columns of a key.
    var keyOptions: String {
        guard let end = definition.lastIndex(of: ")") else { return "" }
        return String(definition[definition.index(after: end)...].drop { $0 == " " })
    }
}
