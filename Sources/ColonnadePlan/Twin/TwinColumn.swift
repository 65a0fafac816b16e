import ColonnadeModel

/// A column that takes another one's place: both stand side by side and are kept in step by a trigger, the rows are
/// filled, and everything that hangs on the old column is built anew on the new one without keeping anybody waiting.
///
/// What differs between the recipes that use it is when the new column gets its name and the old one goes.
struct TwinColumn {
    let context: PlanContext
    let table: Table
    let old: Column
    /// The new column, bare, under the name that it has until the old one goes.
    let definition: ColumnDefinition
    let sync: SyncTrigger
    let carried: TwinDependants
    /// What else the migration does to the column.
    let course: ColumnCourse?

    /// - Parameters:
    ///   - forward: the new value, in terms of the table's columns.
    ///   - reverse: the old value, in terms of the table's columns and the new one.
    /// - Throws: ``Refusal`` where something hangs on the column that cannot be carried over.
    init(
        _ context: PlanContext, _ table: Table, _ old: Column, as definition: ColumnDefinition,
        forward: Expression,
        reverse: Expression, isExact: Bool, for change: Change
    ) throws(Refusal) {
        self.context = context
        self.table = table
        self.old = old
        course = context.course(of: change)
        self.definition = definition
        func fill(_ column: Identifier, _ value: Expression) -> Fill {
            Fill(table: table.name, column: column, value: value, condition: value.isNotNull)
        }
        let types = [old.name: old.type, definition.name: definition.type]
        sync = SyncTrigger(
            name: Naming(catalog: context.catalog).own(context.migration.name, table.name, old.name),
            table: table.name, forwards: [fill(definition.name, forward)],
            reverses: [fill(old.name, reverse)],
            isExact: isExact,
            incomparable: (table.columns.map(\.name) + [definition.name]).filter { column in
                Filling.lacksEquality(types[column] ?? table.column(column)?.type ?? "")
            },
            searchPath: context.catalog.searchPath
        )
        try TwinRefusals(context, table, old, definition.name, change).check()
        carried = try TwinDependants(context, table, old, definition.name, change)
    }

    /// The new column beside the old one, kept in step from the first moment.
    func addExpand(to draft: inout Draft) {
        relax(in: &draft)
        draft.add(
            .expand, "add-column",
            "Add \(subject), kept in step with \(old.name) whichever of them code writes",
            [.addColumn(table.name, definition)] + trialOfDefault + trialOfViews + settings + [
                .column(.installSync(sync, settled: false))
            ],
            undo: [.column(.removeSync(sync)), .dropColumn(table.name, definition.name, cascade: false)],
            loss: nil
        )
        let parts = context.tree(of: table)
        for part in parts where !part.publications.isEmpty {
            draft.warn(
                "published-table", .warning, part.name, definition.name,
                "\(part.name) is published by \(part.publications.map(\.text).joined(separator: ", ")): "
                    + "add the column \(definition.name) to the subscribers' tables first, or replication stops"
            )
        }
    }

    /// What old and new code may do from the beginning: leave the column NULL; get the new default, where the old column
    /// can have it.
    private func relax(in draft: inout Draft) {
        if course?.notNull == false {
            // A reverse of a type speaks of a column that is gone by then.
            let reverse = course?.type == nil ? context.reverse(table.name, old.name) : nil
            for (owner, _) in oldNotNulls {
                draft.add(
                    .expand, "drop-not-null", "Let \(owner.name).\(old.name) be NULL",
                    [.dropNotNull(owner.name, old.name)],
                    undo: NotNullProof(context, owner, old.name, name: old.details.notNullName)
                        .restore(reverse: reverse)
                )
            }
        }
        guard course?.type == nil, let standard = course?.standard else { return }
        let source = ValueSource(context, table, old, own: sync.name, type: old.type)
        draft.add(
            .expand, "set-default", "Set the default of \(table.name).\(old.name)",
            [standard.statement(table.name, old.name)], undo: source.restore(on: old.name)
        )
    }

    func addBackfill(to draft: inout Draft) {
        draft.addBackfill(of: sync.forwards, in: table, context)
    }

    /// Where a conversion can fail, the rows written meanwhile are looked through once more, so that those in the way
    /// are known by name while old code may still write them; only then are such values refused.
    func addProof(to draft: inout Draft) {
        if !sync.isExact {
            draft.addBackfill(of: sync.forwards, in: table, context, phase: .verify)
            draft.add(
                .verify, "settle-sync",
                "Refuse values of \(table.name).\(old.name) that cannot be converted, from here on",
                [.column(.settleSync(sync))]
            )
        }
        for fill in sync.forwards {
            draft.add(
                .verify, "verify-filled", "Prove that no row of \(table.name) is left without \(fill.column)",
                [.verify(.filled(fill))]
            )
        }
    }

    /// NOT NULL at once: nothing that old code may write is refused by it, if the old column has it too.
    func addNotNull(to draft: inout Draft) {
        for (owner, column) in notNulls {
            let proof = NotNullProof(context, owner, definition.name, name: notNullName(of: column, owner))
            proof.addSteps(to: &draft, alsoUndoing: ownNotNulls(below: owner))
            draft.add(
                .verify, "set-not-null", "Make \(owner.name).\(definition.name) NOT NULL by the proof",
                proof.conclusion, undo: proof.undoConclusion
            )
        }
        noteNames(of: notNulls, in: &draft)
        if isNewlyNotNull {
            draft.warn(
                "not-null-breaks-writers", .warning, table.name, old.name,
                "code that still writes NULL into \(table.name).\(old.name) fails from the verify phase on"
            )
        }
    }

    /// From PostgreSQL 18 on a primary key that was made of an index has made NOT NULL the partition's own as well, which
    /// stays when the whole's goes.
    private func ownNotNulls(below owner: Table) -> [Statement] {
        let parts = Set(context.tree(of: owner).map(\.name)).subtracting([owner.name])
        return carried.primaryKeys.map(\.table).filter {
            $0.kind != .partitioned && parts.contains($0.name)
        }.map { .dropNotNull($0.name, definition.name) }
    }

    /// What a partition has from above can only be renamed with the whole.
    private func noteNames(of notNulls: [(owner: Table, column: Column)], in draft: inout Draft) {
        for (owner, column) in notNulls {
            let others = context.tree(of: owner).filter { part in
                part.column(old.name)?.details.notNullName.map { $0 != column.details.notNullName } == true
            }
            guard !others.isEmpty, let name = column.details.notNullName else { continue }
            draft.warn(
                "not-null-renamed", .note, owner.name, definition.name,
                "NOT NULL will be called \(name) on \(others.map(\.name.description).joined(separator: ", ")) too, which "
                    + "had a name of its own for it"
            )
        }
    }

    private var isNewlyNotNull: Bool { course?.notNull == true && !old.notNull }

    /// The tables whose new column is NOT NULL by themselves, not from above.
    var notNulls: [(owner: Table, column: Column)] {
        if isNewlyNotNull { return [(table, old)] }
        return keptNotNulls
    }

    /// The same of the old column, as long as it has to be there.
    var keptNotNulls: [(owner: Table, column: Column)] { course?.notNull == false ? [] : oldNotNulls }

    private var oldNotNulls: [(owner: Table, column: Column)] {
        context.tree(of: table).compactMap { part in
            let above =
                part.name == table.name ? nil : part.parents.first.flatMap { context.catalog.table($0) }
            guard let column = part.column(old.name), column.notNull,
                above?.column(old.name)?.notNull != true
            else { return nil }
            return (part, column)
        }
    }

    /// PostgreSQL 18 has a name for NOT NULL, which goes over in the end; a new one has its own at once.
    func notNullName(of column: Column, _ owner: Table) -> Identifier? {
        if isNewlyNotNull {
            return course?.notNullColumn.map {
                Naming(catalog: context.catalog).constraint(table.name, [$0], "not_null")
            }
        }
        return column.details.notNullName.map { _ in
            carried.provisional("\(old.name)_not_null", of: owner.name)
        }
    }

    func addAnalysis(to draft: inout Draft) {
        draft.add(
            .verify, "analyze", "Let the query planner know the values of \(subject)",
            [.column(.analyze(table.name, [definition.name]))]
        )
    }

    /// Whether the default fits the new type shows before anything is begun.
    private var trialOfDefault: [Statement] {
        let given: SQL? =
            switch course?.standard {
            case .value(let value)?: value.sql
            case .dropped?: nil
            case nil: old.defaultExpression.map { SQL(verbatim: $0) }
            }
        guard let given, definition.type != old.type else { return [] }
        return [
            .setDefault(table.name, definition.name, given),
            .dropDefault(table.name, definition.name),
        ]
    }

    /// … and whether the views that read the old column mean something with the new type.
    private var trialOfViews: [Statement] {
        guard !carried.views.isEmpty, definition.type != old.type else { return [] }
        return [
            .column(
                .tryViews(
                    of: table.name, from: old.name, to: definition.name,
                    meanwhile: context.hidden(table.name, old.name)))
        ]
    }

    /// The settings of the old column, which each partition has for itself.
    private var settings: [Statement] {
        let parts = context.tree(of: table)
        return parts.flatMap { part -> [Statement] in
            let attributes =
                part.column(old.name).map {
                    Self.attributes(of: $0.details, sameType: definition.type == old.type)
                } ?? []
            return attributes.map {
                .column(.set(part.name, definition.name, $0, only: part.kind == .partitioned))
            }
        }
    }

    private static func attributes(of details: ColumnDetails, sameType: Bool) -> [ColumnAttribute] {
        var attributes: [ColumnAttribute] = []
        if let target = details.statisticsTarget { attributes.append(.statistics(target)) }
        if let options = details.options { attributes.append(.options(options)) }
        if let storage = details.storage, sameType { attributes.append(.storage(storage)) }
        if let compression = details.compression, sameType {
            attributes.append(.compression(compression))
        }
        if let comment = details.comment { attributes.append(.comment(comment)) }
        return attributes
            + details.grants.map { .grant($0.privilege, to: $0.role, grantable: $0.isGrantable) }
    }

    var subject: String { "\(table.name).\(definition.name)" }
}

extension Draft {
    /// Walks the pages of every partition.
    mutating func addBackfill(
        of fills: [Fill], in table: Table, _ context: PlanContext, phase: Phase = .backfill
    ) {
        let columns = fills.map(\.column.text).joined(separator: ", ")
        for leaf in context.leaves(of: table) {
            let rows = leaf.estimatedRows.map { " (about \($0.grouped) rows)" } ?? ""
            let key = leaf.primaryKey
            var backfill = Backfill(
                table: leaf.name, fills: fills, estimatedRows: leaf.estimatedRows, key: key,
                userTriggers: leaf.triggers.filter(\.firesOnUpdate).map(\.name)
            )
            if context.hasForeignKey(over: Set(fills.map(\.column)), of: [table, leaf]) {
                backfill.keepsTriggers = true
            }
            let summary =
                phase == .backfill
                ? "Fill \(leaf.name).\(columns)\(rows) in batches"
                : "Look through \(leaf.name)\(rows) once more for rows without \(columns)"
            add(phase, "backfill", summary, [.backfill(backfill)])
        }
        let firing = table.triggers.filter(\.firesOnUpdate).map(\.name.text)
        if !firing.isEmpty, phase == .backfill {
            warn(
                "trigger-fires-on-backfill", .warning, table.name, fills.first?.column,
                "\(firing.joined(separator: ", ")) would fire for each row filled: `colonnade apply` wants to be told "
                    + "--user-triggers fire or --user-triggers suppress"
            )
        }
    }
}
