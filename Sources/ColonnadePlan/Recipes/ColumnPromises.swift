import ColonnadeModel

/// What a column's definition promises beyond its values: NOT NULL, CHECK, REFERENCES, UNIQUE, PRIMARY KEY. Each is
/// checked without blocking anyone, and only after the column is filled.
struct ColumnPromises {
    private let context: PlanContext
    private let table: Table
    private let column: ColumnDefinition
    private let naming: Naming
    private let isFilled: Bool
    private let proof: NotNullProof
    private let checks: [(name: Identifier, check: ColumnDefinition.Check)]

    init(_ addition: ColumnAddition) {
        context = addition.context
        table = addition.table
        column = addition.column
        naming = Naming(catalog: context.catalog)
        isFilled = addition.fill != nil
        proof = NotNullProof(context, table, column.name, name: column.notNullName)
        checks = Self.named(column.checks, of: addition.table.name, context.catalog)
    }

    /// - Parameter atContract: whether the column was added bare, so that NOT NULL and the primary key are
    ///   concluded in the contract step; otherwise the column was added with them or does not have them.
    func addSteps(to draft: inout Draft, atContract: Bool = false) {
        if column.notNull, atContract || isGeneratedStored { proof.addSteps(to: &draft) }
        if column.notNull, isGeneratedStored {
            draft.add(
                .verify, "set-not-null", "Make \(table.name).\(column.name) NOT NULL by the proof",
                proof.conclusion,
                undo: proof.undoConclusion
            )
        }
        for check in checks { add(check.check, named: check.name, to: &draft) }
        if let reference = column.reference { add(reference, to: &draft) }
        if let key = column.key { add(key, atContract: atContract, to: &draft) }
    }

    /// For the contract step: everything catalog-only by then.
    var conclusion: [Statement] {
        var statements = column.notNull ? proof.conclusion : []
        if let key = column.key, key.isPrimary { statements.append(addKey(key)) }
        return statements
    }

    private var isGeneratedStored: Bool {
        if case .generatedStored = column.source { true } else { false }
    }

    /// As PostgreSQL names them: after the column if the condition speaks of one only, each name once.
    private static func named(
        _ checks: [ColumnDefinition.Check], of table: ObjectName, _ catalog: CatalogSnapshot
    ) -> [(name: Identifier, check: ColumnDefinition.Check)] {
        var catalog = catalog
        return checks.map { check in
            let columns = check.expression.columns
            let name =
                check.name
                ?? Naming(catalog: catalog).constraint(
                    table, columns.count == 1 ? columns.first : nil, "check")
            catalog.reserveNames(of: .addCheck(table, name, check.expression, valid: false))
            return (name, check)
        }
    }

    private func add(_ check: ColumnDefinition.Check, named name: Identifier, to draft: inout Draft) {
        draft.warn(
            "inline-check-scans", .warning, table.name, column.name,
            "a CHECK within ADD COLUMN reads all of \(table.name) under ACCESS EXCLUSIVE; "
                + "it is added NOT VALID and validated beside readers and writers"
        )
        draft.add(
            .verify, "verify-check", "Prove that every row of \(table.name) satisfies \(name)",
            [.verify(.satisfies(table.name, check.expression))]
        )
        draft.add(
            .verify, "add-check", "Refuse new violations of \(name), without looking at existing rows",
            [.addCheck(table.name, name, check.expression, valid: false)],
            undo: [.dropConstraint(table.name, name, references: nil)]
        )
        draft.add(
            .verify, "validate-check", "Validate \(name), beside readers and writers",
            [.validateConstraint(table.name, name, references: nil)]
        )
    }

    private func add(_ written: ColumnDefinition.Reference, to draft: inout Draft) {
        var reference = written
        reference.table = context.catalog.resolve(written.table)
        if reference.column == nil {
            let key = context.catalog.table(reference.table)?.constraints.first { $0.kind == .primaryKey }
            reference.column = key?.columns.first
        }
        draft.warn(
            "foreign-key-locks-both-tables", .warning, table.name, column.name,
            "REFERENCES takes ACCESS EXCLUSIVE on \(table.name) and SHARE ROW EXCLUSIVE on \(reference.table); "
                + "it is added NOT VALID in a moment of its own and validated beside readers and writers"
        )
        let name = written.name ?? naming.constraint(table.name, column.name, "fkey")
        draft.add(
            .verify, "verify-references",
            "Prove that every \(table.name).\(column.name) has its row in \(reference.table)",
            [.verify(.references(table.name, column.name, reference))]
        )
        guard table.kind != .partitioned || context.can.validatesPartitionedForeignKeysLater else {
            let key: SQL = reference.column.map { " (\($0))" } ?? ""
            let options: SQL = reference.options.isEmpty ? "" : " \(verbatim: reference.options)"
            let definition: SQL = "FOREIGN KEY (\(column.name)) REFERENCES \(reference.table)\(key)\(options)"
            return PartitionedForeignKey(
                table: table, name: name, definition: definition.rendered(.postgres).text,
                references: reference.table, parts: context.leaves(of: table).map { ($0, name) }
            ).addSteps(to: &draft)
        }
        draft.add(
            .verify, "add-foreign-key", "Refuse new violations of \(name), without looking at existing rows",
            [.addForeignKey(table.name, name, column: column.name, reference)],
            undo: [.dropConstraint(table.name, name, references: reference.table)]
        )
        draft.add(
            .verify, "validate-foreign-key", "Validate \(name), beside readers and writers",
            [.validateConstraint(table.name, name, references: reference.table)]
        )
    }

    private func add(_ key: ColumnDefinition.Key, atContract: Bool, to draft: inout Draft) {
        draft.warn(
            "unique-builds-index", .error, table.name, column.name,
            "\(key.isPrimary ? "PRIMARY KEY" : "UNIQUE") within ADD COLUMN builds its index under ACCESS EXCLUSIVE; "
                + "the index is built CONCURRENTLY first"
        )
        draft.addIndex(
            IndexDefinition(
                name: keyName(key), table: table.name, isUnique: true, concurrently: true,
                rest: ("(\(column.name))\(" NULLS NOT DISTINCT", if: key.nullsNotDistinct)" as SQL).rendered(
                    .postgres
                ).text,
                keyColumns: [column.name]
            ),
            phase: .verify
        )
        guard !key.isPrimary else { return }
        draft.add(
            .verify, "add-key", "Turn the index into the constraint \(keyName(key))", [addKey(key)],
            undo: [.dropConstraint(table.name, keyName(key), references: nil)]
        )
    }

    private func keyName(_ key: ColumnDefinition.Key) -> Identifier {
        if let name = key.name { return name }
        return key.isPrimary
            ? naming.constraint(table.name, [], "pkey") : naming.constraint(table.name, [column.name], "key")
    }

    private func addKey(_ key: ColumnDefinition.Key) -> Statement {
        .addKey(table.name, keyName(key), primary: key.isPrimary, index: keyName(key), options: key.options)
    }
}
