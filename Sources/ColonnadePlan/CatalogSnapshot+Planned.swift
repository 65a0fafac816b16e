import ColonnadeModel

/// The catalog as it will be when earlier changes of the same migration are done, as far as planning needs it.
extension CatalogSnapshot {
    /// Remembers the names that a statement takes.
    mutating func reserveNames(of statement: Statement) {
        switch statement {
        case .createIndex(let index):
            guard let name = index.name else { return }
            otherRelations.insert(ObjectName(schema: resolve(index.table).schema, name))
        case .createSequence(let sequence, _, _):
            otherRelations.insert(sequence)
        case .index(.rename(let index, let name)):
            otherRelations.insert(ObjectName(schema: index.schema, name))
        case .addCheck(let table, let name, _, _), .addForeignKey(let table, let name, _, _):
            otherConstraints.insert(ObjectName(schema: resolve(table).schema, name))
        case .addKey(let table, let name, _, _, _), .constraint(.declareKey(let table, let name, _, _)):
            otherConstraints.insert(ObjectName(schema: resolve(table).schema, name))
            otherRelations.insert(ObjectName(schema: resolve(table).schema, name))
        default:
            return
        }
    }

    /// With the tables that a migration creates, so that the locks of dropping them again are known: only what these
    /// depend on.
    func sketching(tablesOf migration: Migration) -> CatalogSnapshot {
        var catalog = self
        for case .createTable(let definition) in migration.changes.map(\.kind)
        where table(definition.name) == nil {
            var table = Table(name: resolve(definition.name))
            let added = migration.changes.compactMap { change in
                guard case .addColumn(definition.name, let column, _) = change.kind else {
                    return nil as ObjectName?
                }
                return column.reference?.table
            }
            // A partition has the foreign keys of the whole, and keeps them when it is detached.
            let inherited = definition.partitionOf.map { referenced(by: $0) } ?? []
            table.constraints = (definition.references + added + inherited).map {
                Constraint(name: "", kind: .foreignKey, columns: [], references: resolve($0), definition: "")
            }
            table.parents = (definition.partitionOf.map { [resolve($0)] }) ?? []
            catalog = catalog.adding(table)
        }
        return catalog
    }
}
