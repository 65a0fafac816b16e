import ColonnadeModel

/// ADD FOREIGN KEY takes SHARE ROW EXCLUSIVE on both tables and reads the whole table under it. Here it is added NOT
/// VALID, which holds both locks for a moment, and validated beside readers and writers.
///
/// A foreign key that the same migration drops and adds with another ON DELETE is replaced without a moment in which
/// neither holds: the new one stands beside the old one until it is validated.
enum AddForeignKey: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .constraint(.add(let name, let definition)) = change.kind,
            case .foreignKey(let columns, let written) = definition.body
        else { return nil }
        let table = try context.table(name, for: change)
        var target = written
        target.table = context.catalog.resolve(written.table)
        let addition = ConstraintAddition(context, table, definition, at: change)
        try addition.refuseTakenName()
        for column in columns where !context.addsColumn(table.name, column) {
            _ = try context.column(column, of: table, for: change)
        }
        try refuse(table, &target, columns, change, context)

        var draft = Draft()
        warn(&draft, table, columns, target)
        let promise: ConstraintProof.Promise? =
            target.columns.isEmpty
            ? nil : .references(columns, target.table, target.columns, isFull: target.isFull)
        let attributes: SQL = definition.attributes.isEmpty ? "" : " \(verbatim: definition.attributes)"
        let sql: SQL = "FOREIGN KEY (\(columns)) \(target.sql)\(attributes)"
        guard table.kind == .partitioned, !context.can.validatesPartitionedForeignKeysLater else {
            addition.add(sql, proving: promise, references: target.table, to: &draft)
            return draft
        }
        try addition.refusePartByPart()
        if let promise { addition.prove(promise, to: &draft) }
        let leaves = context.leaves(of: table)
        let adopted = leaves.compactMap { leaf in
            leaf.constraints.first {
                $0.isValid && $0.columns == columns && $0.says(target, definition.attributes)
            }.map { (table: leaf.name, key: $0) }
        }
        let parts = leaves.filter { leaf in !adopted.contains { $0.table == leaf.name } }
        PartitionedForeignKey(
            table: table, name: addition.name, definition: sql.rendered(.postgres).text,
            references: target.table, parts: parts.map { ($0, addition.name) }, adopted: adopted
        ).addSteps(to: &draft)
        return draft
    }

    private static func refuse(
        _ table: Table, _ target: inout ForeignKeyTarget, _ columns: [Identifier], _ change: Change,
        _ context: PlanContext
    ) throws(Refusal) {
        guard let other = context.catalog.table(target.table) else {
            guard context.createdTables.contains(target.table) else {
                throw Refusal(
                    "there is no table \(target.table) to refer to", remedy: "check the name",
                    at: change.range)
            }
            return
        }
        let keys = other.constraints.filter { $0.kind == .primaryKey || $0.kind == .unique }
        if target.columns.isEmpty {
            target.columns =
                context.addedPrimaryKey(of: other.name)
                ?? keys.first { $0.kind == .primaryKey }?.columns ?? []
        }
        let isKey =
            keys.contains { Set($0.columns) == Set(target.columns) }
            || other.indexes.contains { $0.isUnique && Set($0.columns) == Set(target.columns) }
            || context.addsKey(target.columns, to: other.name)
        guard isKey, target.columns.count == columns.count else {
            throw Refusal(
                "(\(target.columns.map(\.text).joined(separator: ", "))) is no unique key of \(other.name)",
                remedy: "give \(other.name) the key in a migration before this one", at: change.range
            )
        }
    }

    private static func warn(
        _ draft: inout Draft, _ table: Table, _ columns: [Identifier], _ target: ForeignKeyTarget
    ) {
        draft.warn(
            "foreign-key-locks-both-tables", .error, table.name, columns.first,
            "ADD FOREIGN KEY reads all of \(table.name) and keeps writers of it and of \(target.table) waiting; it is "
                + "added NOT VALID in a moment and validated beside readers and writers"
        )
        draft.warn(
            "constraint-breaks-writers", .warning, table.name, columns.first,
            "code that writes \(columns.map(\.text).joined(separator: ", ")) without its row in \(target.table), or "
                + "deletes a row that is referred to, fails from the verify phase on"
        )
        let isIndexed = table.indexes.contains { index in
            index.isValid && Set(index.columns.prefix(columns.count)) == Set(columns)
        }
        if !isIndexed {
            draft.warn(
                "foreign-key-without-index", .warning, table.name, columns.first,
                "no index of \(table.name) begins with \(columns.map(\.text).joined(separator: ", ")): each DELETE in "
                    + "\(target.table) will read all of it; `CREATE INDEX CONCURRENTLY` first"
            )
        }
    }
}

extension ConstraintAddition {
    /// Where the whole of a foreign key comes after its parts.
    fileprivate func refusePartByPart() throws(Refusal) {
        if isReplacing || !definition.isValidated {
            throw Refusal(
                "\(table.name) is partitioned: before PostgreSQL 18 its foreign keys "
                    + (isReplacing ? "cannot take another's place" : "cannot be NOT VALID"),
                remedy: isReplacing
                    ? "add it under another name, and drop \(name) in a migration of its own afterwards"
                    : "leave NOT VALID out: it is added to each partition, and validated beside readers and writers",
                at: change.range
            )
        }
        if let foreign = context.leaves(of: table).first(where: { $0.kind == .foreign }) {
            throw Refusal(
                "the partition \(foreign.name) is a foreign table, which can have no foreign key",
                remedy: "detach it first", at: change.range
            )
        }
    }
}

extension Constraint {
    /// Whether a foreign key says the same of what it refers to; told only where it is written as it is printed.
    fileprivate func says(_ target: ForeignKeyTarget, _ attributes: String) -> Bool {
        guard kind == .foreignKey, references == target.table, referencedColumns == target.columns,
            let close = definition.lastIndex(of: ")")
        else { return false }
        let words = [target.isFull ? "MATCH FULL" : "", target.actions, attributes].filter { !$0.isEmpty }
        return definition[definition.index(after: close)...].drop { $0 == " " }
            == words.joined(separator: " ")
    }
}

extension PlanContext {
    /// The columns of the primary key that the migration gives a table.
    func addedPrimaryKey(of table: ObjectName) -> [Identifier]? {
        for change in migration.changes {
            guard case .constraint(.add(let other, let definition)) = change.kind, same(other, table),
                case .key(let key) = definition.body, key.isPrimary
            else { continue }
            return key.columns
        }
        return nil
    }

    /// Whether the migration gives a table a key of the columns.
    func addsKey(_ columns: [Identifier], to table: ObjectName) -> Bool {
        migration.changes.contains { change in
            switch change.kind {
            case .constraint(.add(let other, let definition)):
                if case .key(let key) = definition.body {
                    same(other, table) && Set(key.columns) == Set(columns)
                } else {
                    false
                }
            case .createIndex(let index):
                index.isUnique && same(index.table, table) && Set(index.keyColumns) == Set(columns)
            default: false
            }
        }
    }
}
