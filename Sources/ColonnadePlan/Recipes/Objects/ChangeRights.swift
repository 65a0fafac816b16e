import ColonnadeModel

/// GRANT lets new code in before it comes; REVOKE waits in contract, until no old code needs the right.
enum ChangeRights: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(let rights) = change.kind, [.grant, .revoke].contains(rights.verb) else {
            return nil
        }
        var draft = Draft()
        guard context.isFirst(change) else { return draft }
        if rights.isCascade {
            throw Refusal(
                "REVOKE … CASCADE takes rights from others without naming them",
                remedy: "revoke them by name, and leave CASCADE out", at: change.range
            )
        }
        let written = rights.statement(rights.verb, SQL(verbatim: change.statement))
        if rights.verb == .grant {
            let undo = rights.opposite.map { [rights.statement(.revoke, SQL(verbatim: $0))] } ?? []
            draft.add(
                .expand, "grant", change.excerpt, [written], undo: undo,
                loss: "the same rights where they were granted before"
            )
        } else {
            draft.warn(
                "revoke-breaks-code", .error, rights.name, nil,
                "code that still needs the rights fails once they are gone: they are revoked only after "
                    + "`colonnade confirm unused`"
            )
            draft.add(.contract, "revoke", change.excerpt, [written], reversible: false)
        }
        return draft
    }
}
