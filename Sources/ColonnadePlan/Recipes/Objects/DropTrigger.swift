import ColonnadeModel

/// DROP TRIGGER takes away what old code may rely on: it waits in contract.
enum DropTrigger: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var trigger) = change.kind, trigger.kind == .trigger, trigger.verb == .drop,
            let tableName = trigger.table
        else { return nil }
        let table = try context.table(tableName, for: change)
        trigger.table = table.name
        guard try context.dropped(trigger, change) != nil, !context.does([.create, .replace], to: trigger)
        else {
            return Draft()
        }
        var draft = Draft()
        draft.warn(
            "drop-trigger-changes-writes", .warning, table.name, nil,
            "what old code writes is not seen by \(trigger.name.name) any more: it is dropped only after "
                + "`colonnade confirm unused`"
        )
        draft.add(
            .contract, "drop-trigger", "Drop trigger \(trigger.name.name) of \(table.name)",
            [trigger.dropping],
            reversible: false
        )
        return draft
    }
}
