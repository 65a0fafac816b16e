import ColonnadeModel

/// An UPDATE of rows that belongs to no new column: done in short batches instead of one statement that holds every
/// row's lock until its end. Each batch is done once, but a row may be met twice, so the value must not depend on what
/// the UPDATE itself writes.
enum UpdateRows: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .fill(let fill) = change.kind, !context.isFilledElsewhere(fill),
            !change.statement.hasPrefix("--")
        else { return nil }
        let table = try context.table(fill.table, for: change)
        // All that one UPDATE assigns happens together; its first part stands for the others.
        let group = context.migration.changes.compactMap { other -> Fill? in
            guard other.statement == change.statement, case .fill(let part) = other.kind,
                !context.isFilledElsewhere(part)
            else { return nil }
            return part
        }
        guard group.first == fill else { return Draft() }
        try refuse(group, table, change, context)

        var draft = Draft()
        let columns = group.map(\.column)
        let names = columns.map(\.text).joined(separator: ", ")
        draft.warn(
            "update-in-one-statement", .error, table.name, fill.column,
            "one UPDATE of many rows of \(table.name) holds their locks until it is done; they are updated in short batches"
        )
        draft.warn(
            "update-misses-later-writes", .warning, table.name, fill.column,
            "it runs once: what old code writes into \(names) behind a batch stays as old code wrote it"
        )
        let reverse = group.compactMap { context.reverse(table.name, $0.column) }
        for leaf in context.leaves(of: table) {
            let backfill = context.rowWork(on: leaf, of: table, group)
            let undo = reverse.count == group.count ? [context.rowWork(on: leaf, of: table, reverse)] : []
            draft.add(
                .backfill, "update-rows", "Update \(names) of \(leaf.name) in batches", [.backfill(backfill)],
                undo: undo.map { .backfill($0) },
                loss: undo.isEmpty ? "what stood in \(names) before: no colonnade:reverse says it" : nil
            )
        }
        return draft
    }

    private static func refuse(
        _ group: [Fill], _ table: Table, _ change: Change, _ context: PlanContext
    ) throws(Refusal) {
        guard table.kind != .foreign, table.hasPhysicalOrder,
            table.kind == .partitioned || table.children.isEmpty
        else {
            throw Refusal(
                "\(table.name) is a foreign table or has inheritance children, which batches do not reach",
                remedy: "update each table by itself", at: change.range
            )
        }
        for fill in group {
            if !context.addsColumn(table.name, fill.column) {
                _ = try context.column(fill.column, of: table, for: change)
            }
            if fill.value.isVolatile(in: context.catalog) {
                throw Refusal(
                    "the value of \(fill.column) is another one each time: a row met twice would not keep it",
                    remedy: "add a new column with that value and fill it", at: change.range
                )
            }
            let own = group.map(\.column).filter { fill.value.columns.contains($0) }
            if let column = own.first, !fill.isSettled {
                throw Refusal(
                    "the value of \(fill.column) reads \(column), which this UPDATE writes: a row met twice would be "
                        + "changed twice",
                    remedy: "add a new column, fill it from the old one, and let code move over",
                    at: change.range
                )
            }
        }
    }
}

extension Fill {
    /// Whether doing it twice is doing it once although it reads its own column: `lower(trim(email))`.
    fileprivate var isSettled: Bool {
        guard join == nil, value.columns == [column] else { return false }
        return value.text.lowercased().wholeMatch(
            of: /(?:(?:lower|upper|trim|btrim|ltrim|rtrim)\s*\(\s*)+[\w".]+[\s)]+/)
            != nil
    }
}

extension PlanContext {
    /// Batches over one table of a partition tree.
    func rowWork(
        on leaf: Table, of table: Table, _ fills: [Fill], _ work: Backfill.RowWork? = nil
    ) -> Backfill {
        let columns = Set(fills.map(\.column))
        let isDelete = work == .delete
        let comparable = fills.allSatisfy { fill in
            !Filling.lacksEquality(table.column(fill.column)?.type ?? "")
        }
        let named = fills.map { fill in
            var fill = fill
            fill.table = table.name
            return fill
        }
        let event = isDelete ? #/\bDELETE\b.* ON /# : #/\bUPDATE\b.* ON /#
        let firing = catalog.objects.filter { object in
            object.kind == .trigger && object.table == leaf.name && object.triggerMode != .disabled
                && object.definition.contains(" FOR EACH ROW ")
                && object.definition.contains(event)
        }
        var backfill = Backfill(
            table: leaf.name, fills: named, estimatedRows: leaf.estimatedRows,
            key: leaf.primaryKey,
            userTriggers: firing.map(\.name.name)
        )
        backfill.rowWork = work ?? (comparable ? .update : .updateAlways)
        backfill.keepsTriggers = isDelete || hasForeignKey(over: columns, of: [table, leaf])
        return backfill
    }

    /// Whether a foreign key, of the table or to it, looks at the columns.
    func hasForeignKey(over columns: Set<Identifier>, of tables: [Table]) -> Bool {
        tables.contains { table in
            table.constraints.contains { $0.kind == .foreignKey && !columns.isDisjoint(with: $0.columns) }
                || catalog.tables.values.contains { other in
                    other.constraints.contains { $0.references == table.name }
                        && table.constraints.contains {
                            ($0.kind == .primaryKey || $0.kind == .unique)
                                && !columns.isDisjoint(with: $0.columns)
                        }
                }
        }
    }
}
