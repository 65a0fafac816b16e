import ColonnadeModel

/// SET NOT NULL reads the whole table under ACCESS EXCLUSIVE, unless a valid CHECK proves that it need not.
enum SetNotNull: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .setNotNull(let name, let columnName) = change.kind else { return nil }
        // A column that the migration adds takes NOT NULL into its own recipe.
        if context.addsColumn(name, columnName) { return Draft() }
        let table = try context.table(name, for: change)
        let column = try context.column(columnName, of: table, for: change)
        var draft = Draft()
        guard !column.isSurelyNotNull(in: table) else { return draft }
        let fill = try Filling.combined(context.fills(table.name, columnName), otherwise: nil)
        let filling = try fill.map { (fill) throws(Refusal) in try Filling(context, table, fill, for: change)
        }

        draft.warn(
            "set-not-null-scans", .error, table.name, columnName,
            "SET NOT NULL reads all of \(table.name) under ACCESS EXCLUSIVE; a validated CHECK proves it instead"
        )
        if filling == nil {
            draft.warn(
                "not-null-breaks-writers", .warning, table.name, columnName,
                "code that still writes NULL into \(table.name).\(columnName) fails from the verify phase on"
            )
        }
        if let filling {
            draft.add(
                .expand, "install-fill", "Keep \(table.name).\(columnName) filled while old code writes NULL",
                [.installFill(filling.trigger)], undo: [.removeFill(filling.trigger)],
                loss: "which rows were NULL: they keep what the fill gave them"
            )
            filling.addBackfill(to: &draft)
        }
        addProof(context, table, columnName, filling, to: &draft)
        return draft
    }

    private static func addProof(
        _ context: PlanContext, _ table: Table, _ column: Identifier, _ filling: Filling?,
        to draft: inout Draft
    ) {
        let removal = filling.map { [Statement.removeFill($0.trigger)] } ?? []
        guard context.can.altersColumns else {
            draft.add(
                .verify, "verify-not-null", "Prove that no row of \(table.name) is NULL in \(column)",
                [.verify(.notNull(table.name, column))]
            )
            draft.addRebuild(
                table.name, "Make \(table.name).\(column) NOT NULL", [.setNotNull(column)], after: removal)
            return
        }
        let proof = NotNullProof(context, table, column)
        proof.addSteps(to: &draft)
        let phase: Phase = filling == nil ? .verify : .contract
        draft.add(
            phase, "set-not-null", "Make \(table.name).\(column) NOT NULL by the proof",
            proof.conclusion + removal,
            undo: phase == .verify ? proof.undoConclusion : [], reversible: phase == .verify
        )
    }
}
