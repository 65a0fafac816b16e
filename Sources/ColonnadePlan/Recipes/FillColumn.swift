import ColonnadeModel

/// An UPDATE is the fill of a column that the migration adds or makes NOT NULL; the recipe of that change uses it.
enum FillColumn: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .fill(let fill) = change.kind else { return nil }
        guard context.isFilledElsewhere(fill) else {
            throw Refusal(
                "an UPDATE of \(fill.table).\(fill.column) belongs to no column that this migration adds "
                    + "or makes NOT NULL",
                remedy: "move it into the migration that adds the column, or write "
                    + "`-- colonnade:run-as-is <reason>` above it",
                at: change.range
            )
        }
        return Draft()
    }
}
