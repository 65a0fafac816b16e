import ColonnadeModel

/// Reads an UPDATE as the fill of each column it assigns.
struct PostgresUpdateReader {
    let text: TokenizedText

    func read(_ node: ParseTree.Node, _ tokens: Range<Int>) -> [ReadStatement.Part]? {
        // ONLY, RETURNING and WITH have no meaning in a backfill that runs in batches.
        guard let table = RangeVar(node["relation"]), table.includesChildren, !table.namesDatabase,
            node["returningClause"] == nil, node["returningList"] == nil, node["withClause"] == nil,
            let clauses = UpdateClauses(text, tokens)
        else { return nil }
        let targets = node.list("targetList")
        guard targets.count == clauses.assignments.count else { return nil }
        let expressions = PostgresExpressionReader(text: text, table: table.name, alias: table.alias)

        var condition: Expression?
        if let node = node["whereClause"]?.typed {
            guard node.key != "CurrentOfExpr", let tokens = clauses.condition, !tokens.isEmpty,
                let read = expressions.read(node, tokens)
            else { return nil }
            condition = read
        }
        var join: Fill.Join?
        if let from = node["fromClause"] {
            guard let tokens = clauses.from, !tokens.isEmpty else { return nil }
            let tables = from.all("RangeVar").compactMap { RangeVar($0)?.name }
            join = Fill.Join(from: text.text(tokens: tokens), tables: tables)
        }

        var parts: [ReadStatement.Part] = []
        for (target, assignment) in zip(targets, clauses.assignments) {
            // `SET a[1] = …`, `SET a.b = …`, `SET a = DEFAULT` and `SET (a, b) = …` are no values of one column.
            guard let name = target.string("name"), target["indirection"] == nil,
                let value = target["val"]?.typed,
                value.key != "SetToDefault", value.key != "MultiAssignRef",
                let expression = expressions.read(value, assignment.value)
            else { return nil }
            var fill = Fill(
                table: table.name, alias: table.alias, column: Identifier(name), value: expression,
                condition: condition, join: join
            )
            fill.join?.lookup = PostgresLookupReader(own: table, node)?.lookup(value)
            parts.append(ReadStatement.Part(kind: .fill(fill), tokens: assignment.whole))
        }
        return parts.isEmpty ? nil : parts
    }
}
