import ColonnadeModel

/// Cuts an expression's text at the columns of the table that it is about.
struct PostgresExpressionReader {
    let text: TokenizedText
    /// The table whose columns are meant.
    let table: ObjectName
    /// The alias that hides the table's name, if any.
    let alias: Identifier?

    /// Functions whose value depends on the session or transaction and on nothing else. `nextval`, `random` and
    /// their like are volatile, which the catalog knows.
    private static let stableFunctions: Set<String> = [
        "now", "transaction_timestamp", "statement_timestamp", "current_setting", "current_database",
        "current_schema", "current_schemas", "current_query", "txid_current", "pg_current_xact_id",
        "inet_client_addr", "inet_client_port", "pg_backend_pid",
    ]

    /// The expression that a node and its tokens stand for, or nil where it speaks of a whole row (`orders.*`), of
    /// which no column can be told.
    func read(_ node: ParseTree.Node, _ tokens: Range<Int>) -> Expression? {
        let range = text.byteRange(tokens: tokens)
        let subqueries = node.all("SubLink")
        var cuts: [(name: Identifier, bytes: Range<Int>)] = []
        for reference in node.all("ColumnRef") where range.contains(reference.location) {
            let fields = reference.strings("fields")
            let within = subqueries.filter { $0["subselect"]?.contains(reference) == true }
            guard refersToTable(fields, within: within) else { continue }
            if fields.count < reference.list("fields").count {
                if within.isEmpty { return nil }
                continue
            }
            guard let column = fields.last, let bytes = bytes(of: reference, parts: fields.count) else {
                return nil
            }
            cuts.append((Identifier(column), bytes))
        }
        cuts.sort { $0.bytes.lowerBound < $1.bytes.lowerBound }

        let functions = node.all("FuncCall").compactMap { $0.strings("funcname").last?.lowercased() }
        return Expression(
            pieces: pieces(range, cuts),
            functions: functions.reduce(into: []) { if !$0.contains($1) { $0.append($1) } },
            hasSubquery: !subqueries.isEmpty,
            isStable: !node.all("SQLValueFunction").isEmpty
                || functions.contains { Self.stableFunctions.contains($0) }
        )
    }

    /// Whether a column reference means the table. Inside a subquery an unqualified name is taken for a column of
    /// the subquery's own tables, as PostgreSQL does wherever they have it.
    private func refersToTable(_ fields: [String], within subqueries: [ParseTree.Node]) -> Bool {
        guard let first = fields.first, fields.count > 1 || subqueries.isEmpty else {
            return fields.isEmpty && subqueries.isEmpty
        }
        let qualifier = Identifier(first)
        switch fields.count {
        case 1:
            return true
        case 2:
            guard qualifier == alias ?? table.name else { return false }
            let shadowing = subqueries.flatMap { $0.all("RangeVar") }.compactMap { RangeVar($0) }
            let aliases = subqueries.flatMap { $0.all("alias") }.compactMap { $0.string("aliasname") }
            return !shadowing.contains { $0.exposedName == qualifier } && !aliases.contains(first)
        case 3:
            return alias == nil && Identifier(fields[1]) == table.name
                && (table.schema == nil || table.schema == qualifier)
        default:
            return false
        }
    }

    private func bytes(of reference: ParseTree.Node, parts: Int) -> Range<Int>? {
        let first = text.index(atByte: reference.location)
        let last = first + (parts - 1) * 2
        guard let start = text.token(first), let end = text.token(last),
            start.bytes.lowerBound == reference.location,
            // U&"d!0061t" UESCAPE '!' is one name in four tokens.
            !text.isKeyword(last + 1, "UESCAPE")
        else { return nil }
        return start.bytes.lowerBound..<end.bytes.upperBound
    }

    private func pieces(_ range: Range<Int>, _ cuts: [(name: Identifier, bytes: Range<Int>)]) -> [Expression
        .Piece]
    {
        var pieces: [Expression.Piece] = []
        var at = range.lowerBound
        for cut in cuts {
            if cut.bytes.lowerBound > at { pieces.append(.text(text.text(at..<cut.bytes.lowerBound))) }
            pieces.append(.column(cut.name, written: text.text(cut.bytes)))
            at = cut.bytes.upperBound
        }
        if at < range.upperBound { pieces.append(.text(text.text(at..<range.upperBound))) }
        return pieces
    }
}
