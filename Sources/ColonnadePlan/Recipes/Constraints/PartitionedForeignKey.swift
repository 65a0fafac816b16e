import ColonnadeModel

/// A foreign key of a partitioned table before PostgreSQL 18, where it cannot be NOT VALID: each partition gets its own,
/// NOT VALID and validated beside readers and writers. When the table gets the whole, the server takes these for its parts
/// and reads nothing (tryAttachPartitionForeignKey, commands/tablecmds.c).
struct PartitionedForeignKey {
    let table: Table
    let name: Identifier
    /// `FOREIGN KEY (…) REFERENCES …`, as SQL.
    let definition: String
    let references: ObjectName
    /// The partitions that hold rows and have no such key yet, and what theirs is to be called.
    let parts: [(table: Table, name: Identifier)]
    /// Those of partitions that have theirs already: they go with the whole when it is taken back, and come again.
    var adopted: [(table: ObjectName, key: Constraint)] = []

    func addSteps(to draft: inout Draft, remark: [Statement] = []) {
        for part in parts {
            draft.add(
                .verify, "add-foreign-key",
                "Refuse new violations of \(name) on \(part.table.name), without looking at existing rows",
                [add(part)],
                undo: [.column(.removeConstraint(part.table.name, part.name, references: references))]
            )
            draft.add(
                .verify, "validate-foreign-key",
                "Validate it on \(part.table.name), beside readers and writers", [validate(part)])
        }
        draft.add(
            .verify, "unite-foreign-key",
            "Make the partitions' foreign keys parts of \(name) of \(table.name)",
            [whole] + remark,
            undo: [.column(.removeConstraint(table.name, name, references: references))]
                + adopted.flatMap { $0.key.restoring(on: $0.table) },
            loss: adopted.isEmpty
                ? nil : "the partitions' own keys for as long as it takes to validate them again"
        )
    }

    /// The same way as a list: the parts, then the whole.
    var restoring: (parts: [Statement], whole: Statement) {
        (parts.flatMap { [add($0), validate($0)] }, whole)
    }

    private var whole: Statement {
        .constraint(.uniteForeignKey(table.name, name, definition, references: references))
    }

    private func add(_ part: (table: Table, name: Identifier)) -> Statement {
        .column(
            .addConstraint(
                part.table.name, part.name, definition: definition + " NOT VALID", references: references))
    }

    private func validate(_ part: (table: Table, name: Identifier)) -> Statement {
        .validateConstraint(part.table.name, part.name, references: references)
    }
}

extension PlanContext {
    /// What the partitions call their parts of a foreign key, from above.
    func heirs(of key: Constraint, in owner: Table) -> [(table: ObjectName, name: Identifier)] {
        owner.children.compactMap { catalog.table($0) }.flatMap { child in
            child.constraints.filter { $0.kind == .foreignKey && $0.parent == key.name }.flatMap { part in
                [(child.name, part.name)] + heirs(of: part, in: child)
            }
        }
    }

    /// Adds a constraint again after it was dropped, so that nobody waits for a scan. The partitions' parts get their own
    /// names: the server calls those that it makes like the whole.
    func restoring(_ constraint: Constraint, on table: Table) -> [Statement] {
        let simple = constraint.restoring(on: table.name)
        guard constraint.kind == .foreignKey, table.kind == .partitioned, let other = constraint.references
        else { return simple }
        let heirs = heirs(of: constraint, in: table)
        let others = heirs.filter { $0.name != constraint.name }
        func renames(_ isMeant: (Table.Kind) -> Bool) -> [Statement] {
            others.filter { catalog.table($0.table).map { isMeant($0.kind) } ?? false }.map {
                .column(.renameConstraint($0.table, constraint.name, to: $0.name))
            }
        }
        guard !can.validatesPartitionedForeignKeysLater else {
            return [.together(simple.prefix(1) + renames { _ in true })] + simple.dropFirst()
        }
        let key = PartitionedForeignKey(
            table: table, name: constraint.name, definition: constraint.validDefinition, references: other,
            parts: leaves(of: table).map { leaf in
                (leaf, heirs.first { $0.table == leaf.name }?.name ?? constraint.name)
            }
        )
        return key.restoring.parts + [.together([key.restoring.whole] + renames { $0 == .partitioned })]
    }
}
