import ColonnadeModel

extension UseReader {
    /// Reads what stands in FROM or USING.
    mutating func from(_ nodes: [ParseTree.Node], _ context: UseContext, into frame: inout UseContext.Frame) {
        for node in nodes {
            let added = items(node, context, beside: frame)
            frame.items += added.items
            frame.merged.formUnion(added.merged)
        }
    }

    /// One thing in FROM; a join is several.
    ///
    /// - Parameter beside: what stands before it, which LATERAL and functions may speak of.
    private mutating func items(
        _ node: ParseTree.Node, _ context: UseContext, beside: UseContext.Frame
    ) -> UseContext.Frame {
        let lateral = context.with(beside)
        switch node.key {
        case "RangeVar": return UseContext.Frame(items: item(node, context).map { [$0] } ?? [])
        case "JoinExpr": return join(node, context, beside: beside)
        case "RangeSubselect":
            guard let query = node["subquery"]?.typed else { return .init() }
            let shape = statement(query, node.flag("lateral") ? lateral : context)
            return .init(items: [derived(shape, node["alias"])])
        case "RangeTableSample":
            for argument in node.list("args") { expression(argument, lateral) }
            return node["relation"]?.typed.map { items($0, context, beside: beside) } ?? .init()
        case "RangeFunction":
            // Each function is the first of a list, behind it come its columns' types.
            for call in node.list("functions") { expression(call, lateral) }
            return .init(items: [function(node)])
        case "RangeTableFunc", "JsonTable":
            expression(node, lateral)
            let columns = node.list("columns").compactMap { $0.string("colname") ?? $0.string("name") }
            return .init(
                items: [
                    derived(UseShape(outputs: columns.map { .init(name: Identifier($0)) }), node["alias"])
                ])
        default:
            expression(node, lateral)
            return .init(items: [derived(.unknown, node["alias"])])
        }
    }

    /// A name in FROM: a query of WITH, or a relation.
    private mutating func item(_ node: ParseTree.Node, _ context: UseContext) -> UseItem? {
        if let variable = RangeVar(node), variable.name.schema == nil,
            let shape = context.queries[variable.name.name]
        {
            var item = derived(shape, node["alias"])
            item.name = variable.exposedName
            return item
        }
        return named(node, .read)
    }

    private func derived(_ shape: UseShape, _ alias: ParseTree.Node?) -> UseItem {
        UseItem(
            name: alias?.string("aliasname").map { Identifier($0) },
            shape: shape.renamed(alias?.strings("colnames").map { Identifier($0) } ?? []))
    }

    /// A function's result: a single column has the alias's name, a row has names that nobody here knows.
    private func function(_ node: ParseTree.Node) -> UseItem {
        let first = node.list("functions").first?.list("items").first
        let own = first?.key == "FuncCall" ? first?.strings("funcname").last : nil
        let alias = node["alias"]
        let name = (alias?.string("aliasname") ?? own).map { Identifier($0) }
        let columns =
            alias?.strings("colnames").map { Identifier($0) }
            ?? node.list("coldeflist").compactMap { $0.string("colname").map { Identifier($0) } }
        let outputs = (columns.isEmpty ? name.map { [$0] } ?? [] : columns).map { UseShape.Output(name: $0) }
        return UseItem(name: name, shape: UseShape(outputs: outputs, isOpen: columns.isEmpty))
    }

    // MARK: Joins

    /// Joins are as deep in the tree as they are many: the innermost comes first.
    private mutating func join(
        _ node: ParseTree.Node, _ context: UseContext, beside: UseContext.Frame
    ) -> UseContext.Frame {
        var joins = [node]
        while let left = joins[joins.count - 1]["larg"]?.typed, left.key == "JoinExpr", left["alias"] == nil {
            joins.append(left)
        }
        var frame = UseContext.Frame()
        if let first = joins[joins.count - 1]["larg"]?.typed {
            frame = nested(.init()) { $0.items(first, context, beside: beside) }
        }
        for join in joins.reversed() {
            guard let node = join["rarg"]?.typed else { continue }
            var seen = beside
            seen.items += frame.items
            let right = nested(UseContext.Frame()) { $0.items(node, context, beside: seen) }
            merge(join, node, frame, right).forEach { frame.merged.insert($0) }
            frame.items += right.items
            frame.merged.formUnion(right.merged)
            if let condition = join["quals"] { expression(condition, context.with(frame)) }
        }
        guard let alias = node["alias"]?.string("aliasname") else { return frame }
        var shape = UseShape()
        for item in frame.items {
            shape.outputs += item.shape.outputs
            shape.open += item.shape.open
            shape.isOpen = shape.isOpen || item.shape.isOpen
            shape.rest += item.shape.rest
        }
        let columns = node["alias"]?.strings("colnames").map { Identifier($0) } ?? []
        return .init(items: [UseItem(name: Identifier(alias), shape: shape.renamed(columns))])
    }

    /// The columns that a join makes one of two, written down for both sides.
    private mutating func merge(
        _ join: ParseTree.Node, _ rightNode: ParseTree.Node, _ left: UseContext.Frame,
        _ right: UseContext.Frame
    ) -> [Identifier] {
        var names = join.strings("usingClause").map { Identifier($0) }
        let start =
            rightNode.all("RangeVar").map { places.index(of: $0) }.max() ?? places.index(of: rightNode)
        let isNatural = join.flag("isNatural")
        if isNatural {
            let bytes = places.name(rightNode)
            for item in left.items + right.items { use(item, .read, .natural, bytes) }
            let here = Set(left.items.flatMap { $0.shape.outputs.map(\.name) })
            names = right.items.flatMap { $0.shape.outputs.map(\.name) }.filter { here.contains($0) }
        }
        for name in names {
            let bytes =
                isNatural
                ? places.name(rightNode) : places.find(name, from: start, behind: "USING")
            for frame in [left, right] { refer(to: name, in: frame, bytes) }
        }
        return names
    }

    /// A column of one side of a join.
    private mutating func refer(to name: Identifier, in frame: UseContext.Frame, _ bytes: Range<Int>) {
        let known = frame.items.compactMap { $0.shape.output(name) }
        if known.isEmpty {
            let open = frame.items.flatMap(\.shape.open)
            take(open.map { .init(table: $0, column: name, isCertain: false) }, bytes)
        }
        for output in known {
            use(output.origins, .read, bytes)
            trace += output.reads
        }
    }
}
