import ColonnadeModel

/// ADD CHECK reads the whole table under ACCESS EXCLUSIVE. Here the rows are looked at first, beside everybody; then
/// the constraint is added NOT VALID, which is a moment, and validated beside readers and writers.
///
/// It comes after the backfill: earlier it would reject old writers, and even their updates of rows not filled yet.
enum AddCheck: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .constraint(.add(let name, let definition)) = change.kind,
            case .check(let condition, let inherits) = definition.body
        else { return nil }
        let table = try context.table(name, for: change)
        let addition = ConstraintAddition(context, table, definition, at: change)
        try addition.refuseTakenName()
        for column in condition.columns {
            guard !context.addsColumn(table.name, column) else { continue }
            _ = try context.column(column, of: table, for: change)
        }
        if table.kind == .partitioned, !inherits {
            throw Refusal(
                "a partitioned table has no rows of its own: CHECK … NO INHERIT would check nothing",
                remedy: "leave NO INHERIT out", at: change.range
            )
        }
        var draft = Draft()
        if definition.isValidated {
            draft.warn(
                "add-check-scans", .error, table.name, nil,
                "ADD CHECK reads all of \(table.name) under ACCESS EXCLUSIVE; it is added NOT VALID and validated "
                    + "beside readers and writers"
            )
        }
        draft.warn(
            "constraint-breaks-writers", .warning, table.name, nil,
            "code that still writes rows against CHECK (\(condition.text)) fails from the verify phase on"
        )
        let sql: SQL = "CHECK (\(condition.sql))\(" NO INHERIT", if: !inherits)"
        addition.add(sql, proving: .check(condition, inherits: inherits), to: &draft)
        return draft
    }
}
