package import ColonnadeModel

/// What a recipe may look at.
package struct PlanContext {
    package let dialect: any Dialect
    package let catalog: CatalogSnapshot
    package let migration: Migration
    /// How long a dropped column is kept under another name; nil: not at all.
    let retention: Duration?
    /// Tables that the migration itself creates: nobody uses them yet, so changes to them run as written.
    let createdTables: Set<ObjectName>

    package init(
        dialect: any Dialect, catalog: CatalogSnapshot, migration: Migration, retention: Duration? = nil
    ) {
        self.retention = retention
        self.dialect = dialect
        self.catalog = catalog
        self.migration = migration
        createdTables = Set(
            migration.changes.compactMap { change in
                guard case .createTable(let table) = change.kind, catalog.table(table.name) == nil else {
                    return nil
                }
                return catalog.resolve(table.name)
            }
        )
    }

    var can: Capabilities { dialect.capabilities }

    /// The table a change speaks of.
    func table(_ name: ObjectName, for change: Change) throws(Refusal) -> Table {
        if let table = catalog.table(name) { return table }
        throw Refusal(
            "there is no table \(name)", remedy: "check the name and the search_path of the connection",
            at: change.range
        )
    }

    /// The column a change speaks of.
    func column(_ name: Identifier, of table: Table, for change: Change) throws(Refusal) -> Column {
        if let column = table.column(name) { return column }
        let known = table.columns.map(\.name.text).joined(separator: ", ")
        throw Refusal(
            "there is no column \(name) in \(table.name)", remedy: "the table has: \(known)", at: change.range
        )
    }

    /// A view that is made anew with a column cannot be changed by the same migration as well.
    func refuseChanges(
        ofViews views: [ObjectName], reading column: String, besides change: Change
    ) throws(Refusal) {
        for other in migration.changes {
            guard case .object(let object) = other.kind, object.kind == .view,
                views.contains(catalog.resolve(object.name))
            else { continue }
            throw Refusal(
                "line \(other.range.start.line) changes the view \(catalog.resolve(object.name)), which reads \(column)",
                remedy:
                    "leave that out: the view follows the column, with its rights; or write two migrations",
                at: change.range
            )
        }
    }

    /// Whether the migration adds the column, or makes it NOT NULL: then an UPDATE of it is its fill.
    func isFilledElsewhere(_ fill: Fill) -> Bool {
        migration.changes.contains { change in
            switch change.kind {
            case .addColumn(let table, let column, _):
                same(table, fill.table) && column.name == fill.column
            case .setNotNull(let table, let column):
                same(table, fill.table) && column == fill.column
            default: false
            }
        }
    }

    /// Whether the migration adds the column.
    func addsColumn(_ table: ObjectName, _ column: Identifier) -> Bool {
        migration.changes.contains { change in
            guard case .addColumn(let name, let definition, _) = change.kind else { return false }
            return same(name, table) && definition.name == column
        }
    }

    /// The fills that the migration has for a column, in their order.
    func fills(_ table: ObjectName, _ column: Identifier) -> [(fill: Fill, change: Change)] {
        migration.changes.compactMap { change in
            guard case .fill(let fill) = change.kind, same(fill.table, table), fill.column == column else {
                return nil
            }
            return (fill, change)
        }
    }

    func reverse(_ table: ObjectName, _ column: Identifier) -> Fill? {
        migration.reverses.first { same($0.table, table) && $0.column == column }
    }

    func same(_ left: ObjectName, _ right: ObjectName) -> Bool {
        catalog.resolve(left) == catalog.resolve(right)
    }

    /// A table and what lies below it in its partition tree, each before its parts; foreign tables are left out.
    func tree(of table: Table) -> [Table] { catalog.tree(table.name).compactMap { catalog.table($0) } }

    /// The table that a partition belongs to, at the top; any other table itself.
    func whole(_ name: ObjectName) -> ObjectName {
        guard let table = catalog.table(name) else { return catalog.resolve(name) }
        let parent = table.parents.first { catalog.table($0)?.kind == .partitioned }
        return parent.map { whole($0) } ?? table.name
    }

    /// The tables that hold the rows: the table itself, or the leaves of its partition tree.
    func leaves(of table: Table) -> [Table] {
        guard table.kind == .partitioned else { return [table] }
        return table.children.compactMap { catalog.table($0) }.flatMap { leaves(of: $0) }
    }
}
