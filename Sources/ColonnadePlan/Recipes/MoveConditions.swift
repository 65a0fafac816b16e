import ColonnadeModel

/// What has to hold so that both homes of a column can be kept in step.
struct MoveConditions {
    let source: Table
    let target: Table
    let old: Column
    let lookup: Fill.Lookup
    /// The columns of the old home that the value reads.
    let reads: [Identifier]
    let reverse: Expression?
    private let context: PlanContext
    private let fill: Fill
    private let new: ColumnDefinition
    private let drop: Change

    init(
        _ context: PlanContext, _ fill: Fill, _ definition: ColumnDefinition, dropping drop: Change
    ) throws(Refusal) {
        self.context = context
        self.fill = fill
        self.drop = drop
        new = definition
        let source = try context.table(drop.kind.table ?? fill.table, for: drop)
        target = try context.table(fill.table, for: drop)
        old = try context.column(drop.kind.column ?? fill.column, of: source, for: drop)
        self.source = source
        guard let lookup = fill.join?.lookup else {
            throw Refusal(
                "\(target.name).\(new.name) is filled from \(source.name) by something else than columns that are equal, "
                    + "which does not tell where later writes of \(old.name) belong",
                remedy: Self.wayRound(old.name), at: drop.range
            )
        }
        self.lookup = lookup
        reads = lookup.reads.filter { source.column($0) != nil }
        reverse = context.reverse(source.name, old.name)?.value
    }

    /// Of a row in the new home by a foreign key, which is checked before anybody sees it.
    var alwaysHasSource: Bool {
        lookup.matches.allSatisfy { target.column($0.own)?.notNull == true }
            && tie(of: target, to: source) { ($0.own, $0.other) }?.isChecked == true
    }

    func check() throws(Refusal) {
        for table in [source, target] {
            try refuse(
                table.kind != .ordinary || !table.parents.isEmpty || !table.children.isEmpty,
                "\(table.name) is partitioned, foreign or has children, where a column does not move to another table"
            )
        }
        try checkRows()
        try checkValue()
        try checkReverse()
        try checkIndex()
        try checkNotNull()
        try checkOtherChanges()
    }

    private func checkRows() throws(Refusal) {
        let matches = lookup.matches
        let names = matches.map { "\(target.name.name).\($0.own) = \(source.name.name).\($0.other)" }
            .joined(separator: " AND ")
        try refuse(
            matches.contains { target.column($0.own) == nil || source.column($0.other) == nil },
            "\(names) does not say which column of which table is meant", "write every column with its table"
        )
        try refuse(
            !isUnique(source, matches.map(\.other)),
            "several rows of \(source.name) could have \(names): nothing says which of them a row of \(target.name) gets its "
                + "\(new.name) from",
            "add a UNIQUE constraint on \(list(source, matches.map(\.other))) in a migration before this"
        )
        try refuse(
            tie(of: target, to: source) { ($0.own, $0.other) } == nil
                && tie(of: source, to: target) { ($0.other, $0.own) } == nil,
            "no foreign key ties \(names), so rows that belong together could be written at the same instant without "
                + "seeing each other",
            "add the foreign key in a migration before this"
        )
    }

    private func checkIndex() throws(Refusal) {
        let matches = lookup.matches
        try refuse(
            !isUnique(target, matches.map(\.own))
                && !target.indexes.contains { index in
                    index.isValid && !index.hasExpressions
                        && matches.contains { $0.own == index.columns.first }
                },
            "no index leads to the rows of \(target.name) whose \(new.name) a write of \(source.name).\(old.name) has to change",
            "CREATE INDEX ON \(list(target, matches.map(\.own))) in a migration before this"
        )
    }

    private func checkValue() throws(Refusal) {
        let own = fill.value.columns.filter { target.column($0) != nil }
        try refuse(
            fill.value.hasSubquery || fill.value.isStable || fill.value.isVolatile(in: context.catalog)
                || !own.isEmpty,
            "the value of \(target.name).\(new.name) is not a function of the row of \(source.name) alone",
            "use its columns and functions that are not volatile; "
                + "other columns can be computed in a migration afterwards"
        )
        let dropped = context.migration.changes.compactMap { other -> Identifier? in
            guard case .dropColumn(let name, let column, _, _) = other.kind, context.same(name, source.name),
                reads.contains(column)
            else { return nil }
            return column
        }
        try refuse(
            dropped.count > 1,
            "\(target.name).\(new.name) is made of \(dropped.map(\.text).joined(separator: ", ")), which are all dropped",
            "merge them into one column of \(source.name) first, in a migration of their own, and move that"
        )
        try refuse(
            context.moves.filter { $0.drop == drop }.count > 1,
            "\(source.name).\(old.name) moves to more than one column",
            "move it to one of them, and copy that in a migration of its own"
        )
        try refuse(
            old.isGenerated || old.isIdentity, "\(source.name).\(old.name) is a generated or identity column"
        )
        let standard = old.defaultExpression ?? ""
        try refuse(
            !alwaysHasSource
                && standard.wholeMatch(of: /(?:'(?:[^']|'')*'|-?[\d.]+|true|false)?(?:::[\w .(),\[\]"]+)?/)
                    == nil,
            "an INSERT into \(source.name) that leaves \(old.name) out gets \(standard), which cannot be told from a value "
                + "that was meant",
            "DROP DEFAULT in a migration before this, and let code write the value"
        )
    }

    private func checkReverse() throws(Refusal) {
        guard reverse == nil else { return }
        let isPlain =
            lookup.isColumn && reads == [old.name] && PlainType(old.type).name == PlainType(new.type).name
        let example = "-- colonnade:reverse \(source.name.name).\(old.name) = (SELECT …)"
        try refuse(
            !isUnique(target, lookup.matches.map(\.own)),
            "several rows of \(target.name) can get \(new.name) from the same row of \(source.name): nothing says which of "
                + "them goes back to \(old.name) when new code writes it",
            "write `\(example)`, or add a UNIQUE constraint on \(list(target, lookup.matches.map(\.own)))"
        )
        try refuse(
            !isPlain,
            "nothing says how \(source.name).\(old.name) is got back from \(target.name).\(new.name)",
            "write `\(example)`"
        )
    }

    private func checkNotNull() throws(Refusal) {
        guard new.notNull || context.setsNotNull(target.name, new.name) else { return }
        try refuse(
            !alwaysHasSource || lookup.isColumn && !old.notNull,
            "\(target.name).\(new.name) is NOT NULL, but old code can write a row of \(target.name) that has no "
                + "\(source.name).\(old.name)",
            "leave NOT NULL out, and set it in a migration of its own once no old code runs any more"
        )
    }

    /// What else would change by what the rows find each other, or what is read, while the triggers are there.
    private func checkOtherChanges() throws(Refusal) {
        for other in context.migration.changes where other != drop {
            try refuse(
                touches(other.kind),
                "line \(other.range.start.line) changes by what \(target.name).\(new.name) finds its value in \(source.name)",
                "write the two changes as two migrations"
            )
        }
    }

    private func touches(_ kind: Change.Kind) -> Bool {
        if case .dropIndex(let name, _, _, _) = kind, let (owner, index) = context.catalog.index(name) {
            return !columns(of: owner.name).isDisjoint(with: index.columns)
        }
        guard let name = kind.table else { return false }
        let own = columns(of: name)
        if case .wholeTable = kind { return !own.isEmpty }
        if case .constraint(.drop(_, let constraint, _, _)) = kind {
            let dropped = context.catalog.table(name)?.constraints.first { $0.name == constraint }
            return !own.isDisjoint(with: dropped?.columns ?? [])
        }
        return kind.column.map { own.contains($0) } ?? false
    }

    /// The columns of either table that the triggers speak of.
    private func columns(of name: ObjectName) -> Set<Identifier> {
        if context.same(name, source.name) { return Set(lookup.matches.map(\.other) + reads) }
        return context.same(name, target.name) ? Set(lookup.matches.map(\.own)) : []
    }

    /// The foreign key from one table to another whose columns are those that are equal.
    private func tie(
        of table: Table, to other: Table, _ pair: (Fill.Lookup.Match) -> (Identifier, Identifier)
    ) -> Constraint? {
        let pairs = lookup.matches.map(pair)
        return table.constraints.first { key in
            key.kind == .foreignKey && key.references == other.name && key.columns.count == pairs.count
                && zip(key.columns, key.referencedColumns).allSatisfy { one in pairs.contains { $0 == one } }
        }
    }

    private func isUnique(_ table: Table, _ columns: [Identifier]) -> Bool {
        table.indexes.contains { index in
            index.isUnique && index.isValid && !index.hasExpressions
                && Set(index.columns).isSubset(of: columns)
        }
    }

    private func list(_ table: Table, _ columns: [Identifier]) -> String {
        "\(table.name) (\(columns.map(\.text).joined(separator: ", ")))"
    }

    static func wayRound(_ column: Identifier) -> String {
        "leave the DROP COLUMN out; once the rollout is ready let code write both columns, and drop \(column) in a migration "
            + "of its own when nothing reads it any more"
    }

    private func refuse(_ condition: Bool, _ message: @autoclosure () -> String, _ remedy: String? = nil)
        throws(Refusal)
    {
        guard condition else { return }
        throw Refusal(message(), remedy: remedy ?? Self.wayRound(old.name), at: drop.range)
    }
}

extension Constraint {
    /// Whether no transaction can leave it violated, not even for a moment between its statements.
    fileprivate var isChecked: Bool { isValid && !definition.contains(" DEFERRABLE") }
}
