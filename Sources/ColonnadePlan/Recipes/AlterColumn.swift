import ColonnadeModel

/// ALTER COLUMN forms that touch the catalog only. Those that old code depends on wait in contract.
enum AlterColumn: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .alterColumn(let name, let columnName, let alteration) = change.kind else { return nil }
        let table = try context.table(name, for: change)
        let column = try context.column(columnName, of: table, for: change)
        if !context.can.altersColumns {
            throw Refusal(
                "the engine cannot alter a column in place", remedy: "write a new table and copy into it",
                at: change.range
            )
        }
        var draft = Draft()
        let subject = ColumnName(table.name, columnName)
        switch alteration {
        case .set(let attribute):
            draft.add(
                .expand, alteration.kind, "Change a setting of \(subject)",
                [.column(.set(table.name, columnName, attribute, only: false))],
                undo: undo(attribute, table.name, column),
                loss: column.restorable(attribute) ? nil : "nothing, but the setting stays as it is"
            )
        case .addIdentity(let always, let options):
            try addIdentity(column, subject, always, options, change, to: &draft)
        case .setIdentity(let setting):
            // What GENERATED was is known; where the sequence stood is not.
            let isKind = setting.wholeMatch(of: /(?i)set\s+generated\s+(always|by\s+default)/) != nil
            let before = "SET GENERATED \(column.details.isAlwaysIdentity ? "ALWAYS" : "BY DEFAULT")"
            draft.add(
                .expand, alteration.kind, "Change the identity of \(subject)",
                [.column(.setIdentity(subject, setting))],
                undo: isKind ? [.column(.setIdentity(subject, before))] : [],
                loss: isKind ? nil : "nothing, but the sequence stays as it is", reversible: isKind
            )
        case .dropIdentity(let ifExists):
            if !column.isIdentity, ifExists { return draft }
            draft.warn(
                "drop-identity-breaks-inserts", .error, table.name, columnName,
                "code that leaves \(columnName) out of its inserts fails once it is no identity column: it stays one until "
                    + "`colonnade confirm unused`"
            )
            draft.add(
                .contract, alteration.kind, "Make \(subject) a plain column",
                [.column(.dropIdentity(subject))],
                loss: "where its sequence stood", reversible: false
            )
        case .dropExpression(let ifExists):
            if !column.isGenerated, ifExists { return draft }
            draft.warn(
                "drop-expression-stops-computing", .error, table.name, columnName,
                "\(columnName) is computed by nobody any more: code has to write it from contract on, and cannot before"
            )
            draft.add(
                .contract, alteration.kind, "Make \(subject) a plain column",
                [.column(.dropExpression(subject))],
                loss: "that it is computed", reversible: false
            )
        }
        return draft
    }

    private static func addIdentity(
        _ column: Column, _ subject: ColumnName, _ always: Bool, _ options: String, _ change: Change,
        to draft: inout Draft
    ) throws(Refusal) {
        if !column.notNull || column.defaultExpression != nil || column.isIdentity {
            throw Refusal(
                "an identity column has to be NOT NULL and to have no default",
                remedy: "SET NOT NULL and DROP DEFAULT in a migration before this one", at: change.range
            )
        }
        if !options.lowercased().contains("start") {
            draft.warn(
                "identity-starts-at-one", .warning, subject.table, subject.column,
                "its sequence starts at 1, whatever the rows have: say START WITH a number above the largest one"
            )
        }
        draft.add(
            .expand, "add-identity", "Let \(subject) be numbered by the database",
            [.column(.addIdentity(subject, always: always, options: options, continuing: nil))],
            undo: [.column(.dropIdentity(subject))], loss: "where its sequence stood"
        )
    }

    private static func undo(_ attribute: ColumnAttribute, _ table: ObjectName, _ column: Column)
        -> [Statement]
    {
        let details = column.details
        let before: ColumnAttribute? =
            switch attribute {
            case .statistics: .statistics(details.statisticsTarget ?? -1)
            case .storage: .storage(details.storage ?? details.typeStorage)
            case .compression: .compression(details.compression ?? "default")
            case .options, .comment, .grant: nil
            }
        return before.map { [.column(.set(table, column.name, $0, only: false))] } ?? []
    }
}

extension Column {
    fileprivate func restorable(_ attribute: ColumnAttribute) -> Bool {
        switch attribute {
        case .statistics, .storage, .compression: true
        case .options, .comment, .grant: false
        }
    }
}
