import ColonnadeModel

/// Reads CREATE INDEX, ALTER INDEX and REINDEX.
struct PostgresIndexReader {
    let text: TokenizedText

    func create(_ node: ParseTree.Node, _ tokens: Range<Int>) -> IndexDefinition? {
        guard let table = RangeVar(node["relation"]), !table.namesDatabase else { return nil }
        var rest = text.endOfName(text.index(atByte: table.location))
        if text.isSymbol(rest, "*") { rest += 1 }
        guard rest < tokens.upperBound, text.isKeyword(rest, "USING") || text.isSymbol(rest, "(") else {
            return nil
        }
        let parameters = node.list("indexParams")
        var index = IndexDefinition(
            name: node.string("idxname").map { Identifier($0) },
            table: table.name,
            isUnique: node.flag("unique"),
            concurrently: node.flag("concurrent"),
            ifNotExists: node.flag("if_not_exists"),
            only: !table.includesChildren,
            rest: text.text(tokens: rest..<tokens.upperBound),
            keyColumns: parameters.map { Identifier(Self.keyName($0)) }
        )
        index.includedColumns = node.list("indexIncludingParams").map { Identifier(Self.keyName($0)) }
        index.hasExpressions = parameters.contains { $0.string("name") == nil }
        index.nullsNotDistinct = node.flag("nulls_not_distinct")
        if node["whereClause"] != nil {
            guard
                let keyword = text.topLevel(rest..<tokens.upperBound).first(where: {
                    text.isKeyword($0, "WHERE")
                })
            else { return nil }
            index.predicate = text.text(tokens: (keyword + 1)..<tokens.upperBound)
        }
        return index
    }

    /// `ALTER INDEX … ATTACH PARTITION …`; its other forms are not modelled.
    func alter(_ node: ParseTree.Node) -> IndexChange? {
        let commands = node.list("cmds")
        guard commands.count == 1, commands[0].string("subtype") == "AT_AttachPartition",
            let parent = RangeVar(node["relation"]), let index = RangeVar(commands[0]["def"]?.typed?["name"])
        else { return nil }
        return .attach(index.name, to: parent.name)
    }

    func rename(_ node: ParseTree.Node) -> IndexChange? {
        guard node.string("renameType") == "OBJECT_INDEX", let index = RangeVar(node["relation"]),
            let name = node.string("newname")
        else { return nil }
        return .rename(index.name, to: Identifier(name), ifExists: node.flag("missing_ok"))
    }

    /// REINDEX of a schema or a database is not modelled: it is no migration.
    func rebuild(_ node: ParseTree.Node) -> IndexChange? {
        let options = node.list("params").compactMap { $0.string("defname") }
        guard let relation = RangeVar(node["relation"]),
            Set(options).isSubset(of: ["concurrently", "verbose"])
        else { return nil }
        switch node.string("kind") {
        case "REINDEX_OBJECT_INDEX": return .rebuild(relation.name)
        case "REINDEX_OBJECT_TABLE": return .rebuildAll(of: relation.name)
        default: return nil
        }
    }

    private static func keyName(_ element: ParseTree.Node) -> String {
        if let name = element.string("name") { return name }
        guard let expression = element["expr"]?.typed else { return "expr" }
        return figuredName(expression)?.name ?? "expr"
    }

    /// What PostgreSQL calls an expression (FigureColnameInternal, src/backend/parser/parse_target.c), and whether that
    /// name is a firm one: of a cast of something nameless, the type is the name.
    private static func figuredName(_ node: ParseTree.Node) -> (name: String, isFirm: Bool)? {
        switch node.key {
        case "ColumnRef": return node.strings("fields").last.map { ($0, true) }
        case "FuncCall": return node.strings("funcname").last.map { ($0, true) }
        case "CoalesceExpr": return ("coalesce", true)
        case "MinMaxExpr": return (node.string("op") == "IS_LEAST" ? "least" : "greatest", true)
        case "A_ArrayExpr": return ("array", true)
        case "RowExpr": return ("row", true)
        case "A_Expr": return node.string("kind") == "AEXPR_NULLIF" ? ("nullif", true) : nil
        case "CollateClause": return node["arg"]?.typed.flatMap(figuredName)
        case "A_Indirection":
            return node.strings("indirection").last.map { ($0, true) }
                ?? node["arg"]?.typed.flatMap(figuredName)
        case "TypeCast":
            let inner = node["arg"]?.typed.flatMap(figuredName)
            if let inner, inner.isFirm { return inner }
            return node["typeName"]?.strings("names").last.map { ($0, false) } ?? inner
        case "CaseExpr":
            let inner = node["defresult"]?.typed.flatMap(figuredName)
            if let inner, inner.isFirm { return inner }
            return ("case", false)
        default: return nil
        }
    }
}
