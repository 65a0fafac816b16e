import ColonnadeModel
import ColonnadeSQL

/// The little shop that the tests of uses speak of.
enum UseShop {
    static let catalog: CatalogSnapshot = {
        func table(_ name: ObjectName, _ columns: [Identifier]) -> Table {
            var table = Table(name: name)
            table.columns = columns.map { Column(name: $0, type: "text") }
            return table
        }
        func pub(_ name: Identifier) -> ObjectName { ObjectName(schema: "public", name) }
        func view(_ name: Identifier, _ query: String, kind: ObjectKind = .view) -> SchemaObject {
            let create = kind == .view ? "CREATE OR REPLACE VIEW" : "CREATE MATERIALIZED VIEW"
            return SchemaObject(
                kind: kind, name: pub(name), definition: "\(create) public.\(name.text) AS \(query)")
        }
        var catalog = CatalogSnapshot(tables: [
            table(pub("orders"), ["id", "customer_id", "status", "data"]),
            table(pub("customers"), ["id", "name", "status"]),
            table(pub("Order Items"), ["order_id", "Quantity"]),
            table(ObjectName(schema: "audit", "orders"), ["id", "seen"]),
        ])
        catalog.objects = [
            view(
                "open_orders", "SELECT id, lower(status) AS state FROM orders WHERE customer_id IS NOT NULL"),
            view("top", "SELECT o.id, o.state, c.name FROM open_orders o JOIN customers c ON c.id = o.id"),
            view("every", "SELECT * FROM orders", kind: .materializedView),
            view("loop", "SELECT id FROM loop"),
        ]
        return catalog
    }()

    static let relations = KnownRelations(catalog)
}

/// What the only statement of a text uses, one line a use: `read public.orders.status: o.status`, with a `?` where it is
/// not certain.
func uses(
    _ sql: String, in relations: (any RelationResolver)? = UseShop.relations,
    rows: [Identifier: ObjectName] = [:]
) -> [String] {
    let script = PostgresScript(SourceText(path: "a.sql", text: sql))
    return script.statements.flatMap { statement in
        StatementUse(of: statement, in: relations, rows: rows).uses.map { use in
            let column = use.column.map { ".\($0)" } ?? ""
            let form = use.form == .relation || use.form == .column ? "" : " \(use.form.rawValue)"
            let through =
                use.through.isEmpty ? "" : " via \(use.through.map(\.name.text).joined(separator: ", "))"
            let json = use.jsonPath.isEmpty ? "" : " \(use.jsonPath.joined(separator: "/"))"
            return
                "\(use.access)\(form)\(use.isCertain ? "" : "?") \(use.table)\(column)\(json)\(through): \(script.source.slice(use.bytes))"
        }
    }
}

/// What could not be resolved of the only statement of a text.
func unresolved(_ sql: String, in relations: (any RelationResolver)? = UseShop.relations) -> [String] {
    let script = PostgresScript(SourceText(path: "a.sql", text: sql))
    return script.statements.flatMap {
        StatementUse(of: $0, in: relations).unresolved.map { "\($0.kind) \($0.name)" }
    }
}
