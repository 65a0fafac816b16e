import ColonnadeModel

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
            // Also after a rollback, which leaves the value where it is.
            return draft
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
