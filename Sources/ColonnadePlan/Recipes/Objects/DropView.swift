import ColonnadeModel

/// DROP VIEW breaks the code that reads it: it waits in contract, behind the *unused* gate.
enum DropView: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var view) = change.kind, view.verb == .drop,
            [.view, .materializedView].contains(view.kind)
        else { return nil }
        guard let existing = try context.dropped(view, change) else { return Draft() }
        view.name = existing.name
        if context.does([.create, .replace], to: view) {
            guard view.kind == .materializedView else { return Draft() }
            throw Refusal(
                "\(view.name) would be gone, with its indexes, until its query has run again",
                remedy: "create the new one under another name, and drop this one in a later migration",
                at: change.range
            )
        }
        try context.refuseUsers(of: existing, change)
        var draft = Draft()
        draft.warn(
            "drop-view-breaks-code", .error, view.name, nil,
            "code that still reads \(view.name) fails once it is gone: it is dropped only after "
                + "`colonnade confirm unused`"
        )
        draft.add(
            .contract, "drop-view", "Drop \(view.kind.rawValue) \(view.name)", [view.dropping],
            reversible: false)
        return draft
    }
}
