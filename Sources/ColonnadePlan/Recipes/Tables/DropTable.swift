import ColonnadeModel

/// DROP TABLE is a moment, but nothing brings the rows back, and all code that names the table breaks: it waits in
/// contract, behind the *unused* gate. What depends on the table is named instead of dropped along with it.
enum DropTable: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .wholeTable(.drop(let name, let ifExists, let cascade)) = change.kind else { return nil }
        var draft = Draft()
        if ifExists, context.catalog.table(name) == nil { return draft }
        let table = try context.table(name, for: change)
        if cascade {
            throw Refusal(
                "DROP TABLE … CASCADE drops whatever depends on \(table.name) without naming it",
                remedy: "leave CASCADE out, and drop by name what has to go too", at: change.range
            )
        }
        let dropped = context.droppedTables
        try refuseDependents(of: table, dropped, change, context)
        let rows = table.estimatedRows.map { ", about \($0.grouped) rows" } ?? ""
        draft.warn(
            "drop-table-breaks-code", .error, table.name, nil,
            "code that still names \(table.name) fails once it is gone\(rows): it is dropped only after "
                + "`colonnade confirm unused`"
        )
        // The tables of one statement go together, so that foreign keys between them are no hindrance.
        let together = context.migration.changes.filter { $0.statement == change.statement }
        guard together.first == change else { return draft }
        let tables = together.compactMap { $0.kind.table.flatMap(context.catalog.table)?.name }
        draft.add(
            .contract, "drop-table",
            "Drop \(tables.map(\.description).joined(separator: ", ")) with all data",
            [.wholeTable(.drop(tables, others: others(of: tables, context)))], loss: "the rows",
            reversible: false
        )
        return draft
    }

    private static func refuseDependents(
        of table: Table, _ dropped: Set<ObjectName>, _ change: Change, _ context: PlanContext
    ) throws(Refusal) {
        let views = table.views.map(\.name).filter { !context.dropsObject($0) }.map(\.description)
        let keys = context.catalog.tables.values.filter { !dropped.contains($0.name) }.flatMap { other in
            other.constraints.filter {
                $0.references == table.name && !context.dropsConstraint($0.name, of: other.name)
            }.map { "the foreign key \(other.name).\($0.name)" }
        }
        let children = table.children.filter { _ in table.kind == .ordinary }.map { "its child \($0)" }
        let dependents = (views.map { "the view \($0)" } + keys + children).sorted()
        guard dependents.isEmpty else {
            throw Refusal(
                "\(table.name) is used by \(dependents.joined(separator: ", "))",
                remedy: "drop these before it, in this migration or one of their own", at: change.range
            )
        }
        if !table.parents.isEmpty {
            throw Refusal(
                "\(table.name) is a partition or child of \(table.parents[0]): dropping it locks that ACCESS EXCLUSIVE",
                remedy:
                    "`ALTER TABLE \(table.parents[0]) DETACH PARTITION \(table.name) CONCURRENTLY` first, "
                    + "then drop it in a migration of its own",
                at: change.range
            )
        }
    }

    /// The tables at the other end of their foreign keys.
    private static func others(of tables: [ObjectName], _ context: PlanContext) -> [ObjectName] {
        let referred = tables.compactMap(context.catalog.table).flatMap(\.constraints).compactMap(
            \.references)
        return Set(referred).subtracting(tables).sorted()
    }
}

extension PlanContext {
    /// The tables that the migration drops.
    var droppedTables: Set<ObjectName> {
        Set(
            migration.changes.compactMap { change in
                if case .wholeTable(.drop(let name, _, _)) = change.kind {
                    catalog.resolve(name)
                } else {
                    nil
                }
            }
        )
    }

    /// Whether the migration drops a view, function, type … of a name.
    func dropsObject(_ name: ObjectName) -> Bool {
        migration.changes.contains { change in
            guard case .object(let object) = change.kind, object.verb == .drop else { return false }
            return catalog.resolve(object.name) == name
        }
    }
}
