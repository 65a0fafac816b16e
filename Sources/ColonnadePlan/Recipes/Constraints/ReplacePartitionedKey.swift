import ColonnadeModel

/// A key of a partitioned table that another one takes the place of. The indexes of the new one stand ready on every
/// partition; at contract the old key goes, they become the partitions' keys, and the table declares the whole, which
/// finds them and builds nothing (DefineIndex, commands/indexcmds.c).
struct ReplacePartitionedKey {
    let addition: ConstraintAddition
    let key: KeyDefinition
    let old: Constraint

    private var context: PlanContext { addition.context }
    private var table: Table { addition.table }
    private var attributes: String { addition.definition.attributes }
    private var parts: [Table] { context.tree(of: table) }

    func addSteps(to draft: inout Draft) throws(Refusal) {
        try refuse()
        for leaf in context.leaves(of: table) { draft.addIndex(index(on: leaf), phase: .verify) }
        let names = names
        let definition = key.sql.rendered(.postgres).text + (attributes.isEmpty ? "" : " \(attributes)")
        let keys = parts.reversed().map { part -> Statement in
            let name = names[part.name] ?? addition.name
            return part.kind == .partitioned
                ? .constraint(.declareKey(part.name, name, definition, only: false))
                : .addKey(
                    part.name, name, primary: key.isPrimary, index: index(on: part).name ?? name,
                    options: attributes)
        }
        draft.add(
            .contract, "replace-key",
            "Let \(addition.name) take the place of \(old.name) on \(table.name) and its partitions",
            [.dropConstraint(table.name, old.name, references: nil)] + keys, reversible: false
        )
    }

    private func index(on leaf: Table) -> IndexDefinition {
        var index = addition.index(of: key)
        index.name = Naming(catalog: context.catalog).own(context.migration.name, leaf.name, addition.name)
        (index.table, index.concurrently) = (leaf.name, true)
        return index
    }

    /// What the server would call the parts once the old key has set its names free.
    private var names: [ObjectName: Identifier] {
        let old = parts.flatMap { part in
            part.constraints.filter { $0.kind == .primaryKey || $0.kind == .unique }.filter {
                isOld($0, of: part)
            }
        }
        var naming = Naming(catalog: context.catalog, freed: Set(old.map(\.name)))
        let columns = key.isPrimary ? [] : key.columns + key.including
        var names = [table.name: addition.name]
        for part in parts.dropFirst() {
            let name = naming.constraint(part.name, columns, key.isPrimary ? "pkey" : "key")
            names[part.name] = name
            naming.freed.remove(name)
        }
        return names
    }

    /// Whether a key of the tree is a part of the one that goes.
    private func isOld(_ constraint: Constraint, of part: Table) -> Bool {
        if part.name == table.name { return constraint.name == old.name }
        guard let name = constraint.parent,
            let above = part.parents.lazy.compactMap({ context.catalog.table($0) }).first,
            let parent = above.constraints.first(where: { $0.name == name })
        else { return false }
        return isOld(parent, of: above)
    }

    private func refuse() throws(Refusal) {
        let referring = context.catalog.tables.values.sorted { $0.name < $1.name }.lazy.compactMap { other in
            other.constraints.first {
                $0.references == table.name && Set($0.referencedColumns) == Set(old.columns)
            }.map { "\(other.name).\($0.name)" }
        }.first
        if let referring {
            throw Refusal(
                "\(referring) refers to \(old.name)", remedy: "drop that foreign key first",
                at: addition.change.range)
        }
        for part in parts.dropFirst() {
            let own = part.constraints.first {
                ($0.kind == .unique || $0.kind == .primaryKey) && $0.parent == nil
                    && $0.columns == key.columns
            }
            if let own {
                throw Refusal(
                    "the partition \(part.name) has a key of its own on the same columns: \(own.name)",
                    remedy: "drop it in a migration of its own", at: addition.change.range
                )
            }
        }
    }
}
