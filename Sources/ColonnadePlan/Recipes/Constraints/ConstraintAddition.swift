import ColonnadeModel

/// The common way of a constraint onto a table that is in use: prove, add unvalidated, validate.
struct ConstraintAddition {
    let context: PlanContext
    let table: Table
    let definition: ConstraintDefinition
    let change: Change

    init(_ context: PlanContext, _ table: Table, _ definition: ConstraintDefinition, at change: Change) {
        self.context = context
        self.table = table
        self.definition = definition
        self.change = change
    }

    /// The name given, or the one that PostgreSQL would choose.
    var name: Identifier {
        if let name = definition.name { return name }
        let naming = Naming(catalog: context.catalog, freed: context.droppedConstraints(of: table.name))
        switch definition.body {
        case .check(let condition, _):
            let columns = condition.columns
            return naming.constraint(table.name, columns.count == 1 ? columns : [], "check")
        case .foreignKey(let columns, _): return naming.constraint(table.name, columns, "fkey")
        case .key(let key):
            return naming.constraint(
                table.name, key.isPrimary ? [] : key.columns + key.including, key.isPrimary ? "pkey" : "key")
        case .keyUsingIndex(_, let index): return index
        case .notNull(let column): return naming.constraint(table.name, [column], "not_null")
        case .exclusion: return naming.constraint(table.name, [], "excl")
        }
    }

    /// What the constraint is called until one of the same name has gone.
    var provisionalName: Identifier {
        isReplacing ? Naming(catalog: context.catalog).own(context.migration.name, table.name, name) : name
    }

    /// Whether the migration drops a constraint of the same name.
    var isReplacing: Bool { context.dropsConstraint(name, of: table.name) }

    func refuseTakenName() throws(Refusal) {
        guard !isReplacing, let existing = table.constraints.first(where: { $0.name == name }) else { return }
        throw Refusal(
            "\(table.name) has a constraint \(name) already: \(existing.definition)",
            remedy: "choose another name, or drop the old one in the same migration", at: change.range
        )
    }

    /// - Parameter promise: what the rows must satisfy first; nil where it cannot be asked in advance.
    func add(
        _ sql: SQL, proving promise: ConstraintProof.Promise?, references: ObjectName? = nil,
        to draft: inout Draft
    ) {
        if definition.isValidated, let promise { prove(promise, to: &draft) }
        draft.add(
            .verify, "add-\(label)",
            "Refuse new violations of \(name) on \(table.name), without looking at existing rows",
            [.constraint(.add(table.name, provisionalName, sql, references: references, valid: false))],
            undo: [.dropConstraint(table.name, provisionalName, references: references)]
        )
        if definition.isValidated {
            draft.add(
                .verify, "validate-\(label)", "Validate \(name), beside readers and writers",
                [.validateConstraint(table.name, provisionalName, references: references)]
            )
        }
        if isReplacing { replace(references, to: &draft) }
    }

    func prove(_ promise: ConstraintProof.Promise, to draft: inout Draft) {
        draft.add(
            .verify, "verify-\(label)", "Prove that no row of \(table.name) violates \(name)",
            [.verify(.holds(ConstraintProof(table: table.name, name: name, key: table.primaryKey, promise)))]
        )
    }

    /// The old constraint goes in the moment in which the new one takes its name.
    private func replace(_ references: ObjectName?, to draft: inout Draft) {
        guard let old = table.constraints.first(where: { $0.name == name }) else { return }
        draft.add(
            .verify, "replace-constraint", "Let the new \(name) take the old one's place",
            [
                .dropConstraint(table.name, name, references: old.references),
                .constraint(.rename(table.name, provisionalName, to: name)),
            ],
            undo: [.constraint(.rename(table.name, name, to: provisionalName))]
                + old.restoring(on: table.name)
        )
    }

    private var label: String {
        switch definition.body {
        case .check: "check"
        case .foreignKey: "foreign-key"
        case .key, .keyUsingIndex: "key"
        case .notNull: "not-null"
        case .exclusion: "exclusion"
        }
    }
}

extension Constraint {
    /// The definition as the catalog prints it, without the NOT VALID at its end.
    var validDefinition: String {
        definition.hasSuffix(" NOT VALID") ? String(definition.dropLast(" NOT VALID".count)) : definition
    }

    /// Adds a CHECK or foreign key again after it was dropped: unvalidated first, so that nobody waits for a scan.
    func restoring(on table: ObjectName) -> [Statement] {
        let add = Statement.constraint(
            .add(table, name, SQL(verbatim: validDefinition), references: references, valid: false))
        return isValid ? [add, .validateConstraint(table, name, references: references)] : [add]
    }
}

extension PlanContext {
    /// The constraints of a table that the migration drops and that the catalog knows.
    func droppedConstraints(of table: ObjectName) -> Set<Identifier> {
        let known = Set(catalog.table(table)?.constraints.map(\.name) ?? [])
        let dropped = migration.changes.compactMap { change -> Identifier? in
            guard case .constraint(.drop(let other, let name, _, _)) = change.kind, same(other, table) else {
                return nil
            }
            return name
        }
        return known.intersection(dropped)
    }

    /// Whether the migration drops a constraint of the table that the catalog knows.
    func dropsConstraint(_ name: Identifier, of table: ObjectName) -> Bool {
        droppedConstraints(of: table).contains(name)
    }

    /// The constraint that the migration adds under a name.
    func addedConstraint(_ name: Identifier, to table: ObjectName) -> ConstraintDefinition? {
        for change in migration.changes {
            guard case .constraint(.add(let other, let definition)) = change.kind, same(other, table),
                let own = self.catalog.table(table),
                ConstraintAddition(self, own, definition, at: change).name == name
            else { continue }
            return definition
        }
        return nil
    }
}
