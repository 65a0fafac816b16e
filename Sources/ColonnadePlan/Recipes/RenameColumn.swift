import ColonnadeModel

/// RENAME COLUMN is a catalog change that breaks one generation of code at the very instant: no deploy is fast enough.
/// So the new name is a column of its own, kept in step with the old one, until nobody uses the old name any more.
enum RenameColumn: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .renameColumn(let name, let columnName, let new) = change.kind else { return nil }
        let table = try context.table(name, for: change)
        let column = try context.column(columnName, of: table, for: change)
        var definition = ColumnDefinition(
            name: new, type: column.type, typeName: ObjectName(Identifier(column.type)))
        if let collation = column.details.collation { definition.attributes = "COLLATE \(collation)" }
        let style = context.dialect.style
        let twin = try TwinColumn(
            context, table, column, as: definition, forward: Expression(column: column.name, style),
            reverse: Expression(column: new, style), isExact: true, for: change
        )
        var draft = Draft()
        warn(&draft, table, column, new)
        twin.addExpand(to: &draft)
        twin.addBackfill(to: &draft)
        twin.addProof(to: &draft)
        twin.addDependants(to: &draft)
        let source = ValueSource(table, column, own: twin.sync.name, type: column.type)
        draft.add(
            .contract, "drop-old-column",
            "Drop \(table.name).\(column.name); \(new) takes over what it was called",
            [.column(.removeSync(twin.sync))] + twin.replaceIncoming + source.move(from: column.name, to: new)
                + [.column(.drop(table.name, column.name))] + twin.addPrimaryKey + twin.renames,
            reversible: false
        )
        return draft
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
