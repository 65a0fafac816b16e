import ColonnadeModel

/// What keeps a column from being replaced by another one. Nothing that hangs on it may be lost silently.
struct TwinRefusals {
    private let context: PlanContext
    private let table: Table
    private let column: Column
    private let new: Identifier
    private let change: Change

    init(_ context: PlanContext, _ table: Table, _ column: Column, _ new: Identifier, _ change: Change) {
        self.context = context
        self.table = table
        self.column = column
        self.new = new
        self.change = change
    }

    private var subject: String { "\(table.name).\(column.name)" }

    func check() throws(Refusal) {
        try refuse(
            !context.can.keepsColumnsInStep,
            "two columns cannot be kept in step by a trigger of this engine's",
            "write `-- colonnade:run-as-is <reason>` above it, and change code and schema at the same moment"
        )
        try refuse(
            table.kind != .ordinary, "\(table.name) is no ordinary table (\(table.kind.rawValue))",
            "change its partitions' code to a new column added by ADD COLUMN with a fill, then drop \(column.name)"
        )
        try refuse(
            !table.children.isEmpty || !table.parents.isEmpty,
            "\(table.name) is part of an inheritance or partition tree, whose columns change together",
            "add a new column with a fill to the topmost table, then drop \(column.name)"
        )
        try refuse(
            column.isGenerated, "\(subject) is a generated column, which nobody writes",
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

    private func refuseDependants() throws(Refusal) {
        let names = column.details.dependants.map(\.description)
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
        let indexes = table.indexes.filter { $0.columns.contains(column.name) }
        let constraints = table.constraints.filter { $0.columns.contains(column.name) }
        let statistics = table.statistics.filter { $0.columns.contains(column.name.text) }
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
        for other in context.catalog.tables.values {
            for key in other.constraints
            where key.references == table.name && key.referencedColumns.contains(column.name) {
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
        for other in context.migration.changes where other != change {
            guard other.kind.table.map({ context.same($0, table.name) }) ?? true else { continue }
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
            let shared =
                table.indexes.filter { $0.columns.contains(column.name) && $0.columns.contains(second) }
                .map(\.name)
                + table.constraints.filter {
                    $0.columns.contains(column.name) && $0.columns.contains(second)
                }.map(\.name)
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
            for (from, to) in zip(key.columns, key.referencedColumns) {
                let isFrom = owner.name == table.name && from == column.name
                let isTo = target.name == table.name && to == column.name
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
