package import ColonnadeModel
import ColonnadeSQL

/// What is known of the schema at a place in a script: read from a database, a dump or the earlier migrations, and
/// changed by each statement.
package struct SchemaState: Sendable {
    package struct Column: Sendable, Hashable {
        /// As the catalog prints it.
        package var type: String?
        package var notNull = false
        /// Whether rows get a value where an INSERT leaves it out.
        package var hasDefault = false
        /// Whether its values are computed, and kept: GENERATED … STORED.
        package var isStored = false
    }

    package struct Index: Sendable, Hashable {
        package var columns: [String]
        /// On all rows, by columns alone, each in its own order.
        package var isPlain: Bool
        package var isUnique = false
        package var isPrimary = false
    }

    package struct Table: Sendable {
        package var columns: [Identifier: Column] = [:]
        /// By name; the expression of a CHECK as PostgreSQL would print it is not kept, only what it proves.
        package var constraints: [Identifier: Constraint] = [:]
        package var indexes: [Identifier: Index] = [:]
        package var isPartitioned = false
        /// The columns by which it is divided.
        package var partitionKeys: [Identifier] = []
        /// Whether it has a partition for what no other takes; nil where that is not known.
        package var hasDefaultPartition: Bool?
        /// Whether row-level security has a policy.
        package var hasPolicy = false
        /// How large and how busy it is.
        package var use = TableUse()
        /// Columns that a valid CHECK proves to be not null.
        package var provedNotNull: Set<Identifier> {
            Set(constraints.values.filter(\.isValid).flatMap(\.proves))
        }

        package init() {}
    }

    package struct Constraint: Sendable, Hashable {
        package var kind: Kind
        package var isValid: Bool
        /// Columns that it speaks of.
        package var columns: [Identifier] = []
        /// Columns that it proves to be not null.
        package var proves: [Identifier] = []
        package var references: ObjectName?
        /// The columns of the other table; none for its primary key.
        package var referencedColumns: [Identifier] = []

        package enum Kind: Sendable, Hashable { case check, foreignKey, notNull, key }
    }

    package private(set) var tables: [ObjectName: Table] = [:]
    /// The table that each index is on.
    private var indexed: [Identifier: ObjectName] = [:]
    /// Domains that carry a constraint.
    package private(set) var constrainedDomains: Set<String> = []
    /// Domains that carry none, with the type that they are of.
    package private(set) var plainDomains: [String: String] = [:]
    /// What the script being judged has created: nobody uses it yet.
    package var new = NewObjects()
    /// Where names without a schema are looked for.
    package var searchPath: [Identifier] = [Identifier("public")]
    /// Whether every table there is is known: then a name that is not known is a mistake.
    package var isComplete = false
    package var volatileFunctions: Set<String> = []
    /// Functions of the user's own that are not volatile.
    package var stableFunctions: Set<String> = []
    /// The types of the parameters of each function and procedure that was created, by name.
    package private(set) var routines: [String: Set<[String]>] = [:]
    /// The columns of views, where their text tells them.
    private var viewColumns: [ObjectName: [String]] = [:]

    package init() {}

    /// What a catalog says.
    package init(_ catalog: CatalogSnapshot) {
        isComplete = true
        volatileFunctions = catalog.volatileFunctions
        constrainedDomains = Set(catalog.constrainedDomains.map(\.name.text))
        for table in catalog.tables.values { add(Table(table), table.name) }
    }

    /// Unqualified names and those in public are the same thing: most migrations never say which.
    func key(_ name: ObjectName) -> ObjectName {
        guard name.schema != Identifier("public") else { return ObjectName(name.name) }
        guard name.schema == nil else { return name }
        for schema in searchPath where schema != Identifier("public") {
            let qualified = ObjectName(schema: schema, name.name)
            if tables[qualified] != nil || new.relations.contains(qualified) { return qualified }
        }
        return name
    }

    /// The name under which something new is kept.
    func newKey(_ name: ObjectName) -> ObjectName {
        guard name.schema == nil, let first = searchPath.first, first != Identifier("public") else {
            return key(name)
        }
        return ObjectName(schema: first, name.name)
    }

    package func table(_ name: ObjectName) -> Table? { tables[key(name)] }

    /// Whether the script being judged has created a relation, or the schema it is in.
    package func isNew(_ name: ObjectName) -> Bool {
        let key = key(name)
        return new.relations.contains(key) || key.schema.map(new.schemas.contains) == true
    }

    /// What was created by earlier scripts is in use from now on, and each script has a session of its own.
    package mutating func beginScript() {
        new = NewObjects()
        searchPath = [Identifier("public")]
    }

    /// Tells how large and how busy a table is; one that nobody has told of is there all the same.
    package mutating func set(_ use: TableUse, of name: ObjectName) {
        let key = key(name)
        if isComplete, tables[key] == nil { return }
        tables[key, default: Table()].use = use
    }

    mutating func change(_ name: ObjectName, _ body: (inout Table) -> Void) {
        let key = key(name)
        // A table that nobody has told of is there all the same, unless everything is known.
        if isComplete, tables[key] == nil { return }
        body(&tables[key, default: Table()])
    }

    /// A new table, or one that the catalog tells of.
    mutating func add(_ table: Table, _ name: ObjectName) {
        let key = newKey(name)
        tables[key] = table
        for index in table.indexes.keys { indexed[index] = key }
    }

    mutating func removeTable(_ name: ObjectName) {
        let key = key(name)
        for index in tables[key]?.indexes.keys.map({ $0 }) ?? [] { indexed[index] = nil }
        tables[key] = nil
    }

    mutating func moveTable(_ name: ObjectName, to new: ObjectName) {
        let (old, key) = (key(name), newKey(new))
        guard let table = tables.removeValue(forKey: old) else { return }
        tables[key] = table
        for index in table.indexes.keys { indexed[index] = key }
        if self.new.relations.remove(old) != nil { self.new.relations.insert(key) }
    }

    /// - Parameter base: the type of a domain without a constraint.
    mutating func add(domain: String, base: String?) {
        plainDomains[domain] = base
        if base == nil { constrainedDomains.insert(domain) } else { constrainedDomains.remove(domain) }
    }

    // MARK: - Views and routines

    /// The names of a view's columns, where they are known.
    func columns(ofView name: ObjectName) -> [String]? { viewColumns[key(name)] }

    mutating func setColumns(_ columns: [String]?, ofView name: ObjectName) {
        viewColumns[key(name)] = columns
    }

    mutating func add(_ routine: RoutineSignature) {
        routines[routine.name, default: []].insert(routine.types)
    }

    /// - Parameter types: nil where there is only one of the name.
    mutating func removeRoutine(_ name: String, types: [String]?) {
        if let types { routines[name]?.remove(types) } else { routines[name] = nil }
        if routines[name]?.isEmpty == true { routines[name] = nil }
    }

    // MARK: - Indexes

    /// The table that an index is on.
    package func tableOfIndex(_ name: Identifier) -> (name: ObjectName, table: Table)? {
        indexed[name].flatMap { key in tables[key].map { (key, $0) } }
    }

    mutating func add(_ index: Index, _ name: Identifier, on table: ObjectName) {
        change(table) { $0.indexes[name] = index }
        indexed[name] = key(table)
    }

    @discardableResult
    mutating func removeIndex(_ name: Identifier) -> Index? {
        guard let owner = indexed.removeValue(forKey: name) else { return nil }
        return tables[owner]?.indexes.removeValue(forKey: name)
    }

    /// Whether a column is NULL in every row, because the script has added it without a default.
    func isEmptyColumn(_ column: Identifier, of table: ObjectName) -> Bool {
        new.emptyColumns[key(table)]?.contains(column) == true
    }

    /// Whether the script has added a column.
    func isNewColumn(_ column: Identifier, of table: ObjectName) -> Bool {
        isNew(table) || new.columns[key(table)]?.contains(column) == true
    }

    // MARK: - Foreign keys

    /// The tables that a table's foreign keys refer to.
    func referenced(by table: ObjectName) -> [ObjectName] {
        Set(self.table(table)?.constraints.values.compactMap(\.references) ?? []).sorted()
    }

    /// The tables with a foreign key that refers to a column.
    func referencing(_ table: ObjectName, _ column: Identifier) -> [ObjectName] {
        let key = key(table)
        let isKey =
            tables[key]?.indexes.values.contains { $0.isPrimary && $0.columns.contains(column.text) } == true
        return referencing([table]).filter { other in
            tables[other]?.constraints.values.contains { constraint in
                guard let target = constraint.references, self.key(target) == key else { return false }
                return constraint.referencedColumns.isEmpty
                    ? isKey : constraint.referencedColumns.contains(column)
            } == true
        }
    }

    /// The tables with a foreign key to one of some tables, those with one to these, and so on.
    func referencingAtLast(_ tables: [ObjectName]) -> [ObjectName] {
        var found = Set(tables.map(key))
        while true {
            let more = Set(referencing(Array(found))).subtracting(found)
            if more.isEmpty { return found.subtracting(tables.map(key)).sorted() }
            found.formUnion(more)
        }
    }

    /// The tables with a foreign key to one of some tables.
    func referencing(_ tables: [ObjectName]) -> [ObjectName] {
        let keys = Set(tables.map(key))
        return self.tables.filter { entry in
            !keys.contains(entry.key)
                && entry.value.constraints.values.contains {
                    $0.references.map { keys.contains(key($0)) } == true
                }
        }.map(\.key).sorted()
    }
}

/// What a script has created.
package struct NewObjects: Sendable {
    /// Tables, views, indexes and sequences: they share their names.
    package var relations: Set<ObjectName> = []
    package var schemas: Set<Identifier> = []
    package var types: Set<String> = []
    package var routines: Set<String> = []
    package var columns: [ObjectName: Set<Identifier>] = [:]
    /// Columns without a default: empty on every row.
    package var emptyColumns: [ObjectName: Set<Identifier>] = [:]
}

extension SchemaState.Table {
    init(_ table: ColonnadeModel.Table) {
        use = TableUse(rows: table.estimatedRows, bytes: table.estimatedBytes)
        isPartitioned = table.kind == .partitioned
        hasDefaultPartition = table.defaultPartition != nil
        for column in table.columns {
            columns[column.name] = SchemaState.Column(
                type: column.type, notNull: column.notNull,
                hasDefault: column.defaultExpression != nil || column.isIdentity || column.isGenerated)
        }
        for constraint in table.constraints {
            constraints[constraint.name] = SchemaState.Constraint(
                kind: constraint.references != nil ? .foreignKey : constraint.kind == .check ? .check : .key,
                isValid: constraint.isValid, columns: constraint.columns,
                proves: constraint.kind == .check
                    ? NotNullTest.columns(definition: constraint.definition) : [],
                references: constraint.references, referencedColumns: constraint.referencedColumns)
        }
        for index in table.indexes {
            indexes[index.name] = SchemaState.Index(
                columns: index.columns.map(\.text),
                isPlain: !index.definition.contains(" WHERE ") && !index.definition.contains("(("),
                isUnique: index.isUnique)
        }
        for key in table.constraints where key.kind == .primaryKey { indexes[key.name]?.isPrimary = true }
    }
}
