import ColonnadeModel

/// Changes to a table that the same migration creates run as written, behind its CREATE TABLE: nobody uses it yet.
enum ChangeNewTable: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard let table = change.kind.table, context.createdTables.contains(context.catalog.resolve(table))
        else {
            return nil
        }
        if case .createTable = change.kind { return nil }
        var draft = Draft()
        // An ALTER TABLE of several parts is one statement: its first part runs it.
        let isFirst =
            context.migration.changes.first { $0.statement == change.statement }?.range == change.range
        guard isFirst else { return draft }
        draft.add(
            .expand, "change-new-table", "Change the new table \(table) as written",
            [statement(change, table, context)],
            undo: []
        )
        return draft
    }

    /// CONCURRENTLY would need a step of its own outside the transaction, for nothing on an empty table.
    private static func statement(
        _ change: Change, _ table: ObjectName, _ context: PlanContext
    ) -> Statement {
        guard case .createIndex(var index) = change.kind else {
            let parts = context.migration.changes.filter { $0.statement == change.statement }
            return .verbatim(change.statement, table: table, references: parts.flatMap(\.kind.references))
        }
        index.concurrently = false
        return .createIndex(index)
    }
}

extension Change.Kind {
    /// The other tables that a new foreign key locks.
    var references: [ObjectName] {
        switch self {
        case .addColumn(_, let column, _): column.reference.map { [$0.table] } ?? []
        case .constraint(.add(_, let definition)):
            if case .foreignKey(_, let target) = definition.body { [target.table] } else { [] }
        default: []
        }
    }
}
