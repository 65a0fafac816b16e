import ColonnadeModel

/// ATTACH PARTITION reads the table, and the default partition, under ACCESS EXCLUSIVE, builds missing indexes and checks
/// foreign keys there too. All of that is done before, beside readers and writers; attaching is then a moment.
enum AttachPartition: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .partition(.attach(let written, let above, let bound)) = change.kind else { return nil }
        let parent = try context.table(above, for: change)
        let table = try context.table(written, for: change)
        try refuseMismatch(table, parent, change)
        var draft = Draft()
        draft.warn(
            "attach-partition-scans", .error, table.name, nil,
            "ATTACH PARTITION reads \(table.name)\(parent.defaultPartition.map { " and the default partition \($0)" } ?? "") "
                + "under ACCESS EXCLUSIVE; validated checks prove beforehand that it need not"
        )
        addIndexes(of: parent, to: table, context, &draft)
        for key in parent.constraints where key.kind == .foreignKey && !table.hasForeignKey(like: key) {
            add(key, to: table, &draft)
        }
        let proof = PartitionProof(context, table.name, of: parent, bound)
        if proof == nil {
            try refuseScan(of: parent, bound, change)
            draft.warn(
                "attach-partition-scans", .error, table.name, nil,
                "no CHECK can prove this bound: \(table.name) is read under ACCESS EXCLUSIVE while it is attached"
            )
        }
        proof?.prove(table.name, in: &draft)
        proof?.proveDefault(in: &draft)
        let detach = PartitionStatement.detach(table.name, from: parent.name, concurrently: false)
        draft.add(
            .expand, "attach-partition", "Attach \(table.name) to \(parent.name) \(bound.text)",
            [.partition(.attach(table.name, to: parent.name, bound: bound.text, isProved: proof != nil))]
                + (proof?.removal(from: table.name) ?? []),
            undo: [.partition(detach)] + (proof?.restoring(on: table.name) ?? [])
        )
        return draft
    }

    private static func refuseMismatch(_ table: Table, _ parent: Table, _ change: Change) throws(Refusal) {
        guard parent.kind == .partitioned else {
            throw Refusal(
                "\(parent.name) is not partitioned",
                remedy: TableSwap.partitioned, at: change.range
            )
        }
        for column in parent.columns {
            guard let own = table.column(column.name), own.type == column.type else {
                throw Refusal(
                    "\(table.name) has no column \(column.name) of type \(column.type), as \(parent.name) has",
                    remedy: "give it the same columns first", at: change.range
                )
            }
            if column.notNull, !own.notNull {
                throw Refusal(
                    "\(table.name).\(column.name) may be NULL, but not so in \(parent.name)",
                    remedy:
                        "ALTER TABLE \(table.name) ALTER COLUMN \(column.name) SET NOT NULL in a migration before",
                    at: change.range
                )
            }
        }
        for check in parent.constraints where check.kind == .check {
            guard !table.constraints.contains(where: { $0.kind == .check && $0.name == check.name }) else {
                continue
            }
            throw Refusal(
                "\(table.name) has no constraint \(check.name), as \(parent.name) has",
                remedy:
                    "ALTER TABLE \(table.name) ADD CONSTRAINT \(check.name) \(check.definition) in a migration before",
                at: change.range
            )
        }
    }

    /// The default partition is in use: it must not be read under ACCESS EXCLUSIVE.
    static func refuseScan(of parent: Table, _ bound: PartitionBound, _ change: Change) throws(Refusal) {
        guard let rest = parent.defaultPartition, bound.form != .rest else { return }
        throw Refusal(
            "the default partition \(rest) would be read under ACCESS EXCLUSIVE: no CHECK can prove a bound of "
                + "\(parent.partitionKey ?? "this key")",
            remedy:
                "partition by plain columns in their ordinary order, or empty the default partition and detach it "
                + "first", at: change.range
        )
    }

    private static func addIndexes(
        of parent: Table, to table: Table, _ context: PlanContext, _ draft: inout Draft
    ) {
        var catalog = context.catalog
        for index in parent.indexes where index.isValid {
            guard let definition = DropIndex.definition(of: index, on: parent, context),
                !table.indexes.contains(where: { $0.isLike(index) })
            else { continue }
            let constraint = parent.constraints.first { $0.name == index.name && index.backsConstraint }
            let naming = Naming(catalog: catalog)
            var own = definition
            (own.table, own.only, own.concurrently) = (table.name, false, true)
            switch constraint?.kind {
            case .primaryKey: own.name = naming.constraint(table.name, [], "pkey")
            case .unique: own.name = naming.constraint(table.name, index.columnNames, "key")
            default: own.name = naming.relation(table.name, index.columnNames, "idx")
            }
            catalog.reserveNames(of: .createIndex(own))
            draft.addIndex(own, phase: .expand)
            if let constraint, let name = own.name {
                draft.add(
                    .expand, "add-key", "Turn the index into the constraint \(name)",
                    [
                        .addKey(
                            table.name, name, primary: constraint.kind == .primaryKey, index: name,
                            options: "")
                    ],
                    undo: [.dropConstraint(table.name, name, references: nil)]
                )
            }
        }
    }

    private static func add(_ key: Constraint, to table: Table, _ draft: inout Draft) {
        guard let reference = key.references else { return }
        draft.add(
            .expand, "add-foreign-key",
            "Refuse new violations of \(key.name), without looking at existing rows",
            [
                .partition(
                    .addForeignKey(table.name, key.name, definition: key.definition, references: reference))
            ],
            undo: [.dropConstraint(table.name, key.name, references: reference)]
        )
        draft.add(
            .expand, "validate-foreign-key", "Validate \(key.name), beside readers and writers",
            [.validateConstraint(table.name, key.name, references: reference)]
        )
    }
}

extension Table {
    fileprivate func hasForeignKey(like key: Constraint) -> Bool {
        constraints.contains { $0.kind == .foreignKey && $0.isValid && $0.definition == key.definition }
    }
}

extension Index {
    /// Whether the server prints both alike behind the table's name.
    fileprivate func isLike(_ other: Index) -> Bool {
        guard isUnique == other.isUnique, isValid, let own = definition.firstRange(of: " USING "),
            let its = other.definition.firstRange(of: " USING ")
        else { return false }
        return definition[own.lowerBound...] == other.definition[its.lowerBound...]
    }
}
