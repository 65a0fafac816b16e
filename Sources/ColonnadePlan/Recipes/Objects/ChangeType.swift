import ColonnadeModel

/// CREATE TYPE and CREATE DOMAIN lock nothing; DROP waits in contract, and names the columns in its way.
enum CreateType: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var type) = change.kind, [.type, .domain].contains(type.kind), type.verb == .create
        else { return nil }
        type.name = context.catalog.resolve(type.name)
        if context.find(type) != nil { try context.refuseTaken(type, change) }
        var draft = Draft()
        draft.add(
            .expand, "create-\(type.kind.rawValue)", "Create \(type.kind.rawValue) \(type.name)",
            [type.statement(.create, SQL(verbatim: change.statement))], undo: [type.dropping]
        )
        return draft
    }
}

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

/// ALTER TYPE … ADD VALUE locks no table. The value can be used once the step has committed, so it has a step of its
/// own; PostgreSQL cannot take it away again, which harms nobody.
enum AddEnumValue: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var type) = change.kind, type.verb == .addValue else { return nil }
        guard let existing = context.find(type) else {
            guard context.does([.create], to: type) || context.creates(type) else {
                throw Refusal("there is no type \(type.name)", remedy: "check the name", at: change.range)
            }
            throw Refusal(
                "\(type.name) is created in the same migration",
                remedy: "write all its values into CREATE TYPE",
                at: change.range
            )
        }
        type.name = existing.name
        var draft = Draft()
        if existing.detail.split(separator: "\u{1F}").contains(Substring(type.detail)) {
            if type.isConditional { return draft }
            throw Refusal(
                "\(type.name) has the value '\(type.detail)' already",
                remedy: "write IF NOT EXISTS if that is fine", at: change.range
            )
        }
        draft.warn(
            "enum-value-unknown-to-old-code", .warning, type.name, nil,
            "old code that reads a row with '\(type.detail)' may not know the value: write it only after *ready*"
        )
        // IF NOT EXISTS, because before PostgreSQL 12 it is outside the transaction that writes it down.
        draft.add(
            .expand, "add-enum-value", "Add '\(type.detail)' to the type \(type.name)",
            [
                type.statement(
                    .addValue, "ALTER TYPE \(type.name) ADD VALUE IF NOT EXISTS \(verbatim: type.rest)")
            ],
            loss: "nothing, but the value stays: PostgreSQL cannot remove it from the type"
        )
        return draft
    }
}

extension PlanContext {
    /// Whether the migration creates a type of the name.
    fileprivate func creates(_ type: ObjectChange) -> Bool {
        var other = type
        other.detail = ""
        return does([.create], to: other)
    }
}

/// RENAME VALUE and RENAME of a type hold for every row and all code from one moment to the next: there is no state
/// in which both generations are right.
enum RenameType: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(let type) = change.kind else { return nil }
        switch type.verb {
        case .renameValue:
            throw Refusal(
                "RENAME VALUE changes '\(type.detail)' of \(type.name) for all rows and all code in one moment: "
                    + "old code would write a value that is gone",
                remedy: "ADD VALUE the new one in this migration; then, once all code knows both, "
                    + "UPDATE the rows in the next, which goes in batches, and stop using the old one",
                at: change.range
            )
        case .rename:
            throw Refusal(
                "RENAME of the type \(type.name) breaks code that casts to it, in one moment",
                remedy:
                    "to replace an enum: CREATE TYPE the new one under a new name, and change the column's type to "
                    + "it with ALTER COLUMN … TYPE … USING column::text::new_type, which becomes a rollout of its own; "
                    + "DROP TYPE the old one afterwards",
                at: change.range
            )
        default: return nil
        }
    }
}
