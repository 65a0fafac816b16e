import ColonnadeModel

/// CREATE TABLE … PARTITION OF takes ACCESS EXCLUSIVE on the partitioned table, so everybody waits. The same table made
/// beside it and attached takes SHARE UPDATE EXCLUSIVE (manual, CREATE TABLE, PARTITION OF). A default partition is
/// locked and read by either; a validated check spares the reading.
enum CreatePartition: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .createTable(let definition) = change.kind, let above = definition.partitionOf,
            let parent = context.catalog.table(above), parent.kind == .partitioned
        else { return nil }
        let name = context.catalog.resolve(definition.name)
        guard context.catalog.table(name) == nil else { return nil }
        var draft = Draft()
        warn(name, parent, definition, &draft)
        let proof = definition.partitionBound.flatMap { PartitionProof(context, name, of: parent, $0) }
        if proof == nil, let bound = definition.partitionBound {
            try AttachPartition.refuseScan(of: parent, bound, change)
        }
        proof?.proveDefault(in: &draft)
        let detach = PartitionStatement.detach(
            name, from: parent.name, concurrently: context.can.detachesConcurrently(from: parent))
        let isProved =
            proof != nil || parent.defaultPartition == nil || definition.partitionBound?.form == .rest
        draft.add(
            .expand, "create-partition", "Create \(name) as a partition of \(parent.name)",
            creation(name, parent, definition, isProved, change) + (proof?.removal(from: nil) ?? []),
            undo: (proof?.restoring(on: nil) ?? []) + [.partition(detach), .dropTable(name)],
            loss: "the rows of \(name)"
        )
        return draft
    }

    private static func creation(
        _ name: ObjectName, _ parent: Table, _ definition: TableDefinition, _ isProved: Bool, _ change: Change
    ) -> [Statement] {
        guard let bound = definition.partitionBound else {
            return [.partition(.create(name, of: parent.name, statement: change.statement))]
        }
        return [
            .partition(.createLike(name, parent: parent.name, partitionBy: definition.partitionBy)),
            .partition(.attach(name, to: parent.name, bound: bound.text, isProved: isProved)),
        ]
    }

    private static func warn(
        _ name: ObjectName, _ parent: Table, _ definition: TableDefinition, _ draft: inout Draft
    ) {
        let isGentle = definition.partitionBound != nil
        draft.warn(
            "create-partition-locks-parent", isGentle ? .error : .warning, parent.name, nil,
            "CREATE TABLE … PARTITION OF takes ACCESS EXCLUSIVE on \(parent.name): "
                + (isGentle
                    ? "the table is made beside it and attached instead"
                    : "for a moment, because the partition has columns, constraints or options of its own")
        )
    }
}
