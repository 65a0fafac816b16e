import ColonnadeModel

/// ADD CONSTRAINT to a domain reads every table that uses it under SHARE. Here it is added NOT VALID, which checks new
/// values at once, after the rows were looked at beside everybody.
///
/// VALIDATE keeps writers of those tables waiting while it reads them (SHARE, commands/typecmds.c), so that it is done
/// where they are small, and refused where they are not.
enum AlterDomain: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var domain) = change.kind, domain.kind == .domain,
            [.addConstraint, .validate].contains(domain.verb)
        else { return nil }
        guard let existing = context.find(domain) else {
            throw Refusal("there is no domain \(domain.name)", remedy: "check the name", at: change.range)
        }
        domain.name = existing.name
        let users = context.users(of: domain.name)
        let name = domain.detail.isEmpty ? "\(domain.name.name)_check" : domain.detail
        var draft = Draft()
        if domain.verb == .addConstraint, let condition = domain.condition {
            try refuseTaken(name, existing, change)
            draft.warn(
                "constraint-breaks-writers", .warning, domain.name, nil,
                "code that writes values of \(domain.name) against CHECK (\(condition.text)) fails from the verify phase on"
            )
            for (table, column) in users where !domain.isGentle {
                let proof = ConstraintProof(
                    table: table.name, name: Identifier(name),
                    key: table.primaryKey,
                    .check(condition.of(column), inherits: true)
                )
                draft.add(
                    .verify, "verify-check", "Prove that no \(table.name).\(column) violates \(name)",
                    [.verify(.holds(proof))]
                )
            }
            let add: SQL =
                "ALTER DOMAIN \(domain.name) ADD CONSTRAINT \(Identifier(name)) CHECK (\(condition.sql)) NOT VALID"
            draft.add(
                .verify, "add-domain-check", "Refuse new values of \(domain.name) against \(name)",
                [domain.statement(.addConstraint, add)],
                undo: [
                    domain.statement(
                        .alter, "ALTER DOMAIN \(domain.name) DROP CONSTRAINT \(Identifier(name))")
                ]
            )
            if domain.isGentle { return draft }
        }
        try refuseLarge(users.map(\.table), name, domain, change)
        let validate: SQL = "ALTER DOMAIN \(domain.name) VALIDATE CONSTRAINT \(Identifier(name))"
        draft.add(
            .verify, "validate-domain-check", "Validate \(name) of \(domain.name)",
            [domain.statement(.validate, validate, reads: Set(users.map(\.table.name)).sorted())]
        )
        return draft
    }

    private static func refuseTaken(_ name: String, _ domain: SchemaObject, _ change: Change) throws(Refusal)
    {
        guard domain.detail.split(separator: "\u{1F}").contains(Substring(name)) else { return }
        throw Refusal(
            "\(domain.name) has a constraint \(name) already", remedy: "choose another name", at: change.range
        )
    }

    /// What is read within a few milliseconds.
    private static let smallRows: Int64 = 20_000

    private static func refuseLarge(
        _ tables: [Table], _ name: String, _ domain: ObjectChange, _ change: Change
    ) throws(Refusal) {
        guard let large = tables.first(where: { $0.estimatedRows.map { $0 > smallRows } ?? true }) else {
            return
        }
        throw Refusal(
            "VALIDATE of \(name) keeps writers of \(large.name) waiting while it reads all of it",
            remedy: "write NOT VALID, which checks all new values; validate it in a quiet hour with "
                + "`-- colonnade:run-as-is <reason>` above VALIDATE"
                + (large.estimatedRows == nil ? "; or ANALYZE \(large.name) first, if it is small" : ""),
            at: change.range
        )
    }
}

extension PlanContext {
    /// The columns of a domain, by the name of their type as the catalog prints it.
    fileprivate func users(of domain: ObjectName) -> [(table: Table, column: Identifier)] {
        catalog.tables.values.sorted { $0.name < $1.name }.filter { $0.kind != .partitioned }.flatMap {
            table in
            table.columns.filter { $0.type == domain.name.text || $0.type == domain.description }
                .map { (table, $0.name) }
        }
    }
}

extension Expression {
    /// A domain's condition on a column.
    fileprivate func of(_ column: Identifier) -> Expression {
        var expression = self
        let written = ("\(column)" as SQL).rendered(.postgres).text
        expression.pieces = pieces.map { piece in
            if case .column("value", _) = piece { .column(column, written: written) } else { piece }
        }
        return expression
    }
}
