import ColonnadeModel

/// RENAME COLUMN is a catalog change that breaks one generation of code at the very instant: no deploy is fast enough.
/// So the new name is a column of its own, kept in step with the old one, until nobody uses the old name any more.
/// What the migration does to the column besides (another type, a default, NOT NULL) comes with it. A partitioned table
/// changes with all its partitions; views that read the column follow it when the old name goes.
enum RenameColumn: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .renameColumn(let name, let written, let first) = change.kind else { return nil }
        let course = context.course(of: change)
        let new = course?.newName ?? first
        let table = try context.table(name, for: change)
        let column = try context.column(course?.column ?? written, of: table, for: change)
        let (definition, conversion) = try shape(of: new, course?.type, column, table, change, context)
        let style = context.dialect.style
        let twin = try TwinColumn(
            context, table, column, as: definition,
            forward: conversion?.forward ?? Expression(column: column.name, style),
            reverse: conversion?.reverse ?? Expression(column: new, style), isExact: conversion == nil,
            for: change
        )
        var draft = Draft()
        warn(&draft, table, column, new)
        if let type = course?.type { warn(&draft, table, column, new, type, course?.standard) }
        twin.addExpand(to: &draft)
        twin.addBackfill(to: &draft)
        twin.addProof(to: &draft)
        twin.addDependants(to: &draft)
        let source = ValueSource(
            context, table, column, own: twin.sync.name, type: PlainType(definition.type).name,
            instead: course?.standard)
        draft.add(
            .contract, "drop-old-column",
            "Drop \(table.name).\(column.name); \(new) takes over what it was called",
            [.column(.removeSync(twin.sync))] + twin.moveViews + twin.replaceIncoming
                + source.move(from: column.name, to: new)
                + [.column(.drop(table.name, column.name))]
                + twin.addPrimaryKeys(on: new) { $0.provisional } + twin.addIncoming(to: new) + twin.renames,
            reversible: false
        )
        draft.add(
            .contract, "validate-foreign-key",
            "Validate the foreign keys that refer to \(new), beside readers and writers",
            twin.validateIncoming, reversible: false
        )
        return draft
    }

    /// The new column, and how values get there and back where its type is another one.
    private static func shape(
        of name: Identifier, _ type: NewType?, _ column: Column, _ table: Table, _ change: Change,
        _ context: PlanContext
    ) throws(Refusal) -> (ColumnDefinition, Conversion?) {
        guard let type else {
            var same = ColumnDefinition(
                name: name, type: column.type, typeName: ObjectName(Identifier(column.type)))
            if let collation = column.details.collation { same.attributes = "COLLATE \(collation)" }
            return (same, nil)
        }
        try ChangeColumnType.refuseDomain(type, change, context)
        var other = ColumnDefinition(name: name, type: type.type, typeName: type.typeName)
        if let collation = type.collation { other.attributes = "COLLATE \(collation)" }
        return (other, try Conversion(context, table, column, type, named: name, change))
    }

    private static func warn(
        _ draft: inout Draft, _ table: Table, _ column: Column, _ new: Identifier, _ type: NewType,
        _ standard: ColumnCourse.Standard?
    ) {
        draft.warn(
            "not-convertible-back", .note, table.name, column.name,
            "until contract, what new code writes into \(new) and does not fit \(column.type) is kept there, and "
                + "\(column.name) stays NULL"
        )
        guard standard != nil else { return }
        draft.warn(
            "default-at-contract", .note, table.name, new,
            "until contract an INSERT that names neither column gets the default of \(column.name), as \(type.type)"
        )
    }

    private static func warn(_ draft: inout Draft, _ table: Table, _ column: Column, _ new: Identifier) {
        draft.warn(
            "rename-column-breaks-code", .error, table.name, column.name,
            "code that names \(column.name) fails at the instant of a RENAME, and code that names \(new) before it: "
                + "both names are there until `colonnade confirm unused`"
        )
        if column.defaultExpression != nil, !column.notNull {
            draft.warn(
                "null-or-default", .note, table.name, new,
                "until then an INSERT that writes NULL into \(new) on purpose gets the default of \(column.name): "
                    + "it looks like one that leaves \(new) out"
            )
        }
        if column.isIdentity || column.defaultExpression?.hasPrefix("nextval") == true { return }
        draft.warn(
            "column-order-changes", .note, table.name, new,
            "\(new) stands behind all other columns: code that inserts or selects without naming columns sees another order"
        )
    }
}
