import ColonnadeEngine
import ColonnadeModel

/// The tables and views that the routines and statements may speak of, so that a name without its table can be told.
extension PostgresSurroundings {
    func readRelations(into found: inout Surroundings) async throws {
        let views = found.neighbours.filter { $0.relation != nil && $0.definition != nil && $0.isView }
        let texts =
            found.routines.map(\.body) + found.statements.map(\.text) + views.compactMap(\.definition)
        var words = Set(found.relationNames.map(\.name.text))
        for text in texts { Self.collectNames(in: text, into: &words) }
        let list = words.sorted().map { "\(literal: $0)" as SQL }.joined(separator: ", ")
        let rows = try await connection.query(
            """
            SELECT n.nspname::text, c.relname::text, string_agg(a.attname::text, E'\\x1F' ORDER BY a.attnum)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND \(PostgresEngine.userSchemas)
               AND c.relname = ANY (ARRAY[\(list)]::text[]) GROUP BY 1, 2
            """)
        // What a view reads is known by its definition, where that could be printed.
        let known = Set(views.compactMap(\.relation))
        let tables = rows.compactMap { row -> Table? in
            guard let name = PostgresEngine.name(row, at: 0), !known.contains(name) else { return nil }
            var table = Table(name: name)
            table.columns = PostgresEngine.identifiers(row[2]).map { Column(name: $0, type: "") }
            return table
        }
        let path = try await connection.query("SELECT unnest(current_schemas(false))::text")
        found.relations = CatalogSnapshot(
            tables: tables, searchPath: path.map { Identifier($0[0].text ?? "") })
        found.relations.objects = views.compactMap { view in
            guard let name = view.relation, let definition = view.definition else { return nil }
            return SchemaObject(kind: .view, name: name, definition: "CREATE VIEW colonnade AS \(definition)")
        }
    }

    /// Every word of a text as it may name a relation: folded, as written, and what stands in double quotes.
    static func collectNames(in text: String, into words: inout Set<String>) {
        let parts = text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "$") }
        for part in parts where part.first?.isNumber == false {
            words.insert(part.lowercased())
            words.insert(String(part))
        }
        let quoted = text.split(separator: "\"", omittingEmptySubsequences: false)
        for (index, part) in quoted.enumerated() where !index.isMultiple(of: 2) { words.insert(String(part)) }
    }
}

extension Neighbour {
    fileprivate var isView: Bool { kind == .view || kind == .materializedView }
}
