import ColonnadeModel

/// INSERT … VALUES of a few rows: one transaction, together with the entry that it is done, so never twice.
enum InsertRows: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .rows(.insert(let name, let isBounded, let isRepeatable)) = change.kind else { return nil }
        let table = try context.table(name, for: change)
        guard isBounded else { throw unbounded(change) }
        var draft = Draft()
        if !isRepeatable {
            draft.warn(
                "insert-twice", .note, table.name, nil,
                "after a rollback the rows are still there: ON CONFLICT DO NOTHING lets it be applied again"
            )
        }
        draft.add(
            .expand, "insert-rows", change.excerpt,
            [.wholeTable(.insert(table.name, SQL(verbatim: change.statement)))],
            loss: "nothing, but the rows inserted stay"
        )
        return draft
    }

    /// Why rows are not copied from one table into another one, be it new or not.
    static func unbounded(_ change: Change) -> Refusal {
        Refusal(
            "INSERT … SELECT writes as many rows as the query gives, in one transaction, and misses what old code "
                + "writes meanwhile",
            remedy:
                "add the columns to the table that has the rows and fill them; or, if they are few, write "
                + "`-- colonnade:run-as-is <reason>`",
            at: change.range
        )
    }
}
