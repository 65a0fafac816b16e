package import ColonnadeModel
import ColonnadeSQL

/// What is known of the schema at a place in a script: read from a database, a dump or the earlier migrations, and
/// changed by each statement.
package struct SchemaState: Sendable {
    package struct Column: Sendable, Hashable {
        /// As the catalog prints it.
        package var type: String?
        package var notNull = false
    }

    package struct Index: Sendable, Hashable {
        package var columns: [String]
        /// On all rows, by columns alone.
        package var isPlain: Bool
    }

    package struct Table: Sendable {
        package var columns: [Identifier: Column] = [:]
        /// By name; the expression of a CHECK as PostgreSQL would print it is not kept, only what it proves.
        package var constraints: [Identifier: Constraint] = [:]
        package var indexes: [Identifier: Index] = [:]
        /// Whether the script being judged creates it.
        package var isNew = false
        package var isPartitioned = false
        /// Whether it has a partition for what no other takes; nil where that is not known.
        package var hasDefaultPartition: Bool?
        /// How large and how busy it is.
        package var use = TableUse()
        /// Columns that a valid CHECK proves to be not null.
        package var provedNotNull: Set<Identifier> {
            Set(constraints.values.filter(\.isValid).flatMap(\.proves))
        }
    }

    package struct Constraint: Sendable, Hashable {
        package var isValid: Bool
        /// Columns that it proves to be not null.
        package var proves: [Identifier] = []
        package var references: ObjectName?
    }

    package private(set) var tables: [ObjectName: Table] = [:]
    /// Domains that carry a constraint.
    package private(set) var constrainedDomains: Set<String> = []
    /// Whether every table there is is known: then a name that is not known is a mistake.
    package var isComplete = false
    package var volatileFunctions: Set<String> = []

    package init() {}

    /// What a catalog says.
    package init(_ catalog: CatalogSnapshot) {
        isComplete = true
        volatileFunctions = catalog.volatileFunctions
        constrainedDomains = Set(catalog.constrainedDomains.map(\.name.text))
        for table in catalog.tables.values { tables[Self.key(table.name)] = Table(table) }
    }

    /// Unqualified names and those in public are the same thing: most migrations never say which.
    static func key(_ name: ObjectName) -> ObjectName {
        name.schema == Identifier("public") ? ObjectName(name.name) : name
    }

    package func table(_ name: ObjectName) -> Table? { tables[Self.key(name)] }

    /// What was created by earlier scripts is in use from now on.
    package mutating func beginScript() {
        for name in tables.keys { tables[name]?.isNew = false }
    }

    /// Tells how large and how busy a table is; one that nobody has told of is there all the same.
    package mutating func set(_ use: TableUse, of name: ObjectName) {
        let key = Self.key(name)
        if isComplete, tables[key] == nil { return }
        tables[key, default: Table()].use = use
    }

    mutating func change(_ name: ObjectName, _ body: (inout Table) -> Void) {
        let key = Self.key(name)
        // A table that nobody has told of is there all the same, unless everything is known.
        guard var table = tables[key] ?? (isComplete ? nil : Table()) else { return }
        body(&table)
        tables[key] = table
    }

    mutating func add(_ table: Table, _ name: ObjectName) { tables[Self.key(name)] = table }
    mutating func removeTable(_ name: ObjectName) { tables[Self.key(name)] = nil }
    mutating func renameTable(_ name: ObjectName, to new: Identifier) {
        if let table = tables.removeValue(forKey: Self.key(name)) {
            tables[Self.key(ObjectName(schema: name.schema, new))] = table
        }
    }
    mutating func add(domain: String, isConstrained: Bool) {
        if isConstrained { constrainedDomains.insert(domain) }
    }

    /// The table that an index is on.
    package func tableOfIndex(_ name: Identifier) -> (name: ObjectName, table: Table)? {
        tables.first { $0.value.indexes[name] != nil }.map { ($0.key, $0.value) }
    }

    mutating func removeIndex(_ name: Identifier) {
        if let owner = tableOfIndex(name) { change(owner.name) { $0.indexes[name] = nil } }
    }
}

extension SchemaState.Table {
    init(_ table: ColonnadeModel.Table) {
        use = TableUse(rows: table.estimatedRows, bytes: table.estimatedBytes)
        isPartitioned = table.kind == .partitioned
        hasDefaultPartition = table.defaultPartition != nil
        for column in table.columns {
            columns[column.name] = SchemaState.Column(
                type: column.type, notNull: column.notNull)
        }
        for constraint in table.constraints {
            constraints[constraint.name] = SchemaState.Constraint(
                isValid: constraint.isValid,
                proves: constraint.kind == .check && constraint.definition.contains(" IS NOT NULL")
                    && !constraint.definition.contains(" OR ") ? constraint.columns : [],
                references: constraint.references)
        }
        for index in table.indexes {
            indexes[index.name] = SchemaState.Index(
                columns: index.columns.map(\.text),
                isPlain: !index.definition.contains(" WHERE ") && !index.definition.contains("(("))
        }
    }
}
