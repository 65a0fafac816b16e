import ColonnadeModel

/// DROP TYPE and DROP DOMAIN.
enum DropType: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var type) = change.kind, [.type, .domain].contains(type.kind), type.verb == .drop
        else {
            return nil
        }
        guard let existing = try context.dropped(type, change) else { return Draft() }
        type.name = existing.name
        try context.refuseUsers(of: existing, change)
        var draft = Draft()
        draft.add(
            .contract, "drop-\(type.kind.rawValue)", "Drop \(type.kind.rawValue) \(type.name)",
            [type.dropping],
            reversible: false
        )
        return draft
    }
}
