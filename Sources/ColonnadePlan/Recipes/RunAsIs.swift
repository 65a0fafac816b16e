import ColonnadeModel

/// SQL that its author vouches for: carried out as written, under the lock guard, in one transaction.
enum RunAsIs: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .other(let reason?) = change.kind else { return nil }
        var draft = Draft()
        draft.add(
            .expand, "run-as-is", "Run as written (\(reason)): \(change.excerpt)",
            [.verbatim(change.statement, table: nil, references: [])],
            loss: "nothing, but the statement stays done: Colonnade does not know its reverse",
            reversible: false
        )
        return draft
    }
}
