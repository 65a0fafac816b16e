import ColonnadeModel

/// NOT NULL without a scan under ACCESS EXCLUSIVE.
///
/// From PostgreSQL 18 on it is a constraint that can be added NOT VALID and validated beside the writers. Before that
/// a CHECK does the same, and SET NOT NULL takes its proof (12 and later; manual, ALTER TABLE, Notes).
struct NotNullProof {
    private let table: Table
    private let column: Identifier
    private let check: Identifier
    private let name: Identifier?
    /// Whether NOT NULL itself can be validated later.
    private let isConstraint: Bool

    init(_ context: PlanContext, _ table: Table, _ column: Identifier, name: Identifier? = nil) {
        self.table = table
        self.column = column
        self.name = name
        let naming = Naming(catalog: context.catalog)
        isConstraint = context.can.validatesNotNullLater
        check =
            isConstraint
            ? name ?? naming.constraint(table.name, [column], "not_null")
            : naming.own(context.migration.name, table.name, column)
    }

    private var condition: Expression {
        Expression(pieces: [
            .column(column, written: ("\(column)" as SQL).display(.postgres)), .text(" IS NOT NULL"),
        ])
    }

    private var add: Statement {
        isConstraint
            ? .constraint(.add(table.name, check, "NOT NULL \(column)", references: nil, valid: false))
            : .addCheck(table.name, check, condition, valid: false)
    }

    private var remove: Statement {
        isConstraint
            ? .dropNotNull(table.name, column) : .dropConstraint(table.name, check, references: nil)
    }

    /// Only after the fill is in place and the backfill done: earlier the constraint would reject old writers, and
    /// even their updates of rows not filled yet.
    ///
    /// - Parameter more: what has to be taken back with it.
    func addSteps(to draft: inout Draft, alsoUndoing more: [Statement] = []) {
        draft.add(
            .verify, "verify-not-null", "Prove that no row of \(table.name) is NULL in \(column)",
            [.verify(.notNull(table.name, column))]
        )
        // One that the user added NOT VALID is there already.
        let pending = table.unvalidatedNotNulls.first { $0.columns == [column] }
        if pending == nil {
            draft.add(
                .verify, isConstraint ? "add-not-null" : "add-check",
                "Refuse new NULLs in \(table.name).\(column), without looking at existing rows", [add],
                undo: [remove] + more
            )
        }
        draft.add(
            .verify, isConstraint ? "validate-not-null" : "validate-check",
            "Validate that \(table.name).\(column) is never NULL, beside readers and writers",
            [.validateConstraint(table.name, pending?.name ?? check, references: nil)],
            undo: pending.map {
                [.constraint(.invalidate(table.name, $0.name, "NOT NULL \(column)", references: nil))]
            } ?? []
        )
    }

    /// Takes the proof and drops it, under one ACCESS EXCLUSIVE lock; nothing where NOT NULL was validated itself.
    var conclusion: [Statement] {
        isConstraint ? [] : [.setNotNull(table.name, column, name: name), remove]
    }

    /// Back to the validated check, from which the earlier steps can be undone.
    var undoConclusion: [Statement] { isConstraint ? [] : [add, .dropNotNull(table.name, column)] }

    /// The same way as a list, for taking DROP NOT NULL back.
    func restore(reverse: Fill?) -> [Statement] {
        var statements: [Statement] = []
        if let reverse {
            statements.append(.backfill(Backfill(table: table.name, fills: [reverse], estimatedRows: nil)))
        }
        statements += [add, .validateConstraint(table.name, check, references: nil)]
        return statements + conclusion
    }
}
