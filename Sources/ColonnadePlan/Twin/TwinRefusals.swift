import ColonnadeModel

/// What keeps a column from being replaced by another one. Nothing that hangs on it may be lost silently.
struct TwinRefusals {
    private let context: PlanContext
    private let table: Table
    private let column: Column
    private let new: Identifier
    private let change: Change
    /// The table, and what lies below it.
    private let parts: [Table]

    init(_ context: PlanContext, _ table: Table, _ column: Column, _ new: Identifier, _ change: Change) {
        self.context = context
        self.table = table
        self.column = column
        self.new = new
        self.change = change
        parts = context.tree(of: table)
    }

    private var subject: String { "\(table.name).\(column.name)" }

    func check() throws(Refusal) {
        try refuse(
            !context.can.keepsColumnsInStep,
            "two columns cannot be kept in step by a trigger of this engine's",
            "write `-- colonnade:run-as-is <reason>` above it, and change code and schema at the same moment"
        )
        try refuseTree()
        try refuse(
            parts.contains { $0.column(column.name)?.isGenerated == true },
            "\(subject) is a generated column, which nobody writes",
            "add a generated column with a new name, then drop this one"
        )
        try refuse(
            table.column(new) != nil, "column \(table.name).\(new) exists already", "choose another name"
        )
        try refuseDependants()
        try refuseIndexesAndConstraints()
        try refuseOtherChanges()
        try refuseForeignKeys()
    }

    /// A partitioned table changes with all its partitions, wherever a row trigger reaches them.
    private func refuseTree() throws(Refusal) {
        try refuse(
            table.kind == .foreign, "\(table.name) is a foreign table", "change it where its rows are"
        )
        try refuse(
            !table.parents.isEmpty,
            "\(table.name) is a part of \(context.whole(table.name)), whose columns change together",
            "write the change for \(context.whole(table.name))"
        )
        try refuse(
            table.kind == .ordinary && !table.children.isEmpty,
            "\(table.name) has inheritance children, which its triggers do not reach",
            "add a new column with a fill to each of them, then drop \(column.name)"
        )
        guard table.kind == .partitioned else { return }
        try refuse(
            !context.can.changesRowsOfPartitionsByTrigger,
            "\(table.name) is partitioned: before PostgreSQL 13 a trigger of its cannot change the rows of partitions",
            "add a new column, keep it in step by a trigger on each partition, then drop \(column.name)"
        )
        for part in parts where part.kind == .partitioned {
            try refuse(
                part.partitionColumns?.contains(column.name)
                    ?? DefinitionText(part.partitionKey ?? "").mentions(column.name),
                "\(subject) is part of the partition key of \(part.name), \(part.partitionKey ?? ""), by which rows have "
                    + "their places",
                "create a new partitioned table with the column as it is to be, and move the rows there"
            )
            for child in part.children where context.catalog.table(child)?.kind == .foreign {
                try refuse(
                    true,
                    "the partition \(child) is a foreign table, whose rows no trigger of \(table.name) reaches",
                    "detach it first, and attach it again afterwards"
                )
            }
        }
    }

    /// Whether a view that reads the column can read the new one as well.
    private var keepsType: Bool {
        guard case .renameColumn = change.kind else { return false }
        return context.course(of: change)?.type == nil
    }

    private func refuseDependants() throws(Refusal) {
        var names: [String] = []
        for part in parts {
            for dependant in part.column(column.name)?.details.dependants ?? []
            where
                !((keepsType || dependant.canBeMadeAnew) && part.name == table.name
                && dependant.replaceableView != nil) && !names.contains(dependant.description)
            {
                names.append(dependant.description)
            }
        }
        try refuse(
            !names.isEmpty, "\(subject) is used by \(names.joined(separator: "; "))",
            "take \(names.count == 1 ? "it" : "them") out of the way first, in a migration of its own, and make "
                + "\(names.count == 1 ? "it" : "them") anew afterwards"
        )
        let identity = column.isIdentity ? column.details.sequence : nil
        try refuse(
            identity?.hasGrants == true,
            "the sequence \(identity?.name.description ?? "") has grants of its own",
            "revoke them first: the new column's sequence is another one"
        )
    }

    private func refuseIndexesAndConstraints() throws(Refusal) {
        let indexes = parts.flatMap(context.keptIndexes).filter { $0.columns.contains(column.name) }
        let constraints = parts.flatMap(\.constraints).filter { $0.columns.contains(column.name) }
        let statistics = parts.flatMap(\.statistics).filter { $0.columns.contains(column.name.text) }
        let isRewritten = !indexes.isEmpty || !constraints.isEmpty || !statistics.isEmpty
        try refuse(
            isRewritten && DefinitionText.ambiguous.contains(column.name.text),
            "\(column.name) is also a word of the definitions that PostgreSQL prints, where it cannot be told apart",
            "drop the column's indexes and constraints first, and make them anew afterwards"
        )
        for index in indexes {
            try refuse(
                !index.isValid, "index \(index.name) is invalid: it is left over from a failed build",
                "drop it, or REINDEX it CONCURRENTLY"
            )
            if let peculiarity = index.peculiarities.first {
                throw Refusal(
                    "index \(index.name) \(peculiarity)",
                    remedy: "take that away first, and set it again afterwards",
                    at: change.range
                )
            }
        }
        for constraint in constraints {
            try refuse(
                constraint.kind == .exclusion,
                "the exclusion constraint \(constraint.name) cannot be built concurrently",
                "drop it first, and add it again afterwards"
            )
        }
        for key in constraints where key.kind == .foreignKey {
            try refuse(
                key.definition.contains("SET DEFAULT"),
                "\(key.name) sets \(column.name) to its default, which another column does not have yet",
                "drop the foreign key first, and add it again afterwards"
            )
        }
        try refuseReferences()
    }

    /// One that can only be made anew in the moment of the exchange would have to wait for its own column as well.
    private func refuseReferences() throws(Refusal) {
        let names = Set(parts.map(\.name))
        for other in context.catalog.tables.values.sorted(by: { $0.name < $1.name }) {
            for key in other.constraints
            where key.references.map({ names.contains($0) }) == true
                && key.referencedColumns.contains(column.name)
            {
                try refuse(
                    table.kind == .partitioned
                        && key.columns.contains { context.twin(of: other.name, $0) != nil },
                    "the foreign key \(key.name) of \(other.name) refers to \(subject), which is in a partitioned table, and "
                        + "its own column is replaced as well",
                    "write the two changes as two migrations"
                )
                try refuse(
                    other.kind != .ordinary || !other.parents.isEmpty || !other.children.isEmpty,
                    "the foreign key \(key.name) of \(other.name), a partitioned table, refers to \(subject)",
                    "drop it first, and add it again afterwards"
                )
            }
        }
    }

    /// Changes that meet on one column, or on an index of two that are both replaced, would each build on what the
    /// other takes away.
    private func refuseOtherChanges() throws(Refusal) {
        let together = context.course(of: change)?.changes ?? [change]
        try context.refuseChanges(
            ofViews: column.details.dependants.compactMap(\.replaceableView), reading: subject,
            besides: change)
        for other in context.migration.changes where !together.contains(other) {
            guard other.kind.table.map({ context.whole($0) == table.name }) ?? true else { continue }
            try refuse(
                other.kind.speaks(of: column.name) || other.kind.speaks(of: new)
                    || other.kind.column == nil
                        && [column.name, new].contains { DefinitionText(other.statement).mentions($0) },
                "line \(other.range.start.line) speaks of \(subject) as well",
                "write the two changes as two migrations"
            )
            guard let second = other.kind.column, context.twin(of: table.name, second) != nil else {
                continue
            }
            let both = Set([column.name, second])
            let shared =
                parts.flatMap(context.keptIndexes).filter { both.isSubset(of: $0.columns) }.map(\.name)
                + parts.flatMap(\.constraints).filter { both.isSubset(of: $0.columns) }.map(\.name)
            try refuse(
                !shared.isEmpty,
                "\(shared.first?.text ?? "") is on \(column.name) and \(second), which are both replaced",
                "write the two changes as two migrations"
            )
        }
    }

    private func refuseForeignKeys() throws(Refusal) {
        let tables = context.catalog.tables.values.sorted { $0.name < $1.name }
        for (owner, key) in tables.flatMap({ owner in owner.constraints.map { (owner, $0) } }) {
            guard let target = key.references.flatMap({ context.catalog.table($0) }) else { continue }
            let (ownerWhole, targetWhole) = (context.whole(owner.name), context.whole(target.name))
            for (from, to) in zip(key.columns, key.referencedColumns) {
                let isFrom = ownerWhole == table.name && from == column.name
                let isTo = targetWhole == table.name && to == column.name
                guard isFrom || isTo else { continue }
                let otherIsReplaced =
                    context.twin(of: isFrom ? target.name : owner.name, isFrom ? to : from) != nil
                if case .renameColumn = change.kind {
                    try refuse(
                        otherIsReplaced, "\(key.name) refers from \(from) to \(to), which are both replaced",
                        "write the two changes as two migrations"
                    )
                }
                let (own, other) = (type(of: from, owner), type(of: to, target))
                try refuse(
                    !PlainType(own).canReferTo(PlainType(other)),
                    "the foreign key \(key.name) cannot refer from \(own) to \(other)",
                    "change \(owner.name).\(from) and \(target.name).\(to) in one migration"
                )
            }
        }
    }

    private func type(of column: Identifier, _ table: Table) -> String {
        context.twinType(of: table.name, column) ?? table.column(column)?.type ?? ""
    }

    private func refuse(
        _ condition: Bool, _ message: @autoclosure () -> String, _ remedy: @autoclosure () -> String
    )
        throws(Refusal)
    {
        guard condition else { return }
        throw Refusal(message(), remedy: remedy(), at: change.range)
    }
}

extension Change.Kind {
    /// Whether it changes a column or reads it.
    fileprivate func speaks(of name: Identifier) -> Bool {
        if column == name { return true }
        switch self {
        case .fill(let fill):
            return (fill.value.columns + (fill.condition?.columns ?? [])).contains(name)
        case .addColumn(_, let definition, _):
            let expressions: [Expression] =
                switch definition.source {
                case .generatedStored(let value), .generatedVirtual(let value): [value]
                case .none, .constant, .identity, .serial: []
                }
            return (expressions + definition.checks.map(\.expression)).contains { $0.columns.contains(name) }
        case .changeType(_, _, let type): return type.using?.columns.contains(name) ?? false
        default: return false
        }
    }
}
