import ColonnadeModel

/// Which columns the migration replaces by other ones.
extension PlanContext {
    /// The column that takes the place of another one in this migration, under the name it has before it does.
    func twin(of table: ObjectName, _ column: Identifier) -> Identifier? {
        migration.changes.lazy.compactMap { twin($0, of: table, column) }.first
    }

    func provisionalTwin(_ table: ObjectName, _ column: Identifier) -> Identifier {
        Naming(catalog: catalog).own(migration.name, table, Identifier("new_\(column)"))
    }

    /// The type that a column gets in this migration.
    func twinType(of table: ObjectName, _ column: Identifier) -> String? {
        for change in migration.changes {
            guard case .changeType(let name, let written, let new) = change.kind, same(name, whole(table)),
                course(of: change)?.column ?? written == column
            else { continue }
            return new.type
        }
        return nil
    }

    /// The indexes of a table that the migration does not drop: by themselves, or with one of the whole that they are a
    /// part of.
    func keptIndexes(of table: Table) -> [Index] {
        let dropped = migration.changes.compactMap { change -> ObjectName? in
            guard case .dropIndex(let name, _, _, _) = change.kind, let (owner, index) = catalog.index(name)
            else { return nil }
            return ObjectName(schema: owner.name.schema, index.name)
        }
        func isDropped(_ name: ObjectName) -> Bool {
            dropped.contains(name) || catalog.index(name)?.index.parent.map(isDropped) == true
        }
        return table.indexes.filter { !isDropped(ObjectName(schema: table.name.schema, $0.name)) }
    }

    func hidden(_ table: ObjectName, _ column: Identifier) -> Identifier {
        Naming(catalog: catalog).own(migration.name, table, Identifier("old_\(column)"))
    }

    /// What an old column is called already when a later change switches over.
    func hiddenTwin(of table: ObjectName, _ column: Identifier, before change: Change) -> Identifier? {
        let earlier = migration.changes.first { other in
            guard case .changeType = other.kind, course(of: other)?.newName == nil,
                other.range.start < change.range.start
            else { return false }
            return twin(other, of: table, column) != nil
        }
        return earlier.map { _ in hidden(table, column) }
    }

    /// A change after the given one that replaces the other end of a foreign key: it makes the new key, since then both
    /// new columns are there and filled.
    func laterTwin(of key: Constraint, from owner: ObjectName, than change: Change) -> Change? {
        migration.changes.first { other in
            guard other.range.start > change.range.start else { return false }
            let ends =
                key.columns.map { (owner, $0) } + key.referencedColumns.map { (key.references ?? owner, $0) }
            return ends.contains { twin(other, of: $0.0, $0.1) != nil }
        }
    }

    private func twin(_ change: Change, of table: ObjectName, _ column: Identifier) -> Identifier? {
        if let course = course(of: change), let name = course.newName {
            return course.table == whole(table) && course.column == column ? name : nil
        }
        switch change.kind {
        case .renameColumn(let name, column, let new) where same(name, whole(table)):
            return new
        case .changeType(let name, column, let new) where same(name, whole(table)):
            guard let found = catalog.table(name), let old = found.column(column),
                TypeChangeWay(self, found, old, new) == .anotherColumn
            else { return nil }
            return provisionalTwin(found.name, column)
        default: return nil
        }
    }
}
