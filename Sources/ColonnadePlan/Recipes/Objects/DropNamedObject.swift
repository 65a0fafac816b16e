import ColonnadeModel

/// DROP of these.
enum DropNamedObject: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var object) = change.kind, object.verb == .drop else { return nil }
        guard let existing = try context.dropped(object, change) else { return Draft() }
        if object.kind == .sequence { object.name = existing.name }
        try context.refuseUsers(of: existing, change)
        if object.kind == .schema {
            let inside = context.catalog.tables.keys.filter { $0.schema == object.name.name }
                .filter { !context.droppedTables.contains($0) }.sorted()
            if let first = inside.first {
                throw Refusal(
                    "the schema \(object.name) has tables, such as \(first)",
                    remedy: "drop or move them first",
                    at: change.range
                )
            }
        }
        var draft = Draft()
        draft.add(
            .contract, "drop-\(object.kind.rawValue.split(separator: " ").joined(separator: "-"))",
            "Drop \(object.kind.rawValue) \(object.name)", [object.dropping], reversible: false
        )
        return draft
    }
}
