import ColonnadeModel

/// RENAME TABLE and SET SCHEMA are a moment, but from then on one generation of code looks for a table that is not
/// there. So a view stands under the old name from the same moment on: old code reads and writes through it, new code
/// uses the new name. Contract drops the view.
enum MoveTable: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        let name: ObjectName
        var new: ObjectName
        switch change.kind {
        case .wholeTable(.rename(let table, let to)):
            name = table
            new = ObjectName(schema: context.catalog.table(table)?.name.schema, to)
        case .wholeTable(.setSchema(let table, let schema)):
            name = table
            new = ObjectName(schema: schema, table.name)
        default: return nil
        }
        let table = try context.table(name, for: change)
        new.schema = new.schema ?? table.name.schema
        try refuse(table, new, change, context)

        var draft = Draft()
        draft.warn(
            "rename-breaks-code", .error, table.name, nil,
            "code of one generation would not find \(table.name): a view stands under the old name until "
                + "`colonnade confirm unused`"
        )
        draft.warn(
            "view-is-no-table", .warning, table.name, nil,
            "through the view old code can SELECT, INSERT, UPDATE, DELETE and say ON CONFLICT (columns); what it cannot: "
                + "COPY, TRUNCATE, ON CONFLICT ON CONSTRAINT, CREATE INDEX, currval(pg_get_serial_sequence('\(table.name)', …))"
        )
        draft.add(
            .expand, "move-table", "Call \(table.name) \(new), and let a view stand under the old name",
            [.wholeTable(.moveBehindView(table.name, to: new, columns: table.columns.map(\.name)))],
            undo: [.wholeTable(.moveBack(table.name, from: new))]
        )
        draft.add(
            .contract, "drop-view", "Drop the view under the old name \(table.name)",
            [.wholeTable(.dropView(table.name))], reversible: false
        )
        return draft
    }

    private static func refuse(
        _ table: Table, _ new: ObjectName, _ change: Change, _ context: PlanContext
    ) throws(Refusal) {
        if context.catalog.isTaken(new) {
            throw Refusal("the name \(new) is taken", remedy: "choose another one", at: change.range)
        }
        if !table.parents.isEmpty || table.kind == .ordinary && !table.children.isEmpty {
            throw Refusal(
                "\(table.name) is part of a partitioned table or inheritance, where no view can take its place",
                remedy:
                    "detach it first, or, where no code names it, write `-- colonnade:run-as-is <reason>`",
                at: change.range
            )
        }
        if !table.publications.isEmpty {
            let names = table.publications.map(\.text).joined(separator: ", ")
            throw Refusal(
                "\(table.name) is published by \(names): subscribers look for their table by its name and stop",
                remedy:
                    "create the table under the new name at the subscribers and refresh their subscriptions, then "
                    + "write `-- colonnade:run-as-is <reason>`",
                at: change.range
            )
        }
        if table.rowSecurity, !context.can.viewsCheckRightsOfCallers {
            throw Refusal(
                "\(table.name) has row-level security, which a view would pass over before PostgreSQL 15",
                remedy: "rename it while no code runs, by `-- colonnade:run-as-is <reason>`", at: change.range
            )
        }
        let others = context.migration.changes.filter {
            $0 != change && $0.kind.table.map { context.same($0, table.name) } == true
        }
        if let other = others.first {
            throw Refusal(
                "\(table.name) is moved here and changed on line \(other.range.start.line)",
                remedy: "move it in a migration of its own", at: change.range
            )
        }
    }
}
