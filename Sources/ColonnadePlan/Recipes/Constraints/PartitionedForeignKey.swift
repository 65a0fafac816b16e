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
