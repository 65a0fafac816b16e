import ColonnadeModel

/// ADD COLUMN in every form. What changes only the catalog is done in one short step; everything that would
/// rewrite, scan, build or lock other tables is taken apart: the bare column first, a trigger that keeps it filled,
/// a backfill, the proofs, and the promises (NOT NULL, keys, checks) last.
enum AddColumn: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .addColumn(let name, let definition, let ifNotExists) = change.kind else { return nil }
        let table = try context.table(name, for: change)
        if let existing = table.column(definition.name) {
            if ifNotExists { return Draft() }
            throw Refusal(
                "column \(table.name).\(definition.name) exists already, as \(existing.type)",
                remedy: "write IF NOT EXISTS if that is fine, or choose another name", at: change.range
            )
        }
        let addition = try ColumnAddition(context, table, definition, change)
        return try addition.draft()
    }
}

/// One column to be added, with the choice of the way.
struct ColumnAddition {
    let context: PlanContext
    let table: Table
    /// With NOT NULL and DEFAULT also where later statements of the migration set them.
    let column: ColumnDefinition
    let change: Change
    let fill: Fill?
    private var subject: String { "\(table.name).\(column.name)" }

    init(
        _ context: PlanContext, _ table: Table, _ definition: ColumnDefinition, _ change: Change
    ) throws(Refusal) {
        self.context = context
        self.table = table
        self.change = change
        var column = definition
        if context.setsNotNull(table.name, column.name) { column.notNull = true }
        self.column = column
        var otherwise: Expression?
        if case .constant(let value) = column.source { otherwise = value }
        fill = try Filling.combined(context.fills(table.name, column.name), otherwise: otherwise)
        try refuse()
    }

    func draft() throws(Refusal) -> Draft {
        var draft = Draft()
        if context.can.altersColumns {
            try addSteps(to: &draft)
        } else {
            try addEmbeddedSteps(to: &draft)
        }
        return draft
    }

    private func refuse() throws(Refusal) {
        if context.catalog.constrainedDomains.contains(context.catalog.resolveType(column.typeName)) {
            throw Refusal(
                "\(column.type) is a domain with constraints: adding a column of it rewrites \(table.name), "
                    + "even without a default",
                remedy: "add the column with the domain's base type and give it the CHECK", at: change.range
            )
        }
        if column.key != nil, table.kind == .partitioned {
            throw Refusal(
                "\(table.name) is partitioned by \(table.partitionKey ?? "other columns"), which a key of it has to "
                    + "contain: \(column.name) alone can be none",
                remedy: "add the column, and `UNIQUE (…)` with the partition key in it", at: change.range
            )
        }
        if column.reference != nil, table.kind == .partitioned,
            let foreign = context.leaves(of: table).first(where: { $0.kind == .foreign })
        {
            throw Refusal(
                "the partition \(foreign.name) is a foreign table, which can have no foreign key",
                remedy: "detach it first", at: change.range
            )
        }
        if column.notNull, column.source == .none, fill == nil {
            throw Refusal(
                "\(subject) is NOT NULL but nothing says what existing rows and old code's inserts get",
                remedy: "write `-- colonnade:fill \(table.name.name).\(column.name) = <expression>`, "
                    + "an UPDATE, or a DEFAULT",
                at: change.range
            )
        }
        if case .generatedVirtual = column.source, column.notNull {
            throw Refusal(
                "NOT NULL on a virtual generated column reads the whole table under ACCESS EXCLUSIVE",
                remedy: "leave NOT NULL out and add a CHECK", at: change.range
            )
        }
    }
}

extension PlanContext {
    func setsNotNull(_ table: ObjectName, _ column: Identifier) -> Bool {
        migration.changes.contains { change in
            guard case .setNotNull(let name, let other) = change.kind else { return false }
            return same(name, table) && other == column
        }
    }
}

extension CatalogSnapshot {
    /// The domain that a type name means.
    func resolveType(_ name: ObjectName) -> ObjectName {
        guard name.schema == nil else { return name }
        for schema in searchPath where constrainedDomains.contains(ObjectName(schema: schema, name.name)) {
            return ObjectName(schema: schema, name.name)
        }
        return name
    }
}
