import ColonnadeModel

/// What hangs on a column, under provisional names on the column that takes its place.
struct TwinDependants {
    /// An index; where it stands under a constraint, with that.
    struct CarriedIndex {
        var table: Table
        var original: Index
        var definition: IndexDefinition
        var constraint: Constraint?
        var provisional: Identifier

        /// What the whole tree's key or index is, and is dropped with.
        var isWhole: Bool { original.parent == nil }
    }

    /// A CHECK or a foreign key, of the table itself, a partition alone, or one that refers to it.
    struct CarriedConstraint {
        var table: ObjectName
        var original: Constraint
        /// Without NOT VALID.
        var definition: String
        var provisional: Identifier
        /// The partitions' own names for a foreign key that they have from above.
        var heirs: [(table: ObjectName, name: Identifier)] = []
        /// Whether the partitions have to get theirs one by one.
        var isByPartition = false
        /// False where another change of the migration makes it.
        var isMadeHere = true
        /// Whether it goes over together with the column that it refers to.
        var followsTarget = false
        /// Whether it hangs on the primary key of a partitioned table, which only the whole can be given: then the new one
        /// can be made no earlier than in the moment of the exchange, NOT VALID, and is validated afterwards.
        var comesWithKey = false
    }

    struct CarriedStatistics {
        var table: ObjectName
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
    /// The views that read the column and can read the new one instead: which has to be of the same type.
    let views: [ObjectName]

    init(
        _ context: PlanContext, _ table: Table, _ old: Column, _ new: Identifier, _ change: Change
    ) throws(Refusal) {
        self.context = context
        self.table = table
        self.old = old.name
        self.new = new
        self.change = change
        views = old.details.dependants.compactMap(\.replaceableView)
        for part in context.tree(of: table) {
            for index in context.keptIndexes(of: part) where index.columns.contains(old.name) {
                indexes.append(carry(index, of: part))
            }
            for constraint in part.constraints
            where constraint.columns.contains(old.name) && !constraint.isInherited {
                add(constraint, of: part)
            }
            for original in part.statistics { add(original, of: part) }
        }
        for other in context.catalog.tables.values.sorted(by: { $0.name < $1.name }) {
            for constraint in other.constraints
            where constraint.references == table.name && constraint.referencedColumns.contains(old.name) {
                var key = carry(constraint, of: other.name) { foreignKey($0, constraint, other) }
                key.isMadeHere = context.laterTwin(of: constraint, from: other.name, than: change) == nil
                key.comesWithKey =
                    table.kind == .partitioned
                    && Set(table.primaryKey) == Set(constraint.referencedColumns)
                incoming.append(key)
            }
        }
    }

    private mutating func add(_ constraint: Constraint, of part: Table) {
        switch constraint.kind {
        case .check: checks.append(carry(constraint, of: part.name) { rewritten($0) })
        case .foreignKey:
            var key = carry(constraint, of: part.name) { foreignKey($0, constraint, part) }
            key.heirs = context.heirs(of: constraint, in: part)
            key.isByPartition =
                part.kind == .partitioned && !context.can.validatesPartitionedForeignKeysLater
            // The other end may get a new column too: then whichever change stands later makes the new key.
            key.isMadeHere = context.laterTwin(of: constraint, from: part.name, than: change) == nil
            key.followsTarget =
                constraint.references.map { other in
                    constraint.referencedColumns.contains { context.twin(of: other, $0) != nil }
                } ?? false
            foreignKeys.append(key)
        case .primaryKey, .unique, .exclusion: break
        }
    }

    private mutating func add(_ original: ExtendedStatistics, of part: Table) {
        let columns = rewritten(original.columns)
        guard columns != original.columns else { return }
        let name = provisional(original.name.name.text, of: part.name)
        statistics.append(
            CarriedStatistics(
                table: part.name, original: original, columns: columns,
                provisional: ObjectName(schema: original.name.schema, name)
            ))
    }

    /// The primary keys, of which a table has only one: they go over in one transaction with the column. One of the whole
    /// tree comes before those of its parts.
    var primaryKeys: [CarriedIndex] { indexes.filter { $0.constraint?.kind == .primaryKey } }

    func provisional(_ label: String, of owner: ObjectName) -> Identifier {
        Naming(catalog: context.catalog).own(context.migration.name, owner, Identifier(label))
    }

    /// All indexes that can stand beside the old ones: a primary key's as a plain unique one, where rows are.
    func indexTree() -> IndexTree {
        IndexTree(
            indexes.compactMap { index in
                let constraint = index.constraint
                let isPrimary = constraint?.kind == .primaryKey
                guard !isPrimary || index.table.kind != .partitioned else { return nil }
                let key = constraint.flatMap { constraint -> IndexTree.Key? in
                    guard !isPrimary else { return nil }
                    let text = rewritten(constraint.definition)
                    return .init(isPrimary: false, definition: text, options: constraint.keyOptions)
                }
                return IndexTree.Part(
                    table: index.table, index: index.definition, key: key,
                    parent: isPrimary ? nil : index.original.parent.flatMap { provisional(ofIndex: $0) },
                    comment: isPrimary ? nil : key == nil ? index.original.comment : constraint?.comment
                )
            },
            context
        )
    }

    private func provisional(ofIndex name: ObjectName) -> ObjectName? {
        indexes.first { $0.original.name == name.name && $0.table.name.schema == name.schema }.map {
            ObjectName(schema: name.schema, $0.provisional)
        }
    }

    private func carry(_ index: Index, of part: Table) -> CarriedIndex {
        let name = provisional(index.name.text, of: part.name)
        let rest = index.definition.firstRange(of: " USING ").map {
            String(index.definition[$0.lowerBound...].dropFirst())
        }
        let isPartitioned = part.kind == .partitioned
        let definition = IndexDefinition(
            name: name, table: part.name, isUnique: index.isUnique, concurrently: !isPartitioned,
            only: isPartitioned, rest: rewritten(rest ?? ""), keyColumns: []
        )
        let constraint = part.constraints.first {
            $0.name == index.name && ($0.kind == .primaryKey || $0.kind == .unique)
        }
        return CarriedIndex(
            table: part, original: index, definition: definition, constraint: constraint, provisional: name)
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
        context.whole(table) == self.table.name && column == old ? new : context.twin(of: table, column)
    }
}
