import ColonnadeModel

/// Reads INSERT and DELETE.
struct PostgresRowsReader {
    let text: TokenizedText

    func read(_ node: ParseTree.Node, _ tokens: Range<Int>) -> RowsChange? {
        guard let table = RangeVar(node["relation"]), !table.namesDatabase, node["withClause"] == nil,
            node["returningClause"] == nil, node["returningList"] == nil
        else { return nil }
        guard node.key == "DeleteStmt" else {
            let select = node["selectStmt"]?.typed
            return .insert(
                table.name, isBounded: select?.all("RangeVar").isEmpty != false,
                isRepeatable: node["onConflictClause"] != nil
            )
        }
        guard node["usingClause"] == nil, table.includesChildren else { return nil }
        guard let condition = node["whereClause"]?.typed else {
            return .delete(table.name, alias: table.alias, nil)
        }
        guard condition.key != "CurrentOfExpr",
            let keyword = text.topLevel(tokens).first(where: { text.isKeyword($0, "WHERE") }),
            let expression = PostgresExpressionReader(text: text, table: table.name, alias: table.alias)
                .read(condition, (keyword + 1)..<tokens.upperBound)
        else { return nil }
        return .delete(table.name, alias: table.alias, expression)
    }
}
