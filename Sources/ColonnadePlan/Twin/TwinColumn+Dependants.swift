import ColonnadeModel

/// Building anew what hangs on the old column, each in its own step.
extension TwinColumn {
    func addDependants(to draft: inout Draft) {
        carried.indexTree().addSteps(to: &draft, .verify, context)
        for statistics in carried.statistics {
            draft.add(
                .verify, "create-statistics",
                "Make the statistics \(statistics.original.name) for \(subject) too",
                [
                    .column(
                        .createStatistics(
                            statistics.provisional, kinds: statistics.original.kinds,
                            columns: statistics.columns,
                            table: statistics.table
                        ))
                ]
            )
        }
        addNotNull(to: &draft)
        for check in carried.checks { add(check, "check", to: &draft) }
        for key in (carried.foreignKeys + carried.incoming).filter({ $0.isMadeHere && !$0.comesWithKey }) {
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

    private func add(_ carried: TwinDependants.CarriedConstraint, _ label: String, to draft: inout Draft) {
        let (original, name) = (carried.original, carried.provisional)
        if carried.isByPartition, let owner = context.catalog.table(carried.table),
            let references = original.references
        {
            return PartitionedForeignKey(
                table: owner, name: name, definition: carried.definition, references: references,
                parts: context.leaves(of: owner).map { ($0, name) }
            ).addSteps(to: &draft, remark: comment(original, name, carried.table))
        }
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
            draft.add(
                .verify, "replace-foreign-key",
                "Let the new foreign key take the place of \(key.original.name)", replacement(of: key),
                undo: restoration(of: key)
            )
        }
    }

    /// The old foreign key beside the new one, which gets its provisional name back. While the two columns are in step,
    /// the new one holds both.
    private func restoration(of key: TwinDependants.CarriedConstraint) -> [Statement] {
        guard let owner = context.catalog.table(key.table) else { return [] }
        let names: [Statement] =
            key.heirs.map { .column(.renameConstraint($0.table, $0.name, to: key.provisional)) }
            + [.column(.renameConstraint(key.table, key.original.name, to: key.provisional))]
        return [.together(names)] + context.restoring(key.original, on: owner)
            + comment(key.original, key.original.name, key.table)
    }

    private func replacement(of key: TwinDependants.CarriedConstraint) -> [Statement] {
        let name = key.original.name
        return [
            .column(.removeConstraint(key.table, name, references: key.original.references)),
            .column(.renameConstraint(key.table, key.provisional, to: name)),
        ] + key.heirs.map { .column(.renameConstraint($0.table, key.provisional, to: $0.name)) }
    }

    /// Views show the new column under the old one's name from the moment in which that goes.
    var moveViews: [Statement] {
        moveViews(to: definition.name, meanwhile: context.hidden(table.name, old.name))
    }

    /// Views read another column than the one that has the old name now.
    func moveViews(to name: Identifier, meanwhile: Identifier) -> [Statement] {
        guard !carried.views.isEmpty else { return [] }
        return [
            .column(.moveViews(carried.views, of: table.name, from: old.name, to: name, meanwhile: meanwhile))
        ]
    }

    /// Foreign keys to the column depend on its primary key or unique index, so they go over with it.
    var replaceIncoming: [Statement] {
        carried.incoming.flatMap { key in
            key.comesWithKey
                ? [
                    .column(
                        .removeConstraint(
                            key.table, key.original.name, references: key.original.references))
                ] : replacement(of: key)
        }
    }

    /// Once the primary key is there: those that could not be made before, without looking at the rows, which the old one
    /// has held all the time.
    ///
    /// - Parameter name: what the column that they refer to is called by then.
    func addIncoming(to name: Identifier) -> [Statement] {
        carried.incoming.filter(\.comesWithKey).flatMap { key -> [Statement] in
            let text = name == old.name ? key.original.validDefinition : key.definition
            return [
                .column(
                    .addConstraint(
                        key.table, key.original.name, definition: text + " NOT VALID",
                        references: key.original.references))
            ] + comment(key.original, key.original.name, key.table)
        }
    }

    /// … and the proof for the rows, beside readers and writers.
    var validateIncoming: [Statement] {
        carried.incoming.filter { $0.comesWithKey && $0.original.isValid }.map {
            .validateConstraint($0.table, $0.original.name, references: $0.original.references)
        }
    }

    /// The same back again: first the former keys beside the new ones …
    func restoreIncoming(to target: Identifier) -> [Statement] {
        carried.incoming.filter { !$0.comesWithKey }.flatMap { key -> [Statement] in
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
        carried.incoming.filter { !$0.comesWithKey }.flatMap { key -> [Statement] in
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
            let owner = index.table.name
            if index.constraint != nil {
                statements.append(
                    .column(.renameConstraint(owner, index.provisional, to: index.original.name)))
            } else {
                let name = ObjectName(schema: owner.schema, index.provisional)
                statements.append(.column(.renameIndex(name, to: index.original.name, table: owner)))
            }
        }
        for check in carried.checks {
            statements.append(
                .column(.renameConstraint(check.table, check.provisional, to: check.original.name)))
        }
        for one in carried.statistics {
            statements.append(
                .column(.renameStatistics(one.provisional, to: one.original.name.name, table: one.table)))
        }
        for (owner, column) in notNulls where column.notNull {
            if let provisional = notNullName(of: column, owner), let name = column.details.notNullName {
                statements.append(.column(.renameConstraint(owner.name, provisional, to: name)))
            }
        }
        return statements
    }

    /// The primary keys out of the indexes that are there, a part's before the whole's, which takes it; their names have to
    /// be free. A partition that came meanwhile gets its own from the whole.
    ///
    /// - Parameter name: what the column that gets them is called by then.
    func addPrimaryKeys(on name: Identifier, index: (TwinDependants.CarriedIndex) -> Identifier)
        -> [Statement]
    {
        carried.primaryKeys.reversed().flatMap { key -> [Statement] in
            guard let constraint = key.constraint else { return [] }
            let owner = key.table.name
            let definition = DefinitionText(constraint.definition).renaming(
                old.name, to: ("\(name)" as SQL).display(.postgres))
            let statement: Statement =
                key.table.kind == .partitioned
                ? .constraint(.declareKey(owner, constraint.name, definition, only: false))
                : .addKey(
                    owner, constraint.name, primary: true, index: index(key), options: constraint.keyOptions)
            return [statement] + comment(constraint, constraint.name, owner)
        }
    }

    /// Parts go with their whole.
    var dropPrimaryKeys: [Statement] {
        carried.primaryKeys.filter(\.isWhole).compactMap { key in
            key.constraint.map { .dropConstraint(key.table.name, $0.name, references: nil) }
        }
    }
}

extension Constraint {
    /// DEFERRABLE … behind the columns of a key.
    var keyOptions: String {
        guard let end = definition.lastIndex(of: ")") else { return "" }
        return String(definition[definition.index(after: end)...].drop { $0 == " " })
    }
}
