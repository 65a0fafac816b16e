import ColonnadeModel

/// DROP DEFAULT touches only the catalog, but code that leaves the column out gets NULL from then on.
enum DropDefault: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .dropDefault(let name, let column) = change.kind else { return nil }
        let table = try context.table(name, for: change)
        let before = try context.column(column, of: table, for: change)
        var draft = Draft()
        guard let old = before.defaultExpression else { return draft }
        if before.notNull {
            draft.warn(
                "drop-default-breaks-inserts", .warning, table.name, column,
                "\(table.name).\(column) is NOT NULL: inserts that leave it out fail once its default is gone"
            )
        }
        draft.alter(
            context, table, "drop-default", "Drop the default of \(table.name).\(column)",
            .dropDefault(table.name, column), rebuild: .dropDefault(column),
            undo: [.setDefault(table.name, column, SQL(verbatim: old))]
        )
        return draft
    }
}
