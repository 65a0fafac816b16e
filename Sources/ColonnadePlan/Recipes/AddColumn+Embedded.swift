import ColonnadeModel

/// The way where columns cannot be altered (SQLite): the bare column, a trigger and a backfill as everywhere, then
/// one rebuild that gives the column its full definition.
extension ColumnAddition {
    func addEmbeddedSteps(to draft: inout Draft) throws(Refusal) {
        if column.key?.isPrimary == true {
            throw Refusal(
                "a primary key cannot be added to a table that has rows",
                remedy: "create a new table and copy into it",
                at: change.range
            )
        }
        let filling = try value.map { (value) throws(Refusal) in
            try Filling(context, table, value, for: change)
        }
        guard let filling else {
            addUnfilled(to: &draft)
            return
        }
        draft.add(
            .expand, "add-column",
            "Add column \(table.name).\(column.name), kept filled while old code writes on",
            [.addColumn(table.name, column.bare), .installFill(filling.trigger)],
            undo: [.removeFill(filling.trigger), .dropColumn(table.name, column.name, cascade: false)],
            loss: "what was written to \(table.name).\(column.name)"
        )
        filling.addBackfill(to: &draft)
        filling.addProof(to: &draft)
        if column.notNull {
            draft.add(
                .verify, "verify-not-null", "Prove that no row of \(table.name) is NULL in \(column.name)",
                [.verify(.notNull(table.name, column.name))]
            )
        }
        if column != column.bare {
            draft.addRebuild(
                table.name, "Give \(table.name).\(column.name) its full definition", [.redefine(column)],
                after: [.removeFill(filling.trigger)]
            )
        } else {
            draft.add(
                .contract, "conclude-column", "Take the scaffolding of \(table.name).\(column.name) away",
                [.removeFill(filling.trigger)], reversible: false
            )
        }
    }

    /// What existing rows and old code's inserts get, where ADD COLUMN alone cannot give it to them.
    private var value: Fill? {
        if let fill { return fill }
        switch column.source {
        case .constant(let value):
            return value.isLiteral && isAddable
                ? nil : Fill(table: table.name, column: column.name, value: value)
        case .none, .generatedStored, .generatedVirtual, .identity, .serial:
            return nil
        }
    }

    /// ADD COLUMN accepts no UNIQUE and no STORED, REFERENCES only with a NULL default, and a CHECK only where the
    /// default satisfies it (sqlite.org/lang_altertable.html).
    private var isAddable: Bool {
        if case .generatedStored = column.source { return false }
        let hasDefault = column.source != .none
        return column.key == nil && !(hasDefault && (column.reference != nil || !column.checks.isEmpty))
    }

    private func addUnfilled(to draft: inout Draft) {
        let drop: Statement = .dropColumn(table.name, column.name, cascade: false)
        let loss = "what was written to \(table.name).\(column.name)"
        if isAddable {
            draft.add(
                .expand, "add-column", "Add column \(table.name).\(column.name)",
                [.addColumn(table.name, column)],
                undo: [drop], loss: loss
            )
            return
        }
        draft.add(
            .expand, "add-column", "Add column \(table.name).\(column.name)",
            [.addColumn(table.name, column.bare)],
            undo: [drop], loss: loss
        )
        draft.addRebuild(
            table.name, "Give \(table.name).\(column.name) its full definition", [.redefine(column)]
        )
    }
}
