import ColonnadeModel

/// DROP FUNCTION breaks the code that calls it: it waits in contract.
enum DropFunction: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var function) = change.kind, function.verb == .drop,
            [.function, .procedure].contains(function.kind)
        else { return nil }
        guard let existing = try context.dropped(function, change) else { return Draft() }
        function.name = existing.name
        function.detail = existing.detail
        if context.does([.create, .replace], to: function) { return Draft() }
        try context.refuseUsers(of: existing, change)
        var draft = Draft()
        draft.warn(
            "drop-function-breaks-code", .error, function.name, nil,
            "code that still calls \(function.name) fails once it is gone: it is dropped only after "
                + "`colonnade confirm unused`"
        )
        draft.add(
            .contract, "drop-\(function.kind.rawValue)", "Drop \(function.kind.rawValue) \(function.name)",
            [function.dropping], reversible: false
        )
        return draft
    }
}
