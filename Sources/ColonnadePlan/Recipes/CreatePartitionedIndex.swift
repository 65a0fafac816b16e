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
        let tree = Tree(index, on: table, descending: !written.only, context)
        draft.warn(
            "create-index-blocks-writes", .error, table.name, nil,
            "CREATE INDEX on the partitioned table \(table.name) takes SHARE on all its partitions while it builds one "
                + "after the other; each is built CONCURRENTLY and attached instead"
        )
        if index.isUnique, !index.hasExpressions {
            draft.add(
                .expand, "verify-unique", "Prove that no two rows of \(table.name) are alike in \(tree.name)",
                [.verify(.distinct(index))]
            )
        }
        for shell in tree.shells {
            draft.add(
                .expand, "create-partitioned-index",
                "Declare index \(shell.name ?? "") on \(shell.table), building nothing",
                [.createIndex(shell)], undo: [tree.drop(shell)]
            )
        }
        guard !written.only else { return draft }
        for build in tree.builds { draft.addIndex(build, phase: .expand) }
        for attachment in tree.attachments {
            let adopted = attachment.adopted.map { $0.index.name }
            draft.add(
                .expand, "attach-index", "Make \(attachment.index) a part of \(attachment.parent)",
                [.index(.attach(attachment.index, to: attachment.parent))],
                // Attached for good: only the whole can go, in a moment, and its parts with it. An index that was there
                // before is built again.
                undo: [.dropIndex(attachment.parent, table: attachment.table, concurrently: false)]
                    + (attachment.adopted.map { DropIndex.rebuilding($0.index, of: $0.table, context) } ?? []),
                loss: adopted.map { "\($0) for as long as it takes to build it again" }
            )
        }
        draft.add(
            .expand, "verify-index", "Prove that \(tree.name) covers every partition",
            [.index(.expectValid(tree.name, table: table.name))]
        )
        return draft
    }

    /// The indexes of a partition tree: declared on partitioned tables, built on leaves, attached from below.
    struct Tree {
        struct Attachment {
            var index: ObjectName
            /// The index it becomes a part of, and that one's table.
            var parent: ObjectName
            var table: ObjectName
            /// An index that was there before.
            var adopted: (table: Table, index: Index)?
        }

        let name: ObjectName
        private(set) var shells: [IndexDefinition]
        private(set) var builds: [IndexDefinition] = []
        private(set) var attachments: [Attachment] = []

        init(_ root: IndexDefinition, on table: Table, descending: Bool, _ context: PlanContext) {
            name = ObjectName(schema: table.name.schema, root.name ?? "")
            shells = [root]
            var catalog = context.catalog
            catalog.reserveNames(of: .createIndex(root))
            if descending { add(below: table, name, like: root, &catalog) }
        }

        func drop(_ shell: IndexDefinition) -> Statement {
            .dropIndex(
                ObjectName(schema: shell.table.schema, shell.name ?? ""), table: shell.table,
                concurrently: false)
        }

        private mutating func add(
            below table: Table, _ parent: ObjectName, like root: IndexDefinition,
            _ catalog: inout CatalogSnapshot
        ) {
            for child in table.children.compactMap({ catalog.table($0) }) where child.kind != .foreign {
                // The server takes an index that is there and alike, and so do we.
                if let existing = child.indexes.first(where: {
                    $0.isValid && $0.parent == nil && !$0.backsConstraint && $0.isLike(root)
                }) {
                    let name = ObjectName(schema: child.name.schema, existing.name)
                    attachments.append(
                        Attachment(index: name, parent: parent, table: table.name, adopted: (child, existing))
                    )
                    continue
                }
                var index = root
                index.table = child.name
                index.name = Naming(catalog: catalog).relation(
                    child.name, root.keyColumns + root.includedColumns, "idx")
                let name = ObjectName(schema: child.name.schema, index.name ?? "")
                catalog.reserveNames(of: .createIndex(index))
                if child.kind == .partitioned {
                    shells.append(index)
                    add(below: child, name, like: root, &catalog)
                } else {
                    (index.only, index.concurrently) = (false, true)
                    builds.append(index)
                }
                attachments.append(Attachment(index: name, parent: parent, table: table.name))
            }
        }
    }
}

extension Index {
    /// Whether the server would print a written definition as it prints this index; told for plain columns only.
    fileprivate func isLike(_ written: IndexDefinition) -> Bool {
        guard isUnique == written.isUnique, !written.hasExpressions, written.predicate == nil,
            let using = definition.firstRange(of: " USING ")
        else { return false }
        let own = definition[using.upperBound...]
        let rest = written.rest.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let full = rest.hasPrefix("(") ? "btree \(rest)" : String(rest.dropFirst("USING ".count))
        return own.filter { !$0.isWhitespace } == full.filter { !$0.isWhitespace }
    }
}
