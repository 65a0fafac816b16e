import ColonnadeModel

/// An index of a partitioned table cannot be built concurrently. So the table gets it ON ONLY, which builds nothing, each
/// partition gets its own concurrently, and these are attached: with the last one the whole is valid (manual, 5.12.2.2).
/// Partitions that come meanwhile get theirs from the server.
enum CreatePartitionedIndex: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .createIndex(let written) = change.kind, context.can.buildsIndexesConcurrently,
            let table = context.catalog.table(written.table), table.kind == .partitioned
        else { return nil }
        var draft = Draft()
        guard var index = try CreateIndex.named(written, on: table, context, change) else { return draft }
        (index.only, index.concurrently) = (true, false)
        let phase = context.phase(of: index)
        draft.warn(
            "create-index-blocks-writes", .error, table.name, nil,
            "CREATE INDEX on the partitioned table \(table.name) takes SHARE on all its partitions while it builds one "
                + "after the other; each is built CONCURRENTLY and attached instead"
        )
        if index.isUnique, !index.hasExpressions {
            draft.add(
                phase, "verify-unique",
                "Prove that no two rows of \(table.name) are alike in \(ObjectName(schema: table.name.schema, index.name ?? ""))",
                [.verify(.distinct(index))]
            )
        }
        IndexTree(index, on: table, coversPartitions: !written.only, context)
            .addSteps(to: &draft, phase, context)
        return draft
    }
}
