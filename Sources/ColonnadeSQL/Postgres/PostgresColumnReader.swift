import ColonnadeModel

/// Reads a column definition. Whatever it cannot represent exactly makes it return nil, and the statement `.other`:
/// a rollout that silently lost a NO INHERIT would not end where the migration ends.
struct PostgresColumnReader {
    let text: TokenizedText
    let table: ObjectName

    /// A part behind the type: a constraint with its tokens, or a COLLATE.
    private enum Part {
        case collation(Range<Int>)
        case constraint(ConstraintNode, Range<Int>)
    }

    /// The column that a `ColumnDef` node defines.
    ///
    /// - Parameter end: one past the definition's last token; the tree does not say where it ends.
    func read(_ node: ParseTree.Node, before end: Int) -> ColumnDefinition? {
        guard let name = node.string("colname"), let typeNode = node["typeName"], node["fdwoptions"] == nil,
            let parts = parts(of: node, before: end)
        else { return nil }
        let nameIndex = text.index(atByte: node.location)
        let typeTokens = (nameIndex + 1)..<(parts.first.map(start) ?? end)
        guard let (type, attributes) = typeAndAttributes(node, typeTokens),
            let typeName = ObjectName(parts: typeNode.strings("names")),
            !typeNode.flag("setof"), !typeNode.flag("pct_type")
        else { return nil }

        var column = ColumnDefinition(name: Identifier(name), type: type, typeName: typeName)
        column.attributes = attributes
        if typeName.schema == nil, let integer = Self.serialTypes[typeName.name.text] {
            guard typeNode["arrayBounds"] == nil else { return nil }
            column.type = integer
            column.typeName = ObjectName(schema: "pg_catalog", Identifier(integer))
            column.source = .serial
            column.notNull = true
        }
        var isNullable = false
        for (index, part) in parts.enumerated() {
            switch part {
            case .collation(let tokens):
                column.attributes += (column.attributes.isEmpty ? "" : " ") + text.text(tokens: tokens)
            case .constraint(let constraint, let tokens):
                if constraint.isAttribute { continue }
                let attributes = self.attributes(after: index, in: parts)
                if constraint.kind == .null {
                    isNullable = true
                } else if !apply(constraint, tokens, attributes, to: &column) {
                    return nil
                }
            }
        }
        // The server refuses these too, but by then half a rollout might have been carried out.
        return isNullable && column.notNull ? nil : column
    }

    private static let serialTypes = [
        "serial": "integer", "serial4": "integer", "bigserial": "bigint", "serial8": "bigint",
        "smallserial": "smallint", "serial2": "smallint",
    ]

    private func start(_ part: Part) -> Int {
        switch part {
        case .collation(let tokens), .constraint(_, let tokens): tokens.lowerBound
        }
    }

    /// COLLATE and the constraints in the order written, each up to where the next one starts.
    private func parts(of node: ParseTree.Node, before end: Int) -> [Part]? {
        let nodes = node.list("constraints")
        let constraints = nodes.compactMap { ConstraintNode($0) }
        guard constraints.count == nodes.count else { return nil }
        var starts: [(index: Int, constraint: ConstraintNode?)] = constraints.map {
            (text.index(atByte: $0.location), $0)
        }
        if let collation = node["collClause"] { starts.append((text.index(atByte: collation.location), nil)) }
        starts.sort { $0.index < $1.index }
        return starts.enumerated().map { position, start in
            let next = position + 1 < starts.count ? starts[position + 1].index : end
            let tokens = start.index..<max(next, start.index)
            return start.constraint.map { .constraint($0, tokens) } ?? .collation(tokens)
        }
    }

    /// The DEFERRABLE, INITIALLY DEFERRED … that directly follow a constraint and belong to it.
    private func attributes(after index: Int, in parts: [Part]) -> [(
        constraint: ConstraintNode, tokens: Range<Int>
    )] {
        var found: [(constraint: ConstraintNode, tokens: Range<Int>)] = []
        for case .constraint(let constraint, let tokens) in parts[(index + 1)...] {
            guard constraint.isAttribute else { break }
            found.append((constraint, tokens))
        }
        return found
    }

    /// The type as written, and STORAGE and COMPRESSION, which the grammar wants directly behind it.
    private func typeAndAttributes(_ node: ParseTree.Node, _ tokens: Range<Int>) -> (String, String)? {
        var end = tokens.upperBound
        if node.string("compression") != nil { end -= 2 }
        if node.string("storage_name") != nil { end -= 2 }
        guard end > tokens.lowerBound else { return nil }
        let attributes = end < tokens.upperBound ? text.text(tokens: end..<tokens.upperBound) : ""
        return (text.text(tokens: tokens.lowerBound..<end), attributes)
    }
}
