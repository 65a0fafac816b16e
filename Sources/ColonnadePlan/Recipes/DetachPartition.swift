import ColonnadeModel

/// DETACH PARTITION takes ACCESS EXCLUSIVE on the whole partitioned table. CONCURRENTLY does not (14 and later), but not
/// where there is a default partition, and it leaves a CHECK behind that the plain form does not.
enum DetachPartition: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .partition(.detach(let written, let above)) = change.kind else { return nil }
        let parent = try context.table(above, for: change)
        let table = try context.table(written, for: change)
        guard table.parents.contains(parent.name), let text = table.partitionBound,
            let bound = PartitionBound(text)
        else {
            throw Refusal(
                "\(table.name) is no partition of \(parent.name)", remedy: "check the names", at: change.range
            )
        }
        let referencing = context.catalog.referencing(parent.name)
        guard referencing.isEmpty else {
            throw Refusal(
                "foreign keys of \(referencing.map(\.description).joined(separator: ", ")) refer to \(parent.name): "
                    + "DETACH would look for their rows in \(table.name) while their writers wait",
                remedy: "delete or move the rows instead, or drop the foreign keys first", at: change.range
            )
        }
        var draft = Draft()
        let isConcurrent = context.can.detachesConcurrently(from: parent)
        draft.warn(
            "detach-partition-locks-all", isConcurrent ? .error : .warning, parent.name, nil,
            "DETACH PARTITION takes ACCESS EXCLUSIVE on \(parent.name): "
                + (isConcurrent
                    ? "it is done CONCURRENTLY instead"
                    : "for a moment, as it cannot be done concurrently here")
        )
        let cleanup = Statement.partition(.dropDetachedCheck(table.name, leftover(on: table, context)))
        let proof = PartitionProof(context, table.name, of: parent, bound)
        let attach = PartitionStatement.attach(
            table.name, to: parent.name, bound: bound.text, isProved: false)
        draft.add(
            .expand, "detach-partition", "Detach \(table.name) from \(parent.name)",
            [.partition(.detach(table.name, from: parent.name, concurrently: isConcurrent))],
            undo: (isConcurrent ? [cleanup] : [])
                + (proof?.attaching(table.name, bound) ?? [.partition(attach)])
        )
        if isConcurrent {
            draft.add(
                .expand, "drop-partition-check",
                "Drop the CHECK that DETACH CONCURRENTLY leaves on \(table.name)",
                [cleanup]
            )
        }
        return draft
    }

    /// The server names it like any CHECK: after the column, if the bounds speak of one only.
    private static func leftover(on table: Table, _ context: PlanContext) -> Identifier {
        var columns: Set<Identifier> = []
        var above = table.parents.first.flatMap { context.catalog.table($0) }
        while let parent = above {
            columns.formUnion(parent.partitionColumns ?? [])
            above = parent.parents.first.flatMap { context.catalog.table($0) }
        }
        return Naming(catalog: context.catalog).constraint(
            table.name, columns.count == 1 ? columns.first : nil, "check")
    }
}

extension Capabilities {
    /// Whether a partition can leave while the others are in use.
    func detachesConcurrently(from parent: Table) -> Bool {
        detachesPartitionsConcurrently && parent.defaultPartition == nil
    }
}
