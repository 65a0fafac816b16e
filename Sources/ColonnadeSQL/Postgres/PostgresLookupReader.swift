import ColonnadeModel

/// Reads `FROM a WHERE a.id = b.a_id AND …`: one table, whose rows are found by equal columns and nothing else.
struct PostgresLookupReader {
    private let own: RangeVar
    private let other: RangeVar
    private let matches: [Fill.Lookup.Match]

    /// - Parameters:
    ///   - own: the table of the UPDATE.
    ///   - update: the UPDATE.
    /// - Returns: nil where rows are found in another way.
    init?(own: RangeVar, _ update: ParseTree.Node) {
        let from = update.list("fromClause")
        guard from.count == 1, from[0].key == "RangeVar", let other = RangeVar(from[0]), !other.namesDatabase,
            other.includesChildren, other.exposedName != own.exposedName,
            let condition = update["whereClause"]?.typed
        else { return nil }
        self.own = own
        self.other = other
        var parts = [condition]
        var matches: [Fill.Lookup.Match] = []
        while let part = parts.popLast() {
            if part.key == "BoolExpr", part.string("boolop") == "AND_EXPR" {
                parts += part.list("args").reversed()
            } else if let match = Self.match(part, own, other) {
                matches.append(match)
            } else {
                return nil
            }
        }
        self.matches = matches
    }

    /// With what a value reads of the other table.
    func lookup(_ value: ParseTree.Node) -> Fill.Lookup {
        let references = value.all("ColumnRef").map { $0.strings("fields") }
        let read = references.filter { $0.count > 1 && Self.means($0, other) || $0.count == 1 }
        let names = read.compactMap { $0.last.map { Identifier($0) } }
        return Fill.Lookup(
            name: other.exposedName, matches: matches,
            reads: names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } },
            isColumn: value.key == "ColumnRef" && names.count == 1
        )
    }

    private static func match(_ node: ParseTree.Node, _ own: RangeVar, _ other: RangeVar) -> Fill.Lookup
        .Match?
    {
        guard node.key == "A_Expr", node.string("kind") == "AEXPR_OP", node.strings("name") == ["="] else {
            return nil
        }
        let sides = ["lexpr", "rexpr"].compactMap { field -> [String]? in
            guard let side = node[field]?.typed, side.key == "ColumnRef" else { return nil }
            let fields = side.strings("fields")
            return fields.count == side.list("fields").count ? fields : nil
        }
        guard sides.count == 2 else { return nil }
        for (left, right) in [(sides[0], sides[1]), (sides[1], sides[0])] {
            // A name without its table belongs to the one that the other side does not name.
            let isOwn = left.count == 1 ? means(right, other) : means(left, own)
            let isOther = right.count == 1 ? means(left, own) : means(right, other)
            if isOwn, isOther, let column = left.last, let second = right.last {
                return Fill.Lookup.Match(own: Identifier(column), other: Identifier(second))
            }
        }
        return nil
    }

    /// Whether a qualified column is one of the table's.
    private static func means(_ fields: [String], _ table: RangeVar) -> Bool {
        switch fields.count {
        case 2: Identifier(fields[0]) == table.exposedName
        case 3:
            table.alias == nil && Identifier(fields[1]) == table.name.name
                && (table.name.schema == nil || table.name.schema == Identifier(fields[0]))
        default: false
        }
    }
}
