import ColonnadeModel

/// A column of another type that takes the place and the name of the old one: by two renames in one transaction, with
/// which the primary key and the default go over too. Until contract the old column is kept in step under another name,
/// so that there is a way back that keeps what was written.
struct SwapColumn {
    private let context: PlanContext
    private let table: Table
    private let column: Column
    private let new: NewType
    private let twin: TwinColumn
    /// What the old column is called after the swap.
    private let hidden: Identifier
    private let after: SyncTrigger
    private let source: ValueSource

    init(
        _ context: PlanContext, _ table: Table, _ column: Column, _ new: NewType, _ change: Change
    ) throws(Refusal) {
        self.context = context
        self.table = table
        self.column = column
        self.new = new
        let provisional = context.provisionalTwin(table.name, column.name)
        hidden = context.hidden(table.name, column.name)
        var definition = ColumnDefinition(name: provisional, type: new.type, typeName: new.typeName)
        if let collation = new.collation { definition.attributes = "COLLATE \(collation)" }
        let conversion = try Conversion(context, table, column, new, named: provisional, change)
        twin = try TwinColumn(
            context, table, column, as: definition, forward: conversion.forward, reverse: conversion.reverse,
            isExact: false, for: change
        )
        let style = context.dialect.style
        var after = twin.sync
        let (name, old) = (column.name, hidden)
        after.forwards = after.forwards.map { fill in
            Fill(table: table.name, column: name, value: fill.value.renaming(name, to: old, style))
        }
        after.reverses = after.reverses.map { fill in
            let value = fill.value.renaming(provisional, to: name, style)
            return Fill(table: table.name, column: old, value: value, condition: value.isNotNull)
        }
        after.incomparable = after.incomparable.flatMap { one -> [Identifier] in
            one == name ? [old] : one == provisional ? [name] : [one]
        }
        self.after = after
        source = ValueSource(
            context, table, column, own: twin.sync.name, type: PlainType(new.type).name,
            instead: context.course(of: change)?.standard)
    }

    func draft() -> Draft {
        var draft = Draft()
        warn(&draft)
        twin.addExpand(to: &draft)
        twin.addBackfill(to: &draft)
        twin.addProof(to: &draft)
        twin.addDependants(to: &draft)
        draft.add(
            .switch, "swap-columns",
            "Let the column of type \(new.type) take the place of \(table.name).\(column.name)",
            swap, undo: undo, loss: nil
        )
        draft.add(
            .switch, "validate-foreign-key",
            "Validate the foreign keys that refer to \(column.name), beside readers and writers",
            twin.validateIncoming
        )
        draft.add(
            .contract, "drop-old-column", "Drop the old column of type \(column.type)",
            [.column(.removeSync(after)), .column(.drop(table.name, hidden))] + twin.renames,
            reversible: false
        )
        return draft
    }

    private var swap: [Statement] {
        [.column(.removeSync(twin.sync))] + twin.moveViews + twin.replaceIncoming + twin.dropPrimaryKeys
            + [
                .column(.rename(table.name, column.name, to: hidden)),
                .column(.rename(table.name, twin.definition.name, to: column.name)),
            ]
            + twin.addPrimaryKeys(on: column.name) { $0.provisional }
            + twin.addIncoming(to: column.name)
            + source.move(from: hidden, to: column.name)
            + relaxation
            + [.column(.installSync(after, settled: true))]
    }

    /// The hidden column may be NULL from now on, also where a partition's NOT NULL is its own as well.
    private var relaxation: [Statement] {
        twin.keptNotNulls.flatMap { owner, _ in context.tree(of: owner) }.map {
            .dropNotNull($0.name, hidden)
        }
    }

    /// Values that could not be converted back when they were written are tried again, and named if they still cannot.
    private var undo: [Statement] {
        let backfills = context.leaves(of: table).map { leaf in
            Statement.backfill(
                Backfill(
                    table: leaf.name, fills: after.reverses, estimatedRows: leaf.estimatedRows,
                    key: leaf.primaryKey,
                    userTriggers: leaf.triggers.filter(\.firesOnUpdate).map(\.name)
                ))
        }
        let notNulls = twin.keptNotNulls.flatMap { owner, column in
            NotNullProof(context, owner, hidden, name: column.details.notNullName).restore(reverse: nil)
        }
        return backfills + rebuildPrimaryKeyIndexes + notNulls + twin.restoreIncoming(to: hidden) + [
            .together(
                [.column(.removeSync(after))]
                    + twin.moveViews(to: hidden, meanwhile: twin.definition.name)
                    + twin.removeIncoming + twin.dropPrimaryKeys
                    + [
                        .column(.rename(table.name, column.name, to: twin.definition.name)),
                        .column(.rename(table.name, hidden, to: column.name)),
                    ]
                    + twin.addPrimaryKeys(on: column.name) { backIndex(of: $0.table) } + twin.renameIncoming
                    + twin.addIncoming(to: column.name)
                    + source.move(from: twin.definition.name, to: column.name, back: true)
                    + [.column(.installSync(twin.sync, settled: true))]
            )
        ] + twin.validateIncoming
    }

    private func backIndex(of owner: Table) -> Identifier {
        twin.carried.provisional("\(column.name)_back", of: owner.name)
    }

    private var rebuildPrimaryKeyIndexes: [Statement] {
        twin.carried.primaryKeys.filter { $0.table.kind != .partitioned }.map { key in
            var index = key.definition
            index.name = backIndex(of: key.table)
            let name = ("\(hidden)" as SQL).rendered(.postgres).text
            index.rest = DefinitionText(index.rest).renaming(twin.definition.name, to: name)
            return .createIndex(index)
        }
    }

    private func warn(_ draft: inout Draft) {
        let (name, type) = (column.name, new.type)
        draft.warn(
            "change-type-rewrites", .error, table.name, name,
            "\(column.type) to \(type) writes all of \(table.name) anew under ACCESS EXCLUSIVE; "
                + "a second column is filled beside it instead and takes its name in a moment"
        )
        draft.warn(
            "type-changes-under-code", .warning, table.name, name,
            "from the switch on, all code gets \(type) under the name \(name): code has to take both types before. "
                + "Prepared statements that return it fail once with `cached plan must not change result type`"
        )
        draft.warn(
            "column-order-changes", .note, table.name, name,
            "\(name) then stands behind all other columns: code that inserts or selects without naming columns sees "
                + "another order"
        )
        draft.warn(
            "not-convertible-back", .note, table.name, name,
            "between switch and contract a value that does not fit \(column.type) is kept, and the old column stays NULL: "
                + "a rollback then stops and names the rows"
        )
        if !twin.carried.views.isEmpty {
            let views = twin.carried.views.map(\.description).joined(separator: ", ")
            draft.warn(
                "view-type-changes", .warning, table.name, name,
                "\(views) read \(name): from the switch on they show \(type) too, where they show it"
            )
        }
        for key in twin.carried.incoming
        where context.twin(of: key.table, key.original.columns.first ?? "") == nil {
            let columns = key.original.columns.map(\.text).joined(separator: ", ")
            draft.warn(
                "foreign-key-types-differ", .warning, key.table, key.original.columns.first,
                "\(key.original.name) keeps referring from \(key.table).\(columns) to \(table.name).\(name), which becomes "
                    + "\(type): change these columns too, in this migration or in one of their own"
            )
        }
        if let sequence = column.details.sequence, !column.isIdentity, sequence.type != PlainType(type).name {
            draft.warn(
                "sequence-type-differs", .warning, table.name, name,
                "the plain SQL leaves \(sequence.name) at \(sequence.type), where it would run out; it becomes \(type) too"
            )
        }
    }
}
