import ColonnadeModel

/// Changes of one migration that cannot both be meant: carried out one after the other, the first would be work for
/// nothing, or the second would fail half-way.
struct Contradictions {
    let catalog: CatalogSnapshot

    /// One refusal for each pair, at the later change, naming the line of the earlier one.
    func refusals(_ changes: [Change]) -> [Refusal] {
        var found: [Refusal] = []
        for (index, later) in changes.enumerated() {
            for earlier in changes[..<index] where earlier.kind != later.kind || isDefinite(later.kind) {
                guard !isAroundType(earlier, later, changes),
                    let message = contradiction(earlier.kind, later.kind) ?? ofFills(earlier, later)
                else { continue }
                found.append(
                    Refusal(
                        "line \(earlier.range.start.line) and line \(later.range.start.line) contradict: \(message)",
                        remedy: "keep the one that is meant, or put the second into a migration of its own",
                        at: later.range
                    )
                )
                break
            }
        }
        return found
    }

    /// A default that the new type could not have goes before it, and another one comes after it.
    private func isAroundType(_ earlier: Change, _ later: Change, _ changes: [Change]) -> Bool {
        guard case .dropDefault(let table, let column) = earlier.kind,
            case .setDefault(_, column, _) = later.kind
        else { return false }
        return changes.contains { change in
            guard case .changeType(let name, column, _) = change.kind else { return false }
            return catalog.resolve(name) == catalog.resolve(table)
        }
    }

    /// Twice the same is a contradiction only where the second time must fail.
    private func isDefinite(_ kind: Change.Kind) -> Bool {
        switch kind {
        case .addColumn(_, _, let ifNotExists): !ifNotExists
        default: false
        }
    }

    private func contradiction(_ earlier: Change.Kind, _ later: Change.Kind) -> String? {
        let isSameTable = earlier.table.map(catalog.resolve) == later.table.map(catalog.resolve)
        guard isSameTable, let table = later.table else { return nil }
        if let message = ofTables(earlier, later, table) { return message }
        if let message = ofConstraints(earlier, later, table) { return message }
        guard let column = later.column, column == earlier.column else { return nil }
        let subject = "\(table).\(column)"
        switch (earlier, later) {
        case (.addColumn, .addColumn): return "\(subject) is added twice"
        case (.addColumn, .dropColumn): return "\(subject) is added and dropped"
        case (.dropColumn, .addColumn):
            return "\(subject) is dropped and added: rows would lose what they have"
        case (.dropColumn, _): return "\(subject) is dropped and changed"
        case (.setNotNull, .dropNotNull), (.dropNotNull, .setNotNull):
            return "\(subject) is and is not NOT NULL"
        case (.setDefault, .setDefault), (.setDefault, .dropDefault), (.dropDefault, .setDefault):
            return "\(subject) has two defaults"
        case (_, .dropColumn): return "\(subject) is changed and dropped"
        default: return nil
        }
    }

    /// One after the other, the first would see the old values; with triggers for both, new rows see the new ones. The
    /// columns of one UPDATE all see the old values.
    private func ofFills(_ earlier: Change, _ later: Change) -> String? {
        guard case .fill(let first) = earlier.kind, case .fill(let second) = later.kind,
            earlier.statement != later.statement,
            catalog.resolve(first.table) == catalog.resolve(second.table),
            first.sourceColumns.contains(second.column)
        else { return nil }
        return
            "\(first.table).\(first.column) is filled from \(second.column), which is filled itself afterwards"
    }

    private func ofTables(_ earlier: Change.Kind, _ later: Change.Kind, _ table: ObjectName) -> String? {
        switch (earlier, later) {
        case (.createTable, .createTable): return "\(table) is created twice"
        case (.createTable, .wholeTable(.drop)): return "\(table) is created and dropped"
        case (.wholeTable(.drop), .createTable):
            return "\(table) is dropped and created: its rows would be lost"
        case (.object(let object), .wholeTable(.drop)) where object.verb == .drop: return nil
        case (.constraint(.drop), .wholeTable(.drop)): return nil
        case (_, .wholeTable(.drop)), (.wholeTable(.drop), _): return "\(table) is changed and dropped"
        case (.wholeTable(.setOwner), .wholeTable(.setOwner)): return "\(table) has two owners"
        case (.wholeTable(.rowSecurity(_, let first)), .wholeTable(.rowSecurity(_, let second)))
        where first == second.opposite:
            return "row-level security of \(table) is switched on and off"
        default: return nil
        }
    }

    private func ofConstraints(_ earlier: Change.Kind, _ later: Change.Kind, _ table: ObjectName) -> String? {
        guard case .constraint(let first) = earlier, case .constraint(let second) = later else { return nil }
        switch (first, second) {
        case (.add(_, let one), .add(_, let other)) where one.name != nil && one.name == other.name:
            return "\(table) gets two constraints \(one.name?.text ?? "")"
        case (.add(_, let one), .drop(_, let name, _, _)) where one.name == name:
            return "the constraint \(name) is added and dropped"
        case (.add(_, let one), .add(_, let other)) where isPrimary(one) && isPrimary(other):
            return "\(table) gets two primary keys"
        case (.drop(_, let one, _, _), .validate(_, let other)),
            (.drop(_, let one, _, _), .rename(_, let other, _)):
            return one == other ? "the constraint \(one) is dropped and changed" : nil
        default: return nil
        }
    }

    private func isPrimary(_ definition: ConstraintDefinition) -> Bool {
        switch definition.body {
        case .key(let key): key.isPrimary
        case .keyUsingIndex(let isPrimary, _): isPrimary
        default: false
        }
    }
}
