import ColonnadeModel

/// CREATE TRIGGER keeps writers waiting for a moment (SHARE ROW EXCLUSIVE). It comes after the backfill, on whose
/// rows it would fire otherwise. One that the same migration drops is replaced in one moment.
enum CreateTrigger: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var trigger) = change.kind, trigger.kind == .trigger,
            [.create, .replace].contains(trigger.verb), let tableName = trigger.table
        else { return nil }
        let table = try context.table(tableName, for: change)
        trigger.table = table.name
        let written = SQL(verbatim: change.statement)
        let name = trigger.name.name
        var draft = Draft()
        draft.warn(
            "trigger-fires-for-old-code", .warning, table.name, nil,
            "\(name) fires for what old code writes as well, from the moment it is there"
        )
        guard let existing = context.find(trigger) else {
            draft.add(
                context.afterFills, "create-trigger", "Create trigger \(name) on \(table.name)",
                [trigger.statement(.create, written)], undo: [trigger.dropping]
            )
            return draft
        }
        let isDropped = context.does([.drop], to: trigger)
        if trigger.verb == .create, !isDropped { try context.refuseTaken(trigger, change) }
        let before = trigger.statement(.create, SQL(verbatim: existing.definition))
        draft.add(
            context.afterFills, "replace-trigger", "Replace trigger \(name) of \(table.name)",
            (isDropped ? [trigger.dropping] : []) + [trigger.statement(.create, written)],
            undo: [trigger.restoring(existing, by: before)]
        )
        return draft
    }
}

extension ObjectChange {
    /// The old trigger in the place of the new one, in one moment, switched on or off as it was.
    func restoring(_ existing: SchemaObject, by before: Statement) -> Statement {
        guard case .object(var statement) = dropping, case .object(let create) = before, let table else {
            return before
        }
        statement.sql += create.sql
        if existing.triggerMode != .enabled {
            statement.sql.append(
                "ALTER TABLE \(table) \(verbatim: existing.triggerMode.rawValue) TRIGGER \(name.name)")
        }
        return .object(statement)
    }
}
