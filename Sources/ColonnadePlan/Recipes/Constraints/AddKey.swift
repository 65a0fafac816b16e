import ColonnadeModel

/// ADD UNIQUE and ADD PRIMARY KEY build their index under ACCESS EXCLUSIVE. Here it is built CONCURRENTLY and then
/// turned into the constraint, which is a moment. A primary key also needs its columns NOT NULL, which is proved first.
enum AddKey: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .constraint(.add(let name, let definition)) = change.kind,
            case .key(let key) = definition.body
        else { return nil }
        let table = try context.table(name, for: change)
        let addition = ConstraintAddition(context, table, definition, at: change)
        try addition.refuseTakenName()
        try addition.refuseKey(isPrimary: key.isPrimary)
        for column in key.columns + key.including where !context.addsColumn(table.name, column) {
            _ = try context.column(column, of: table, for: change)
        }
        var draft = Draft()
        addition.warn(of: key, in: &draft)
        addition.prove(.unique(key.columns, nullsNotDistinct: key.nullsNotDistinct), to: &draft)
        var index = addition.index(of: key)
        index.concurrently = true
        draft.addIndex(index, phase: .verify)
        addition.conclude(isPrimary: key.isPrimary, key.columns, index: addition.provisionalName, to: &draft)
        return draft
    }
}

extension ConstraintAddition {
    func warn(of key: KeyDefinition, in draft: inout Draft) {
        draft.warn(
            "unique-builds-index", .error, table.name, nil,
            "\(key.isPrimary ? "ADD PRIMARY KEY" : "ADD UNIQUE") builds its index under ACCESS EXCLUSIVE on "
                + "\(table.name); it is built CONCURRENTLY first"
        )
        draft.warn(
            "constraint-breaks-writers", .warning, table.name, nil,
            "code that writes the same \(key.columns.map(\.text).joined(separator: ", ")) twice fails from the verify "
                + "phase on"
        )
    }

    /// The index that the key stands on.
    func index(of key: KeyDefinition) -> IndexDefinition {
        var index = IndexDefinition(
            name: provisionalName, table: table.name, isUnique: true, concurrently: false,
            rest: key.rest.rendered(.postgres).text, keyColumns: key.columns
        )
        index.includedColumns = key.including
        return index
    }
}

extension KeyDefinition {
    /// The columns as an index has them; a constraint says NULLS NOT DISTINCT before them.
    fileprivate var rest: SQL { "\(list)\(" NULLS NOT DISTINCT", if: nullsNotDistinct)" }

    /// What follows ADD CONSTRAINT and the name.
    var sql: SQL {
        let kind: SQL = isPrimary ? "PRIMARY KEY" : "UNIQUE\(" NULLS NOT DISTINCT", if: nullsNotDistinct)"
        return "\(kind) \(list)"
    }

    private var list: SQL {
        let including: SQL = including.isEmpty ? "" : " INCLUDE (\(including))"
        return "(\(columns))\(including)"
    }
}
