import ColonnadeModel

/// REFRESH MATERIALIZED VIEW keeps readers out for as long as its query runs; CONCURRENTLY does not, and needs a unique
/// index of plain columns without a condition (manual, REFRESH MATERIALIZED VIEW).
enum RefreshMaterializedView: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var view) = change.kind, view.verb == .refresh else { return nil }
        guard let existing = context.find(view) else {
            throw Refusal(
                "there is no materialized view \(view.name)",
                remedy: "one that the migration creates is filled already", at: change.range
            )
        }
        view.name = existing.name
        guard existing.detail == "unique" else {
            throw Refusal(
                "REFRESH takes ACCESS EXCLUSIVE on \(view.name) while its query runs: it has no unique index, which "
                    + "CONCURRENTLY needs",
                remedy:
                    "give it one, `CREATE UNIQUE INDEX` on plain columns without WHERE, in a migration before this",
                at: change.range
            )
        }
        var draft = Draft()
        if !view.isGentle {
            draft.warn(
                "refresh-blocks-reads", .error, view.name, nil,
                "REFRESH keeps readers of \(view.name) waiting while its query runs; it is done CONCURRENTLY"
            )
        }
        draft.add(
            context.afterFills, "refresh-materialized-view", "Refresh \(view.name) beside its readers",
            [view.statement(.refresh, "REFRESH MATERIALIZED VIEW CONCURRENTLY \(view.name)")]
        )
        return draft
    }
}
