import ColonnadeModel

/// New columns that take the place of old ones: one split into several, several merged into one. The migration adds the
/// new ones with their fills, drops the old ones, and says by `colonnade:reverse` how these are got back; then both
/// shapes are kept in step as long as both are there.
struct Replacement {
    let sync: SyncTrigger
    /// The new columns, in the order in which they are added.
    var new: [Identifier] { sync.newColumns }
    var old: [Identifier] { sync.reverses.map(\.column) }
}

extension PlanContext {
    /// The replacement that an added column is part of.
    func replacement(adding column: Identifier, to table: Table) throws(Refusal) -> Replacement? {
        guard let group = try replacement(in: table), group.new.contains(column) else { return nil }
        return group
    }

    /// The replacement that a dropped column is part of.
    func replacement(dropping column: Identifier, of table: Table) throws(Refusal) -> Replacement? {
        guard let group = try replacement(in: table), group.old.contains(column) else { return nil }
        return group
    }

    /// A table has one at most: all that is dropped with a way back out of what is added.
    private func replacement(in table: Table) throws(Refusal) -> Replacement? {
        guard can.keepsColumnsInStep, table.kind != .foreign, table.parents.isEmpty else { return nil }
        guard table.kind != .partitioned || can.changesRowsOfPartitionsByTrigger else { return nil }
        var reverses: [Fill] = []
        for change in migration.changes {
            guard case .dropColumn(let name, let column, _, _) = change.kind, same(name, table.name),
                let reverse = reverse(table.name, column),
                reverse.value.columns.contains(where: { addsColumn(table.name, $0) })
            else { continue }
            reverses.append(try plain(reverse, table, change))
        }
        guard !reverses.isEmpty else { return nil }
        let old = Set(reverses.map(\.column))
        let read = Set(reverses.flatMap { $0.value.columns })
        var forwards: [Fill] = []
        for change in migration.changes {
            guard case .addColumn(let name, let definition, _) = change.kind, same(name, table.name),
                let fill = try Filling.combined(fills(table.name, definition.name), otherwise: nil),
                read.contains(definition.name) || !old.isDisjoint(with: fill.value.columns)
            else { continue }
            forwards.append(try plain(fill, table, change))
        }
        guard !forwards.isEmpty else { return nil }
        return Replacement(
            sync: SyncTrigger(
                name: Naming(catalog: catalog).own(migration.name, table.name, reverses[0].column),
                table: table.name,
                forwards: forwards, reverses: reverses, isExact: false,
                incomparable: table.columns.filter { Filling.lacksEquality($0.type) }.map(\.name)
                    + addedTypes(table).filter { Filling.lacksEquality($0.type) }.map(\.name),
                searchPath: catalog.searchPath
            ))
    }

    private func addedTypes(_ table: Table) -> [ColumnDefinition] {
        migration.changes.compactMap { change in
            guard case .addColumn(let name, let definition, _) = change.kind, same(name, table.name) else {
                return nil
            }
            return definition
        }
    }

    /// A fill of the row's own columns, under their plain names, in which a condition has become part of the value.
    private func plain(_ fill: Fill, _ table: Table, _ change: Change) throws(Refusal) -> Fill {
        guard fill.join == nil, !fill.value.hasSubquery, fill.condition?.hasSubquery != true,
            !fill.value.isVolatile(in: catalog)
        else {
            throw Refusal(
                "\(table.name).\(fill.column) and the columns it goes with are kept in step for every write",
                remedy: "use only the row's own columns and functions that are not volatile", at: change.range
            )
        }
        var value = fill.value.unqualified(dialect.style)
        if let condition = fill.condition?.unqualified(dialect.style) {
            value.pieces =
                [.text("CASE WHEN ")] + condition.pieces + [.text(" THEN ")] + value.pieces + [.text(" END")]
            value.functions += condition.functions
        }
        return Fill(table: table.name, column: fill.column, value: value, condition: value.isNotNull)
    }
}

extension ColumnAddition {
    /// The last of the new columns brings the trigger, the backfill of all of them, and the proofs.
    func addReplacing(_ group: Replacement, to draft: inout Draft) {
        let isLast = group.new.last == column.name
        let remove: [Statement] = isLast ? [.column(.removeSync(group.sync))] : []
        let install: [Statement] = isLast ? [.column(.installSync(group.sync, settled: false))] : []
        let old = group.old.map(\.text).joined(separator: ", ")
        draft.add(
            .expand, "add-column",
            "Add column \(table.name).\(column.name)" + (isLast ? ", kept in step with \(old)" : ""),
            [.addColumn(table.name, column.bare)] + install,
            undo: remove + [.dropColumn(table.name, column.name, cascade: false)], loss: nil
        )
        if isLast {
            draft.addBackfill(of: group.sync.forwards, in: table, context)
            draft.addBackfill(of: group.sync.forwards, in: table, context, phase: .verify)
            draft.add(
                .verify, "settle-sync", "Refuse values of \(old) that cannot be converted, from here on",
                [.column(.settleSync(group.sync))]
            )
            for fill in group.sync.forwards {
                draft.add(
                    .verify, "verify-filled",
                    "Prove that no row of \(table.name) is left without \(fill.column)",
                    [.verify(.filled(fill))]
                )
            }
            draft.warn(
                "not-convertible-back", .note, table.name, column.name,
                "until contract, what new code writes and the reverse cannot turn into \(old) is kept, and \(old) stays NULL"
            )
        }
        let promises = ColumnPromises(self)
        promises.addSteps(to: &draft, atContract: true)
        var conclusion = promises.conclusion
        // The default comes last: before that it would make old code's inserts look like new code's.
        if case .constant(let value) = column.source {
            conclusion.append(.setDefault(table.name, column.name, value.sql))
        }
        draft.add(
            .contract, "conclude-column", "Take the scaffolding of \(table.name).\(column.name) away",
            [.column(.removeSync(group.sync))] + conclusion, reversible: false
        )
    }
}

extension Expression {
    /// Every column under its plain name: without the table or alias that it was written with.
    fileprivate func unqualified(_ style: SQLStyle) -> Expression {
        columns.reduce(self) { $0.renaming($1, to: $1, style) }
    }
}
