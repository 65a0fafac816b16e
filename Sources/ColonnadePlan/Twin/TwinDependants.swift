import ColonnadeModel

/// What hangs on a column, under provisional names on the column that takes its place.
struct TwinDependants {
    /// An index; where it stands under a constraint, with that.
    struct CarriedIndex {
        var original: Index
        var definition: IndexDefinition
        var constraint: Constraint?
        var provisional: Identifier
    }

    /// A CHECK or a foreign key, of the table itself or of one that refers to it.
    struct CarriedConstraint {
        var table: ObjectName
        var original: Constraint
        /// Without NOT VALID.
        var definition: String
        var provisional: Identifier
        /// False where another change of the migration makes it.
        var isMadeHere = true
        /// Whether it goes over together with the column that it refers to.
        var followsTarget = false
    }

    struct CarriedStatistics {
        var original: ExtendedStatistics
        var columns: String
        var provisional: ObjectName
    }

    private let context: PlanContext
    private let table: Table
    private let old: Identifier
    private let new: Identifier
    private let change: Change
    private(set) var indexes: [CarriedIndex] = []
    private(set) var checks: [CarriedConstraint] = []
    private(set) var foreignKeys: [CarriedConstraint] = []
    /// Foreign keys of this and other tables that refer to the column.
    private(set) var incoming: [CarriedConstraint] = []
    private(set) var statistics: [CarriedStatistics] = []

    init(
        _ context: PlanContext, _ table: Table, _ old: Column, _ new: Identifier, _ change: Change
    ) throws(Refusal) {
        self.context = context
        self.table = table
        self.old = old.name
        self.new = new
        self.change = change
        for index in table.indexes where index.columns.contains(old.name) { indexes.append(carry(index)) }
        for constraint in table.constraints where constraint.columns.contains(old.name) {
            switch constraint.kind {
            case .check: checks.append(carry(constraint, of: table.name) { rewritten($0) })
            case .foreignKey:
                var key = carry(constraint, of: table.name) { foreignKey($0, constraint, table) }
                // The other end may get a new column too: then whichever change stands later makes the new key.
                key.isMadeHere = context.laterTwin(of: constraint, from: table.name, than: change) == nil
                key.followsTarget =
                    constraint.references.map { other in
                        constraint.referencedColumns.contains { context.twin(of: other, $0) != nil }
                    } ?? false
                foreignKeys.append(key)
            case .primaryKey, .unique, .exclusion: break
            }
        }
        for other in context.catalog.tables.values.sorted(by: { $0.name < $1.name }) {
            for constraint in other.constraints
            where constraint.references == table.name && constraint.referencedColumns.contains(old.name) {
                var key = carry(constraint, of: other.name) { foreignKey($0, constraint, other) }
                key.isMadeHere = context.laterTwin(of: constraint, from: other.name, than: change) == nil
                incoming.append(key)
            }
        }
        for original in table.statistics {
            let columns = rewritten(original.columns)
            if columns != original.columns {
                statistics.append(
                    CarriedStatistics(
                        original: original, columns: columns,
                        provisional: ObjectName(
                            schema: original.name.schema, provisional(original.name.name.text))
                    ))
            }
        }
    }

    /// The primary key, which a table has only one of: it goes over in one transaction with the column.
    var primaryKey: CarriedIndex? { indexes.first { $0.constraint?.kind == .primaryKey } }

    func provisional(_ label: String) -> Identifier {
        Naming(catalog: context.catalog).own(context.migration.name, table.name, Identifier(label))
    }

    private func carry(_ index: Index) -> CarriedIndex {
        let name = provisional(index.name.text)
        let rest = index.definition.firstRange(of: " USING ").map {
            String(index.definition[$0.lowerBound...].dropFirst())
        }
        let definition = IndexDefinition(
            name: name, table: table.name, isUnique: index.isUnique, concurrently: true,
            rest: rewritten(rest ?? ""), keyColumns: []
        )
        let constraint = table.constraints.first {
            $0.name == index.name && ($0.kind == .primaryKey || $0.kind == .unique)
        }
        return CarriedIndex(
            original: index, definition: definition, constraint: constraint, provisional: name)
    }

    private func carry(
        _ constraint: Constraint, of owner: ObjectName, _ rewrite: (String) -> String
    ) -> CarriedConstraint {
        let suffix = " NOT VALID"
        let definition =
            constraint.definition.hasSuffix(suffix)
            ? String(constraint.definition.dropLast(suffix.count)) : constraint.definition
        // The same name, whichever end of a foreign key asks for it.
        let name = Naming(catalog: context.catalog).own(context.migration.name, owner, constraint.name)
        return CarriedConstraint(
            table: owner, original: constraint, definition: rewrite(definition), provisional: name
        )
    }

    private func rewritten(_ text: String) -> String { renaming(text, old, new) }

    private func renaming(_ text: String, _ old: Identifier, _ new: Identifier) -> String {
        DefinitionText(text).renaming(old, to: ("\(new)" as SQL).display(.postgres))
    }

    /// `FOREIGN KEY (…) REFERENCES other(…) …`: each list speaks of its own table, and what follows of neither.
    private func foreignKey(_ text: String, _ constraint: Constraint, _ owner: Table) -> String {
        guard let references = text.firstRange(of: " REFERENCES "),
            let close = text[references.upperBound...].firstIndex(of: ")")
        else { return text }
        var own = String(text[..<references.lowerBound])
        var target = String(text[references.upperBound...close])
        for column in constraint.columns {
            if let name = newName(owner.name, column) { own = renaming(own, column, name) }
        }
        if let list = target.firstIndex(of: "(") {
            var columns = String(target[list...])
            for column in constraint.referencedColumns {
                if let name = constraint.references.flatMap({ newName($0, column) }) {
                    columns = renaming(columns, column, name)
                }
            }
            target = target[..<list] + columns
        }
        return own + " REFERENCES " + target + text[text.index(after: close)...]
    }

    /// A foreign key to this column as it was, for the way back.
    ///
    /// - Parameters:
    ///   - key: one of `incoming`.
    ///   - target: what the old column is called then.
    func former(_ key: CarriedConstraint, referringTo target: Identifier) -> String {
        let text = key.original.definition.replacing(" NOT VALID", with: "")
        guard let references = text.firstRange(of: " REFERENCES "),
            let close = text[references.upperBound...].firstIndex(of: ")"),
            let open = text[references.upperBound..<close].lastIndex(of: "(")
        else { return text }
        var own = String(text[..<references.lowerBound])
        for column in key.original.columns {
            if let hidden = context.hiddenTwin(of: key.table, column, before: change) {
                own = renaming(own, column, hidden)
            }
        }
        let columns = renaming(String(text[open...close]), old, target)
        return own + text[references.lowerBound..<open] + columns + text[text.index(after: close)...]
    }

    private func newName(_ table: ObjectName, _ column: Identifier) -> Identifier? {
        table == self.table.name && column == old ? new : context.twin(of: table, column)
    }
}
