import ColonnadeModel

/// A change of type that leaves the stored values as they are. A CHECK that speaks of the column would be verified for
/// every row under the lock; so it is taken off and put on again unverified in the same transaction, and validated
/// beside readers and writers. Views that read the column, under which the server refuses the change, are made again in
/// that transaction, with owner, rights, options and comments.
struct ChangeColumnTypeInPlace {
    private let context: PlanContext
    private let table: Table
    private let column: Column
    private let new: NewType
    private let inUTC: Bool
    /// Those of the table, and those that a partition or child has for itself.
    private let checks: [(owner: ObjectName, check: Constraint)]
    /// The views that read the column: the server refuses to change its type under them.
    private let views: [ObjectName]

    init(
        _ context: PlanContext, _ table: Table, _ column: Column, _ new: NewType, inUTC: Bool,
        _ change: Change
    ) throws(Refusal) {
        self.context = context
        self.table = table
        self.column = column
        self.new = new
        self.inUTC = inUTC
        let parts = context.tree(of: table)
        checks = parts.flatMap { part in
            part.constraints.filter {
                $0.kind == .check && $0.columns.contains(column.name)
                    && (part.name == table.name || !$0.isInherited)
            }.map { (part.name, $0) }
        }
        views = (column.details.dependants.compactMap(\.replaceableView)).sorted()
        try refuseFillsBefore(change)
        try refuseDependants(parts, change)
    }

    private func refuseDependants(_ parts: [Table], _ change: Change) throws(Refusal) {
        var names: [String] = []
        for part in parts {
            for dependant in part.column(column.name)?.details.dependants ?? []
            where !(dependant.canBeMadeAnew && part.name == table.name)
                && !names.contains(dependant.description)
            {
                names.append(dependant.description)
            }
        }
        if !names.isEmpty {
            throw Refusal(
                "\(table.name).\(column.name) is used by \(names.joined(separator: "; ")): the server refuses to change its type",
                remedy:
                    "take that out of the way first, in a migration of its own, and make it anew afterwards",
                at: change.range
            )
        }
        try context.refuseChanges(ofViews: views, reading: "\(table.name).\(column.name)", besides: change)
    }

    /// The type changes first, and with it what a fill that was written before it computes: in another zone, a `timestamp`
    /// that has become a `timestamptz` is another date.
    private func refuseFillsBefore(_ change: Change) throws(Refusal) {
        guard inUTC else { return }
        for other in context.migration.changes where other.range.start < change.range.start {
            guard case .fill(let fill) = other.kind, context.same(fill.table, table.name),
                fill.sourceColumns.contains(column.name)
            else { continue }
            throw Refusal(
                "line \(other.range.start.line) fills \(fill.column) from \(column.name), which means another moment in "
                    + "each time zone once it is \(new.type)",
                remedy: "write the change of type before it, or as a migration of its own",
                at: change.range
            )
        }
    }

    func draft() -> Draft {
        var draft = Draft()
        let back = context.dialect.cost(ofChanging: new.type, to: column.type)
        let isReversible = back == .catalog || back == .catalogInUTC
        draft.add(
            .expand, "change-type",
            "Change \(table.name).\(column.name) to \(new.type): the stored values stay as they are",
            statements(new.type, new.collation),
            undo: isReversible
                ? [.together(statements(column.type, column.details.collation))]
                    + checks.map { validation($0.owner, $0.check) }
                : [],
            loss: isReversible
                ? nil : "nothing, but the column stays \(new.type): the way back would look at every row",
            reversible: isReversible
        )
        for (owner, check) in checks where check.isValid {
            draft.add(
                .verify, "validate-check", "Validate \(check.name), beside readers and writers",
                [validation(owner, check)]
            )
        }
        draft.add(
            .verify, "analyze", "Let the query planner know the values again, which a change of type forgets",
            [.column(.analyze(table.name, [column.name]))]
        )
        if !checks.isEmpty {
            draft.warn(
                "change-type-verifies-checks", .warning, table.name, column.name,
                "a change of type verifies \(checks.map(\.check.name.text).joined(separator: ", ")) for every row under "
                    + "ACCESS EXCLUSIVE; they are put on again NOT VALID and validated afterwards"
            )
        }
        return draft
    }

    private func statements(_ type: String, _ collation: String?) -> [Statement] {
        let written = collation.map { "\(type) COLLATE \($0)" } ?? type
        let change = TypeChange(
            column: ColumnName(table.name, column.name), type: written, inUTC: inUTC,
            views: views.isEmpty ? nil : views)
        return checks.map { .dropConstraint($0.owner, $0.check.name, references: nil) } + [
            .column(.changeType(change))
        ]
            + checks.flatMap { owner, check -> [Statement] in
                let suffix = check.definition.hasSuffix("NOT VALID") ? "" : " NOT VALID"
                let comment = check.comment.map {
                    Statement.column(.comment(.constraint(check.name, on: owner), $0))
                }
                return [
                    .column(
                        .addConstraint(
                            owner, check.name, definition: check.definition + suffix, references: nil))
                ] + (comment.map { [$0] } ?? [])
            }
    }

    private func validation(_ owner: ObjectName, _ check: Constraint) -> Statement {
        .validateConstraint(owner, check.name, references: nil)
    }
}
