import ColonnadeModel

/// SET DEFAULT touches only the catalog; rows keep their values.
enum SetDefault: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .setDefault(let name, let column, let value) = change.kind else { return nil }
        let table = try context.table(name, for: change)
        if context.addsColumn(name, column) { return defaultOfNewColumn(column, value, table, context) }
        let before = try context.column(column, of: table, for: change)
        var draft = Draft()
        let undo: Statement
        if let old = before.defaultExpression {
            undo = .setDefault(table.name, column, SQL(verbatim: old))
        } else {
            undo = .dropDefault(table.name, column)
        }
        draft.alter(
            context, table, "set-default", "Set the default of \(table.name).\(column)",
            .setDefault(table.name, column, value.sql), rebuild: .setDefault(column, value.sql), undo: [undo]
        )
        return draft
    }

    /// A default set behind ADD COLUMN is for new rows only. Where the column is filled it comes last: earlier it would
    /// keep the fill trigger from seeing that nothing was written.
    private static func defaultOfNewColumn(
        _ column: Identifier, _ value: Expression, _ table: Table, _ context: PlanContext
    ) -> Draft {
        var draft = Draft()
        let isFilled = !context.fills(table.name, column).isEmpty
        let summary = "Set the default of \(table.name).\(column)"
        if context.can.altersColumns {
            draft.add(
                isFilled ? .contract : .expand, "set-default", summary,
                [.setDefault(table.name, column, value.sql)],
                reversible: !isFilled
            )
        } else {
            draft.addRebuild(table.name, summary, [.setDefault(column, value.sql)])
        }
        return draft
    }
}

extension Draft {
    /// One catalog change where columns can be altered in place, otherwise a rebuild at contract.
    mutating func alter(
        _ context: PlanContext, _ table: Table, _ kind: String, _ summary: String, _ statement: Statement,
        rebuild: TableRebuild.Alteration, undo: [Statement]
    ) {
        if context.can.altersColumns {
            add(.expand, kind, summary, [statement], undo: undo)
        } else {
            addRebuild(table.name, summary, [rebuild])
        }
    }

    /// SQLite: a table is copied into its new shape in one transaction; other writers wait meanwhile.
    mutating func addRebuild(
        _ table: ObjectName, _ summary: String, _ alterations: [TableRebuild.Alteration],
        after before: [Statement] = []
    ) {
        warn(
            "rebuild-blocks-writes", .warning, table, nil,
            "the engine cannot alter a column in place: \(table) is copied in one transaction, and other writers wait"
        )
        add(
            .contract, "rebuild-table", summary,
            before + [.rebuildTable(TableRebuild(table: table, alterations: alterations))], reversible: false
        )
    }
}
