import ColonnadeModel

/// A column moves to another table: `ADD COLUMN` there, `UPDATE … FROM` that finds each row's value in the old home, and
/// `DROP COLUMN` in the old one. Until contract both homes are written: what old code writes in the old one goes to the new
/// one and the other way round, in the same transaction. The rows of the two tables have to be tied by a foreign key, and
/// one to one; where several rows take their value from the same one, `-- colonnade:reverse` says which value that has.
enum MoveColumn: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .addColumn(let name, let definition, _) = change.kind,
            let (drop, fill) = context.moves.first(where: {
                context.same($0.fill.table, name) && $0.fill.column == definition.name
            })
        else { return nil }
        let table = try context.table(name, for: change)
        guard table.column(definition.name) == nil else { return nil }
        let addition = try ColumnAddition(context, table, definition, change)
        let moving = try MovingColumn(context, fill, as: addition.column, dropping: drop)
        var draft = Draft()
        warn(&draft, moving)
        let move = moving.move
        draft.add(
            .expand, "add-column",
            "Add column \(table.name).\(move.new), kept in step with \(move.source).\(move.old) whichever of them code writes",
            [.addColumn(table.name, addition.column.bare), .column(.installMove(move))],
            undo: [.column(.removeMove(move)), .dropColumn(table.name, move.new, cascade: false)],
            loss: moving.alwaysHasSource
                ? nil
                : "what was written to \(table.name).\(move.new) of rows that have none in \(move.source)"
        )
        draft.addBackfill(of: [moving.fill], in: table, context)
        draft.add(
            .verify, "settle-move",
            "From here on a NULL in \(table.name).\(move.new) is what new code wrote",
            [.column(.settleMove(move))]
        )
        draft.add(
            .verify, "verify-filled", "Prove that no row of \(table.name) is left without \(move.new)",
            [.verify(.filled(moving.fill))]
        )
        if move.reverse == nil {
            draft.add(
                .verify, "verify-in-step",
                "Prove that \(table.name).\(move.new) is what \(move.source).\(move.old) is",
                [.verify(.inStep(move))]
            )
        }
        let promises = ColumnPromises(addition)
        promises.addSteps(to: &draft, atContract: true)
        draft.add(
            .contract, "conclude-column", "Take the scaffolding of \(table.name).\(move.new) away",
            [.column(.removeMove(move))] + promises.conclusion, reversible: false
        )
        return draft
    }

    private static func warn(_ draft: inout Draft, _ moving: MovingColumn) {
        let move = moving.move
        let (old, new) = ("\(move.source).\(move.old)", "\(move.target).\(move.new)")
        draft.warn(
            "move-column-loses-writes", .error, move.target, move.new,
            "what code writes into \(old) after the UPDATE is not in \(new), and goes with the column; both are kept in step "
                + "until `colonnade confirm unused`"
        )
        draft.warn(
            "moved-column-deadlock", .warning, move.target, move.new,
            "until then a write of \(old) locks the row of \(move.target) as well, and a write of \(new) that of \(move.source): "
                + "where old and new code write the value of the same pair of rows, or delete it, at the same instant, one of "
                + "the two can be ended as a deadlock (40P01) and has to be tried again"
        )
        draft.warn(
            "moved-column-authority", .note, move.target, move.new,
            "until then a row that is inserted without \(move.new), or finds another partner, takes the value that its partner "
                + "in \(move.source) has; a row that is deleted in \(move.source) leaves \(new) as it is once the rollout is ready"
        )
        draft.warn(
            "moved-column-isolation", .note, move.target, move.new,
            "a REPEATABLE READ transaction that writes \(old) does not see a row of \(move.target) that another one inserts "
                + "meanwhile, so that row keeps the value before; READ COMMITTED and SERIALIZABLE have no such gap"
        )
    }
}

extension PlanContext {
    /// Columns that are dropped while an UPDATE … FROM of the migration gives their values to a new column of another table.
    var moves: [(drop: Change, fill: Fill)] {
        guard can.keepsColumnsInStep else { return [] }
        return migration.changes.flatMap { drop -> [(drop: Change, fill: Fill)] in
            guard case .dropColumn(let source, let column, _, _) = drop.kind else { return [] }
            return migration.changes.compactMap { change in
                guard case .fill(let fill) = change.kind, addsColumn(fill.table, fill.column),
                    fill.reads(column, of: source, self)
                else { return nil }
                return (drop, fill)
            }
        }
    }
}

extension Fill {
    /// Whether it gives a column's value to another table.
    func reads(_ column: Identifier, of source: ObjectName, _ context: PlanContext) -> Bool {
        DefinitionText(value.text).mentions(column) && !context.same(table, source)
            && (join?.tables ?? []).contains { context.same($0, source) }
    }
}
