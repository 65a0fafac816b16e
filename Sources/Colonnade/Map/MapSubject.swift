import ColonnadeModel

/// `orders`, `orders.status`, `public.orders.status`, with `"quotes"` where a name needs them: what a map is asked of.
struct MapSubject {
    /// The parts as written, without quotes; unquoted ones folded where the engine folds them.
    private let parts: [(folded: Identifier, written: Identifier)]
    private let text: String

    /// - Throws: ``ColonnadeError/badInput(_:)``.
    init(_ text: String, for engine: EngineKind) throws {
        self.text = text
        var names: [(Identifier, Identifier)] = []
        var rest = text[...]
        while true {
            let isQuoted = rest.first == "\""
            var name = ""
            if isQuoted {
                rest.removeFirst()
                while let letter = rest.popFirst() {
                    if letter == "\"" {
                        guard rest.first == "\"" else { break }
                        rest.removeFirst()
                    }
                    name.append(letter)
                }
            } else {
                name = String(rest.prefix { $0 != "." })
                rest = rest.dropFirst(name.count)
            }
            let folded = isQuoted || engine != .postgresql ? name : name.lowercased()
            names.append((Identifier(folded), Identifier(name)))
            guard let separator = rest.popFirst() else { break }
            guard separator == "." else { throw Self.unreadable(text) }
        }
        guard names.count <= 3, names.allSatisfy({ !$0.0.text.isEmpty }) else { throw Self.unreadable(text) }
        parts = names.map { (folded: $0.0, written: $0.1) }
    }

    private static func unreadable(_ text: String) -> ColonnadeError {
        .badInput("\(text) is no TABLE or TABLE.COLUMN: write orders, orders.status or public.orders.status")
    }

    /// What it may mean, the likeliest first: `a.b` is a column b of a table a, or a table b in a schema a.
    ///
    /// - Throws: ``ColonnadeError/badInput(_:)`` with names that are near, where there is no such table.
    func candidates(in names: RelationNames) throws -> [(table: ObjectName, column: Identifier?)] {
        func table(_ schema: Int?, _ name: Int) -> ObjectName? {
            func named(_ part: (Int) -> Identifier) -> ObjectName? {
                names.find(ObjectName(schema: schema.map(part), part(name)))
            }
            return named { parts[$0].folded } ?? named { parts[$0].written }
                ?? (names.searchPath.isEmpty
                    ? names.relations.first {
                        schema == nil && $0.name.text.lowercased() == parts[name].folded.text.lowercased()
                    } : nil)
        }
        var found: [(ObjectName, Identifier?)] = []
        switch parts.count {
        case 1: if let name = table(nil, 0) { found.append((name, nil)) }
        case 2:
            if let name = table(nil, 0) { found.append((name, parts[1].folded)) }
            if let name = table(0, 1) { found.append((name, nil)) }
        default: if let name = table(0, 1) { found.append((name, parts[2].folded)) }
        }
        guard found.isEmpty else { return found.map { (table: $0.0, column: $0.1) } }
        let last = parts.count == 3 ? 1 : 0
        throw ColonnadeError.badInput(
            "there is no table or view \(text)"
                + NearNames.question(parts[last].folded.text, among: names.relations.map(\.name.text)))
    }
}
