import ColonnadeModel

/// DROP COLUMN is a catalog change, but it breaks all code that still names the column, and nothing brings the
/// data back: it waits in contract, behind the *unused* gate. Before that, new code is let leave the column out.
enum DropColumn: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .dropColumn(let name, let columnName, let ifExists, let cascade) = change.kind else {
            return nil
        }
        let table = try context.table(name, for: change)
        var draft = Draft()
        if ifExists, table.column(columnName) == nil { return draft }
        let column = try context.column(columnName, of: table, for: change)
        try refuseDependents(of: columnName, in: table, cascade, change)
        try refuseReferences(to: columnName, in: table, context, change)
        try refuseMove(of: columnName, from: table, context, change)
        warn(&draft, table, columnName)

        let group = try context.replacement(dropping: columnName, of: table)
        let isReplaced = group != nil || context.moves.contains { $0.drop == change }
        // Where new columns take its place, a value of theirs that cannot be converted back leaves it NULL.
        if context.can.altersColumns, column.notNull, column.defaultExpression == nil || isReplaced,
            !column.isIdentity, !column.isGenerated
        {
            draft.add(
                .expand, "drop-not-null", "Let new code leave \(table.name).\(columnName) out of its inserts",
                [.dropNotNull(table.name, columnName)],
                undo: NotNullProof(context, table, columnName).restore(
                    reverse: context.reverse(table.name, columnName)),
                loss: context.reverse(table.name, columnName) == nil
                    ? "NULLs that new code left in \(table.name).\(columnName) must be filled by hand first: "
                        + "no colonnade:reverse says with what" : nil
            )
        }
        if context.can.dropsColumnsInCatalog {
            // Whichever comes first, this or the end of the columns that take its place.
            let removal = group.map { [Statement.column(.removeSync($0.sync))] } ?? []
            // Where new columns take its place, its values are in them.
            let retention = isReplaced ? nil : context.retention
            let kept = retention.map { draft.keep(columnName, of: table.name, for: $0) } ?? columnName
            draft.add(
                .contract, "drop-column", "Drop column \(table.name).\(kept) and its data",
                removal + [.dropColumn(table.name, kept, cascade: false)],
                loss: "the data of \(columnName)",
                reversible: false, retention: retention
            )
        } else {
            // SQLite refuses to drop a column that an index uses, so those go first, in the same transaction.
            let indexes = table.indexes.filter { $0.columns.contains(columnName) && !$0.backsConstraint }
            draft.addRebuild(
                table.name, "Drop column \(table.name).\(columnName) and its data", [.dropColumn(columnName)],
                after: indexes.map { .dropIndex(ObjectName($0.name), table: table.name, concurrently: false) }
            )
        }
        return draft
    }

    private static func refuseDependents(
        of column: Identifier, in table: Table, _ cascade: Bool, _ change: Change
    ) throws(Refusal) {
        let views = table.views.filter { $0.columns.contains(column) }.map(\.name.description)
        if !views.isEmpty {
            throw Refusal(
                "\(table.name).\(column) is used by \(views.count == 1 ? "the view" : "the views") "
                    + views.joined(separator: ", "),
                remedy: "replace the views first, in a migration of their own; CASCADE would drop them",
                at: change.range
            )
        }
        let others = table.column(column)?.details.dependants.filter(\.refusesDrop).map(\.description) ?? []
        if !others.isEmpty {
            throw Refusal(
                "\(table.name).\(column) is used by \(others.joined(separator: "; ")): "
                    + "the server would refuse to drop it, long after code stopped using it",
                remedy:
                    "take \(others.count == 1 ? "that" : "those") away first, in a migration of their own",
                at: change.range
            )
        }
        if cascade {
            throw Refusal(
                "DROP COLUMN … CASCADE drops whatever depends on the column without naming it",
                remedy: "leave CASCADE out: indexes and constraints of the column go with it anyway",
                at: change.range
            )
        }
    }

    /// Where a column that is there already takes over, or the engine has no triggers for it, nothing brings over what code
    /// goes on writing to the old column.
    private static func refuseMove(
        of column: Identifier, from table: Table, _ context: PlanContext, _ change: Change
    ) throws(Refusal) {
        for case .fill(let fill) in context.migration.changes.map(\.kind) {
            if fill.reads(column, of: table.name, context),
                !context.moves.contains(where: { $0.fill == fill })
            {
                throw Refusal(
                    "\(fill.table).\(fill.column) is filled from \(table.name).\(column), but what code writes there later "
                        + "would not follow, and would go with the column",
                    remedy: MoveConditions.wayRound(column), at: change.range
                )
            }
        }
    }

    private static func refuseReferences(
        to column: Identifier, in table: Table, _ context: PlanContext, _ change: Change
    ) throws(Refusal) {
        let keys = context.catalog.tables.values.flatMap { other in
            other.constraints.filter {
                $0.references == table.name && $0.referencedColumns.contains(column)
                    && other.name != table.name
            }.map { "\($0.name) of \(other.name)" }
        }.sorted()
        if !keys.isEmpty {
            throw Refusal(
                "\(table.name).\(column) is what \(keys.count == 1 ? "the foreign key" : "the foreign keys") "
                    + "\(keys.joined(separator: ", ")) \(keys.count == 1 ? "refers" : "refer") to",
                remedy: "drop \(keys.count == 1 ? "it" : "them") first, in a migration of their own",
                at: change.range
            )
        }
    }

    private static func warn(_ draft: inout Draft, _ table: Table, _ column: Identifier) {
        draft.warn(
            "drop-column-breaks-code", .error, table.name, column,
            "code that still names \(table.name).\(column) fails once it is gone: it is dropped only after "
                + "`colonnade confirm unused`"
        )
        let indexes = table.indexes.filter { $0.columns.contains(column) && !$0.backsConstraint }.map(
            \.name.text)
        let constraints = table.constraints.filter { $0.columns.contains(column) }.map(\.name.text)
        if !(indexes + constraints).isEmpty {
            draft.warn(
                "drop-column-takes-along", .warning, table.name, column,
                "these go with the column: " + (indexes + constraints).joined(separator: ", ")
            )
        }
    }
}

extension Draft {
    /// Hides a column from code without touching its data: whoever still names it fails as if it were dropped, and one
    /// renaming brings it back.
    fileprivate mutating func keep(
        _ column: Identifier, of table: ObjectName, for retention: Duration
    ) -> Identifier {
        let kept = Naming.kept(column)
        add(
            .contract, "hide-column",
            "Rename column \(table).\(column) to \(kept), which is kept for \(retention.inWords)",
            [.column(.rename(table, column, to: kept))],
            undo: [.column(.rename(table, kept, to: column))],
            loss: "NULL is in \(column) of the rows that were written since"
        )
        return kept
    }
}

extension Duration {
    /// `7 days`, `12 hours`, `90 seconds`: in the largest unit that leaves nothing over.
    fileprivate var inWords: String {
        let whole = components.seconds
        let (unit, name) =
            [(86_400, "day"), (3_600, "hour"), (60, "minute")].first { whole >= $0.0 && whole % $0.0 == 0 }
            ?? (1, "second")
        return "\(whole / unit) \(name)\(whole == unit ? "" : "s")"
    }
}
