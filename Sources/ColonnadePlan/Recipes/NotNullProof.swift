import ColonnadeModel

/// NOT NULL without a scan under ACCESS EXCLUSIVE: a CHECK added NOT VALID, validated beside the writers, proves
/// it, and SET NOT NULL takes the proof (PostgreSQL 12 and later; manual, ALTER TABLE, Notes).
struct NotNullProof {
    private let table: Table
    private let column: Identifier
    private let check: Identifier
    private let name: Identifier?

    init(_ context: PlanContext, _ table: Table, _ column: Identifier, name: Identifier? = nil) {
        self.table = table
        self.column = column
        self.name = name
        check = Naming(catalog: context.catalog).own(context.migration.name, table.name, column)
    }

    private var condition: Expression {
        Expression(pieces: [
            .column(column, written: ("\(column)" as SQL).display(.postgres)), .text(" IS NOT NULL"),
        ])
    }

    /// Only after the fill is in place and the backfill done: earlier the check would reject old writers, and
    /// even their updates of rows not filled yet.
    func addSteps(to draft: inout Draft) {
        draft.add(
            .verify, "verify-not-null", "Prove that no row of \(table.name) is NULL in \(column)",
            [.verify(.notNull(table.name, column))]
        )
        draft.add(
            .verify, "add-check",
            "Refuse new NULLs in \(table.name).\(column), without looking at existing rows",
            [.addCheck(table.name, check, condition, valid: false)],
            undo: [.dropConstraint(table.name, check, references: nil)]
        )
        draft.add(
            .verify, "validate-check",
            "Validate that \(table.name).\(column) is never NULL, beside readers and writers",
            [.validateConstraint(table.name, check, references: nil)]
        )
    }

    /// Takes the proof and drops it, under one ACCESS EXCLUSIVE lock.
    var conclusion: [Statement] {
        [
            .setNotNull(table.name, column, name: name), .dropConstraint(table.name, check, references: nil),
        ]
    }

    /// Back to the validated check, from which the earlier steps can be undone.
    var undoConclusion: [Statement] {
        [.addCheck(table.name, check, condition, valid: false), .dropNotNull(table.name, column)]
    }

    /// The same way as a list, for taking DROP NOT NULL back.
    func restore(reverse: Fill?) -> [Statement] {
        var statements: [Statement] = []
        if let reverse {
            statements.append(.backfill(Backfill(table: table.name, fills: [reverse], estimatedRows: nil)))
        }
        statements += [
            .addCheck(table.name, check, condition, valid: false),
            .validateConstraint(table.name, check, references: nil),
        ]
        return statements + conclusion
    }
}
