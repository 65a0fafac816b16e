package import ColonnadeModel
import Synchronization

/// The tables and views of a catalog. What a view reads is found when somebody first asks for the view.
package final class KnownRelations: RelationResolver, Sendable {
    private let catalog: CatalogSnapshot
    private let views: [ObjectName: String]
    private let shapes = Mutex<[ObjectName: RelationShape]>([:])

    package init(_ catalog: CatalogSnapshot) {
        self.catalog = catalog
        let objects = catalog.objects.filter { $0.kind == .view || $0.kind == .materializedView }
        views = Dictionary(objects.map { ($0.name, $0.definition) }, uniquingKeysWith: { first, _ in first })
    }

    package func relation(_ name: ObjectName) -> RelationShape? { relation(name, within: []) }

    fileprivate func relation(_ name: ObjectName, within path: [ObjectName]) -> RelationShape? {
        let path = path
        let names = name.schema == nil ? catalog.searchPath.map { ObjectName(schema: $0, name.name) } : [name]
        for name in names + [name] {
            if let table = catalog.tables[name] {
                return RelationShape(table.name, columns: table.columns.map(\.name))
            }
            // A rule can let a view read itself.
            if let definition = views[name], !path.contains(name) {
                return view(name, definition, within: path + [name])
            }
        }
        return nil
    }

    private func view(_ name: ObjectName, _ definition: String, within path: [ObjectName]) -> RelationShape? {
        if let known = shapes.withLock({ $0[name] }) { return known }
        let script = PostgresScript(SourceText(path: name.description, text: definition))
        guard let statement = script.statements.first, let query = statement.node["query"]?.typed else {
            return nil
        }
        var reader = UseReader(UsePlaces(statement), Inside(relations: self, path: path))
        let given = reader.statement(query, UseContext())
            .renamed(statement.node.strings("aliases").map { Identifier($0) })
        var shape = RelationShape(name, columns: given.outputs.map(\.name))
        for output in given.outputs where shape.origins[output.name] == nil {
            shape.origins[output.name] = output.reads.once
        }
        shape.always = given.rest.once
        for use in reader.found.uses where use.column == nil && !shape.behind.contains(use.table) {
            shape.behind.append(use.table)
        }
        let made = shape
        shapes.withLock { $0[name] = made }
        return shape
    }

    /// What a view's own definition may speak of.
    private struct Inside: RelationResolver {
        let relations: KnownRelations
        let path: [ObjectName]

        func relation(_ name: ObjectName) -> RelationShape? { relations.relation(name, within: path) }
    }
}

extension [RelationShape.Origin] {
    /// Each once.
    fileprivate var once: Self {
        var seen: Set<RelationShape.Origin> = []
        return filter { seen.insert($0).inserted }
    }
}
