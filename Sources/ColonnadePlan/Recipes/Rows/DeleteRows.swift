import ColonnadeModel

/// DELETE holds the lock of every row until it is done; here rows go in short batches. It can be broken off and
/// continued, but not taken back.
enum DeleteRows: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .rows(.delete(let name, let alias, let condition)) = change.kind else { return nil }
        let table = try context.table(name, for: change)
        guard let condition else {
            throw Refusal(
                "DELETE without WHERE removes every row of \(table.name)",
                remedy: "write WHERE TRUE if that is meant: they go in batches", at: change.range
            )
        }
        guard table.kind != .foreign, table.hasPhysicalOrder,
            table.kind == .partitioned || table.children.isEmpty
        else {
            throw Refusal(
                "\(table.name) is a foreign table or has inheritance children, which batches do not reach",
                remedy: "delete from each table by itself", at: change.range
            )
        }
        if condition.isVolatile(in: context.catalog) {
            throw Refusal(
                "the rows meant are others each time the condition is asked",
                remedy: "name them by their values",
                at: change.range
            )
        }
        var draft = Draft()
        draft.warn(
            "delete-in-one-statement", .error, table.name, nil,
            "one DELETE of many rows of \(table.name) holds their locks until it is done; they are deleted in short batches"
        )
        warnOfForeignKeys(to: table, &draft, context)
        let fill = Fill(
            table: table.name, alias: alias, column: table.columns.first?.name ?? "ctid",
            value: Expression(constant: "NULL"), condition: condition
        )
        for leaf in context.leaves(of: table) {
            draft.add(
                .backfill, "delete-rows", "Delete rows of \(leaf.name) in batches: \(condition.text)",
                [.backfill(context.rowWork(on: leaf, of: table, [fill], .delete))], loss: "the rows deleted"
            )
        }
        return draft
    }

    private static func warnOfForeignKeys(to table: Table, _ draft: inout Draft, _ context: PlanContext) {
        for other in context.catalog.tables.values.sorted(by: { $0.name < $1.name }) {
            for key in other.constraints where key.references == table.name {
                let isIndexed = other.indexes.contains { $0.columns.starts(with: key.columns) }
                if !isIndexed {
                    draft.warn(
                        "delete-without-index", .warning, other.name, key.columns.first,
                        "each row deleted from \(table.name) reads all of \(other.name): no index serves \(key.name)"
                    )
                }
                if key.definition.contains("ON DELETE CASCADE") {
                    draft.warn(
                        "delete-cascades", .warning, other.name, key.columns.first,
                        "rows of \(other.name) go with those they refer to, by \(key.name)"
                    )
                }
            }
        }
    }
}
