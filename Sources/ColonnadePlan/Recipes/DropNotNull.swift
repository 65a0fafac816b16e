import ColonnadeModel

/// DROP NOT NULL touches only the catalog; readers must be ready for NULL. Taking it back goes the long way
/// round, since NULLs may have come in.
enum DropNotNull: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .dropNotNull(let name, let column) = change.kind else { return nil }
        let table = try context.table(name, for: change)
        var draft = Draft()
        guard try context.column(column, of: table, for: change).notNull else { return draft }
        draft.alter(
            context, table, "drop-not-null", "Let \(table.name).\(column) be NULL",
            .dropNotNull(table.name, column), rebuild: .dropNotNull(column),
            undo: NotNullProof(context, table, column).restore(reverse: context.reverse(table.name, column))
        )
        return draft
    }
}
