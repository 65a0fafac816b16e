import ColonnadeModel

/// Changes to a table that the same migration creates run as written, behind its CREATE TABLE: nobody uses it yet.
enum ChangeNewTable: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard let table = change.kind.table, context.createdTables.contains(context.catalog.resolve(table))
        else {
            return nil
        }
        if case .createTable = change.kind { return nil }
        if case .rows(.insert(_, isBounded: false, _)) = change.kind { throw InsertRows.unbounded(change) }
        var draft = Draft()
        // An ALTER TABLE of several parts is one statement: its first part runs it.
        guard change.kind.isWholeStatement || context.isFirstPart(change) else { return draft }
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
        let name = context.catalog.resolve(table)
        guard case .createIndex(var index) = change.kind else {
            let parts = context.migration.changes.filter { $0.statement == change.statement }
            return .verbatim(change.statement, table: name, references: parts.flatMap(\.kind.references))
        }
        (index.table, index.concurrently) = (name, false)
        return .createIndex(index)
    }
}

extension PlanContext {
    /// Whether a change is the first of those that one statement makes.
    fileprivate func isFirstPart(_ change: Change) -> Bool {
        migration.changes.first { $0.statement == change.statement }?.range == change.range
    }
}

extension Change.Kind {
    /// Whether it is never a part of a statement; the same text may then stand in a migration twice.
    fileprivate var isWholeStatement: Bool { if case .createIndex = self { true } else { false } }
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
