import ColonnadeModel

/// CREATE FUNCTION locks nothing. One that replaces another is used by both generations of code from that moment on;
/// taking it back restores the definition that the catalog had when the rollout was planned.
enum CreateFunction: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var function) = change.kind, [.function, .procedure].contains(function.kind),
            [.create, .replace].contains(function.verb)
        else { return nil }
        let existing = context.find(function)
        function.name = existing?.name ?? context.catalog.resolve(function.name)
        let written = SQL(verbatim: change.statement)
        let kind = function.kind.rawValue
        var draft = Draft()
        guard let existing else {
            draft.add(
                .expand, "create-\(kind)", "Create \(kind) \(function.name)",
                [function.statement(.create, written)],
                undo: [function.dropping]
            )
            return draft
        }
        let isDropped = context.does([.drop], to: function)
        if function.verb == .create, !isDropped { try context.refuseTaken(function, change) }
        draft.warn(
            "replace-function-for-all", .warning, function.name, nil,
            "old code, triggers and defaults call the new \(function.name) from this moment on"
        )
        let before = SQL(verbatim: existing.definition)
        if isDropped {
            draft.warn(
                "function-loses-rights", .warning, function.name, nil,
                "rights on \(function.name) go with the old one: GRANT EXECUTE again, or write CREATE OR REPLACE"
            )
            try context.refuseUsers(of: existing, change)
        }
        let drop = isDropped ? [function.dropping] : []
        draft.add(
            .expand, "replace-\(kind)", "Replace \(kind) \(function.name)",
            drop + [function.statement(.replace, written)],
            undo: drop + [function.statement(.replace, before)]
        )
        return draft
    }
}
