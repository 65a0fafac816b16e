import ColonnadeModel

/// ADD UNIQUE and ADD PRIMARY KEY on a partitioned table build the index of every partition under ACCESS EXCLUSIVE, and
/// no index can be given instead (manual, ALTER TABLE: USING INDEX "is not currently supported on partitioned tables").
/// Here the table declares the key for itself alone, which builds nothing; each partition's index is built CONCURRENTLY
/// and turned into a key, and these are attached: with the last one the whole holds.
enum AddPartitionedKey: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .constraint(.add(let name, let definition)) = change.kind,
            case .key(let key) = definition.body, context.can.buildsIndexesConcurrently,
            let table = context.catalog.table(name), table.kind == .partitioned
        else { return nil }
        let addition = ConstraintAddition(context, table, definition, at: change)
        try addition.refuseTakenName()
        try addition.refuseKey(isPrimary: key.isPrimary)
        for column in key.columns + key.including where !context.addsColumn(table.name, column) {
            _ = try context.column(column, of: table, for: change)
        }
        for part in context.tree(of: table) { try addition.refusePart(part, key) }
        var draft = Draft()
        addition.warn(of: key, in: &draft)
        addition.prove(.unique(key.columns, nullsNotDistinct: key.nullsNotDistinct), to: &draft)
        if key.isPrimary { addition.addNotNull(key.columns, to: &draft) }
        if let old = addition.replacedKey(key) {
            try ReplacePartitionedKey(addition: addition, key: key, old: old).addSteps(to: &draft)
            return draft
        }
        var index = addition.index(of: key)
        index.only = true
        let attributes = definition.attributes.isEmpty ? "" : " \(definition.attributes)"
        IndexTree(
            index,
            .init(
                isPrimary: key.isPrimary, definition: key.sql.rendered(.postgres).text + attributes,
                options: definition.attributes
            ),
            on: table, coversPartitions: true, context
        ).addSteps(to: &draft, .verify, context)
        return draft
    }
}

extension ConstraintAddition {
    /// The key that goes with the migration, of the same name or a primary key as well.
    fileprivate func replacedKey(_ key: KeyDefinition) -> Constraint? {
        table.constraints.first {
            context.dropsConstraint($0.name, of: table.name)
                && ($0.name == name || key.isPrimary && $0.kind == .primaryKey)
        }
    }

    fileprivate func refusePart(_ part: Table, _ key: KeyDefinition) throws(Refusal) {
        if let foreign = part.children.first(where: { context.catalog.table($0)?.kind == .foreign }) {
            throw Refusal(
                "\(foreign) is a foreign table, which can have no key",
                remedy: "detach it first, or make the index on each of the other partitions alone",
                at: change.range
            )
        }
        if part.kind == .partitioned,
            !(part.partitionColumns.map { Set($0).isSubset(of: key.columns) } ?? false)
        {
            throw Refusal(
                "a key of \(part.name) has to contain all columns of its partition key, \(part.partitionKey ?? "")",
                remedy:
                    "add them to the key; or, where each partition is to be unique for itself, add it to these",
                at: change.range
            )
        }
        guard key.isPrimary, part.name != table.name,
            let own = part.constraints.first(where: { $0.kind == .primaryKey && $0.parent == nil })
        else { return }
        if own.columns != key.columns {
            throw Refusal(
                "the partition \(part.name) has a primary key of its own: \(own.name) "
                    + "(\(own.columns.map(\.text).joined(separator: ", ")))",
                remedy: "drop it in a migration of its own", at: change.range
            )
        }
        // Taken back, the partition's key would have to come after its NOT NULL has gone, and would read all rows.
        if let column = key.columns.first(where: { isNullable($0) }) {
            throw Refusal(
                "the partition \(part.name) has the primary key already, and \(table.name).\(column) may be NULL",
                remedy:
                    "ALTER TABLE \(table.name) ALTER COLUMN \(column) SET NOT NULL in a migration before this",
                at: change.range
            )
        }
    }

    private func isNullable(_ column: Identifier) -> Bool {
        table.column(column).map { !$0.isSurelyNotNull(in: table) } ?? false
    }

    /// For the whole tree, before the key is declared: PRIMARY KEY would read every row to find out. From PostgreSQL 18 on
    /// each partition's own key makes its NOT NULL its own as well, which stays when the whole's goes.
    fileprivate func addNotNull(_ columns: [Identifier], to draft: inout Draft) {
        for column in columns where isNullable(column) {
            let proof = NotNullProof(context, table, column)
            let parts = context.tree(of: table).filter {
                $0.kind != .partitioned && $0.column(column)?.notNull == false
            }
            proof.addSteps(to: &draft, alsoUndoing: parts.map { .dropNotNull($0.name, column) })
            draft.add(
                .verify, "set-not-null", "Make \(table.name).\(column) NOT NULL by the proof",
                proof.conclusion, undo: proof.undoConclusion
            )
        }
    }
}
