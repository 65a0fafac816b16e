import ColonnadeModel

/// Keeps a column filled while old code writes on, fills the rows that are there, and proves it.
struct Filling {
    let context: PlanContext
    let table: Table
    let trigger: FillTrigger
    var fill: Fill { trigger.fill }

    /// - Throws: ``Refusal`` where a trigger cannot compute the value, or cannot reach every row.
    init(
        _ context: PlanContext, _ table: Table, _ fill: Fill, type: String? = nil, fillsInserts: Bool = true,
        overrides: Bool = false, for change: Change
    ) throws(Refusal) {
        self.context = context
        self.table = table
        var fill = fill
        fill.table = table.name
        if fill.join != nil {
            fill.value = fill.value.keepingColumns(of: table)
            fill.condition = fill.condition?.keepingColumns(of: table)
        }
        let base = overrides ? "\(table.name.name)_\(fill.column)_generated" : nil
        let own = Naming(catalog: context.catalog).own(context.migration.name, table.name, fill.column)
        trigger = FillTrigger(
            name: base.map { Identifier($0) } ?? own, fill: fill, fillsInserts: fillsInserts,
            overrides: overrides,
            incomparable: ([fill.column] + fill.sourceColumns).filter { column in
                Self.lacksEquality(table.column(column)?.type ?? type ?? "")
            },
            searchPath: context.catalog.searchPath,
            isReplicated: context.catalog.tree(table.name).contains {
                context.catalog.table($0)?.subscriptions.isEmpty == false
            } ? true : nil
        )
        try refuse(change)
    }

    /// Types that have no `=`, or one that compares something else (boxes are equal in area): PostgreSQL 18 manual,
    /// 9.2 Comparison, 9.11 Geometric, 9.15 XML, 9.16 JSON.
    static func lacksEquality(_ type: String) -> Bool {
        let base = type.lowercased().prefix { $0 != "[" && $0 != "(" }
        return [
            "json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle", "pg_snapshot",
            "txid_snapshot",
        ].contains(String(base))
    }

    private func refuse(_ change: Change) throws(Refusal) {
        if table.kind == .foreign {
            throw Refusal(
                "\(table.name) is a foreign table", remedy: "change it where its rows are", at: change.range
            )
        }
        if table.kind == .ordinary, !table.children.isEmpty {
            throw Refusal(
                "\(table.name) has inheritance children, which its triggers do not reach",
                remedy: "fill each child table in a migration of its own", at: change.range
            )
        }
        if !table.hasPhysicalOrder {
            throw Refusal(
                "\(table.name) has no row ids to walk in batches",
                remedy: "fill it with `-- colonnade:run-as-is <reason>` above the UPDATE if it is small",
                at: change.range
            )
        }
        let generated = fill.sourceColumns.filter { table.column($0)?.isGenerated == true }
        if let column = generated.first {
            throw Refusal(
                "the fill of \(fill.column) reads \(column), which is a generated column: "
                    + "a trigger runs before it is computed",
                remedy: "write its expression instead of its name", at: change.range
            )
        }
        for column in fill.sourceColumns where fill.join == nil && !fill.value.hasSubquery {
            if table.column(column) == nil, fill.condition?.hasSubquery != true {
                throw Refusal(
                    "the fill of \(fill.column) reads \(column), which \(table.name) does not have",
                    remedy: "check the spelling", at: change.range
                )
            }
        }
    }

    func addBackfill(to draft: inout Draft) { draft.addBackfill(of: [fill], in: table, context) }

    func addProof(to draft: inout Draft) {
        draft.add(
            .verify, "verify-filled", "Prove that no row of \(table.name) is left without \(fill.column)",
            [.verify(.filled(fill))]
        )
    }
}

extension Filling {
    /// One fill out of all that the migration has for a column: where several UPDATEs speak of the same column,
    /// the last one that meets a row wins, as it would if they ran one after the other.
    ///
    /// - Parameter otherwise: the value of rows that no UPDATE means (the column's default), nil for NULL.
    static func combined(
        _ fills: [(fill: Fill, change: Change)], otherwise: Expression?
    ) throws(Refusal) -> Fill? {
        guard let first = fills.first else { return nil }
        if fills.count == 1, otherwise == nil || first.fill.condition == nil { return first.fill }
        var pieces: [Expression.Piece] = [.text("CASE")]
        var functions: [String] = []
        var hasSubquery = false
        for (fill, change) in fills.reversed() {
            if fill.join != nil {
                throw Refusal(
                    "\(fill.column) is filled by an UPDATE … FROM and by something else beside it",
                    remedy: "write one UPDATE that decides between them", at: change.range
                )
            }
            if fill.value.columns.contains(fill.column)
                || fill.condition?.columns.contains(fill.column) == true,
                fills.count > 1
            {
                throw Refusal(
                    "an UPDATE of \(fill.column) reads what an earlier UPDATE wrote there",
                    remedy: "write one UPDATE that computes the final value", at: change.range
                )
            }
            if let condition = fill.condition {
                pieces += [.text(" WHEN ")] + condition.pieces
            } else {
                pieces.append(.text(" WHEN TRUE"))
            }
            pieces += [.text(" THEN ")] + fill.value.pieces
            functions += fill.value.functions + (fill.condition?.functions ?? [])
            hasSubquery = hasSubquery || fill.value.hasSubquery || fill.condition?.hasSubquery == true
        }
        if let otherwise {
            pieces += [.text(" ELSE ")] + otherwise.pieces
            functions += otherwise.functions
        }
        pieces.append(.text(" END"))
        var fill = first.fill
        fill.condition = nil
        fill.value = Expression(pieces: pieces, functions: functions, hasSubquery: hasSubquery)
        return fill
    }
}

extension Expression {
    /// Beside joined tables a name without its table may be one of theirs: only what the table has is its column.
    fileprivate func keepingColumns(of table: Table) -> Expression {
        var expression = self
        expression.pieces = pieces.map { piece in
            guard case .column(let name, let written) = piece, table.column(name) == nil else { return piece }
            return .text(written)
        }
        return expression
    }
}
