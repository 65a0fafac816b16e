import ColonnadeModel

/// A named NOT NULL (PostgreSQL 18): added NOT VALID in a moment, validated beside readers and writers.
enum AddNotNullConstraint: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .constraint(.add(let name, let definition)) = change.kind,
            case .notNull(let columnName) = definition.body
        else { return nil }
        let table = try context.table(name, for: change)
        guard context.can.validatesNotNullLater else {
            throw Refusal(
                "ADD CONSTRAINT … NOT NULL needs PostgreSQL 18",
                remedy: "write ALTER TABLE \(table.name) ALTER COLUMN \(columnName) SET NOT NULL",
                at: change.range
            )
        }
        var draft = Draft()
        if !context.addsColumn(table.name, columnName) {
            let column = try context.column(columnName, of: table, for: change)
            if column.isSurelyNotNull(in: table) { return draft }
        }
        draft.warn(
            "not-null-breaks-writers", .warning, table.name, columnName,
            "code that still writes NULL into \(table.name).\(columnName) fails from the verify phase on"
        )
        let addition = ConstraintAddition(context, table, definition, at: change)
        addition.add("NOT NULL \(columnName)", proving: .notNull(columnName), to: &draft)
        return draft
    }
}
