import ColonnadeModel

extension UseReader {
    /// Reads an expression, or anything made of expressions, and the queries in it.
    mutating func expression(_ node: ParseTree.Node, _ context: UseContext) {
        node.walk { node in
            switch node.key {
            case "ColumnRef":
                reference(node, context)
                return false
            case "SubLink":
                if let test = node["testexpr"] { expression(test, context) }
                subquery(node, context)
                return false
            case "SelectStmt":
                nestedQuery(node, context, isExists: false)
                return false
            case "A_Expr":
                path(node)
                compare(node, context)
                return true
            case "FuncCall": return call(node, context)
            case "A_Indirection": return !indirection(node, context)
            default: return true
            }
        }
    }

    private mutating func subquery(_ link: ParseTree.Node, _ context: UseContext) {
        guard let query = link["subselect"]?.typed else { return }
        nestedQuery(query, context, isExists: link.string("subLinkType") == "EXISTS_SUBLINK")
    }

    private mutating func nestedQuery(_ node: ParseTree.Node, _ context: UseContext, isExists: Bool) {
        let shape = nested(UseShape.unknown) { $0.query(node, context, isExists: isExists) }
        trace += shape.rest
        for output in shape.outputs { trace += output.reads }
    }

    // MARK: Columns

    /// `status`, `o.status`, `public.orders.status`, `o.*`, and `o` for the whole row.
    mutating func reference(_ node: ParseTree.Node, _ context: UseContext) {
        let names = node.strings("fields").map { Identifier($0) }
        let isStar = node.isStar
        let bytes = places.name(node, parts: names.count + (isStar ? 1 : 0))
        guard let last = names.last else { return }
        if isStar {
            if let item = context.item(last, schema: names.dropLast().last) {
                use(item, .read, .star, bytes)
                useViewed(item, bytes)
                trace += item.shape.outputs.flatMap(\.reads)
            }
            return
        }
        let json = jsonPaths[places.index(of: node)] ?? []
        if names.count == 1 { return unqualified(last, context, bytes, json) }
        let table = names[names.count - 2]
        guard let item = context.item(table, schema: names.dropLast(2).last) else {
            return note(.column, names.map(\.text).joined(separator: "."), bytes)
        }
        column(last, of: item, .read, bytes, json: json)
    }

    private mutating func unqualified(
        _ name: Identifier, _ context: UseContext, _ bytes: Range<Int>, _ json: [String]
    ) {
        var open: [ObjectName] = []
        var isUncertain = false
        for frame in context.frames.reversed() {
            let items = frame.items.filter { !$0.isQualifiedOnly }
            let known = items.compactMap { $0.shape.output(name) }
            if !known.isEmpty {
                if known.count > 1, !frame.merged.contains(name) { note(.ambiguous, name.text, bytes) }
                for output in known {
                    take(isUncertain ? output.origins.map(\.doubted) : output.origins, bytes, json: json)
                    trace += output.reads
                }
                return likely(open, name, bytes, json)
            }
            open += items.flatMap(\.shape.open)
            isUncertain = isUncertain || items.contains(where: \.shape.isOpen)
        }
        if let item = context.item(name) {
            use(item, .read, .wholeRow, bytes)
            useViewed(item, bytes)
            trace += item.shape.outputs.flatMap(\.reads)
            return
        }
        if open.isEmpty { return note(.column, name.text, bytes) }
        likely(open, name, bytes, json)
    }

    /// A name that any of some relations of unknown columns may have.
    private mutating func likely(
        _ tables: [ObjectName], _ name: Identifier, _ bytes: Range<Int>, _ json: [String]
    ) {
        if tables.count > 1 { note(.ambiguous, name.text, bytes) }
        take(tables.map { .init(table: $0, column: name, isCertain: false) }, bytes, json: json)
    }

    /// A column of something that is named.
    mutating func column(
        _ name: Identifier, of item: UseItem, _ access: StatementUse.Access, _ bytes: Range<Int>,
        json: [String] = []
    ) {
        if let output = item.shape.output(name) {
            use(output.origins, access, bytes, json: json)
            trace += output.reads
        } else if !item.shape.open.isEmpty {
            let origins = item.shape.open.map {
                RelationShape.Origin(table: $0, column: name, isCertain: false)
            }
            use(origins, access, bytes, json: json)
            trace += origins
        } else if !item.shape.isOpen, !Self.systemColumns.contains(name.text) {
            note(.column, "\(item.name ?? "").\(name)", bytes)
        }
    }

    /// https://www.postgresql.org/docs/18/ddl-system-columns.html
    private static let systemColumns: Set<String> = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"]

    /// Columns that are named, for what is being read as well.
    mutating func take(_ origins: [RelationShape.Origin], _ bytes: Range<Int>, json: [String] = []) {
        use(origins, .read, bytes, json: json)
        trace += origins
    }

    // MARK: Calls, JSON, composites

    private mutating func call(_ node: ParseTree.Node, _ context: UseContext) -> Bool {
        let parts = node.strings("funcname")
        guard let name = ObjectName(parts: parts) else { return true }
        let bytes = places.name(node, parts: parts.count)
        // `status(o)` is `o.status` where the column is there.
        let arguments = node.list("args")
        if parts.count == 1, arguments.count == 1, arguments[0].key == "ColumnRef",
            let row = arguments[0].strings("fields").first, arguments[0].list("fields").count == 1,
            let item = context.item(Identifier(row)), item.shape.output(name.name) != nil,
            !context.frames.contains(where: { $0.items.contains { $0.shape.output(Identifier(row)) != nil } })
        {
            column(name.name, of: item, .read, bytes)
            return false
        }
        found.calls.append(.init(function: name, bytes: bytes))
        return true
    }

    /// `(o).status` is `o.status`, and `(o).*` all of `o`.
    private mutating func indirection(_ node: ParseTree.Node, _ context: UseContext) -> Bool {
        guard let argument = node["arg"]?.typed, argument.key == "ColumnRef",
            argument.list("fields").count == 1, let name = argument.strings("fields").first
        else { return false }
        let parts = node.list("indirection")
        if let item = context.item(Identifier(name)), let first = parts.first,
            !context.frames.contains(where: { $0.items.contains { $0.shape.output(Identifier(name)) != nil } }
            )
        {
            let bytes = places.name(argument)
            if first.key == "A_Star" {
                use(item, .read, .star, bytes)
                useViewed(item, bytes)
            } else if let field = first.string("sval") {
                column(Identifier(field), of: item, .read, bytes)
            } else {
                return false
            }
            return true
        }
        let keys = parts.prefix { $0.key == "A_Indices" }.compactMap { $0["uidx"]?.typed?.text }
        if !keys.isEmpty { jsonPaths[places.index(of: argument)] = keys }
        return false
    }

    private static let jsonOperators: Set<String> = ["->", "->>", "#>", "#>>", "?", "@>"]

    /// Learns the keys of `data->'address'->>'city'` where the outermost operator is met first.
    private mutating func path(_ node: ParseTree.Node) {
        var keys: [String] = []
        var next: ParseTree.Node? = node
        // No path is longer; a chain of anything else is not walked again and again.
        for _ in 0..<32 {
            guard let node = next, node.key == "A_Expr", let name = node.strings("name").last,
                Self.jsonOperators.contains(name)
            else { break }
            if let key = node["rexpr"]?.typed?.text {
                if name.hasPrefix("#") {
                    let path = key.trimmed("{}").split(separator: ",")
                    keys.insert(contentsOf: path.map { String($0).trimmed(" \"") }, at: 0)
                } else if name != "@>" {
                    keys.insert(key, at: 0)
                }
            }
            next = node["lexpr"]?.typed
        }
        guard !keys.isEmpty, let column = next, column.key == "ColumnRef" else { return }
        let place = places.index(of: column)
        if jsonPaths[place] == nil { jsonPaths[place] = keys }
    }
}

extension ParseTree.Node {
    /// What a string constant says, with or without a type behind it.
    fileprivate var text: String? {
        let constant = key == "TypeCast" ? self["arg"]?.typed : self
        return constant?.key == "A_Const" ? constant?["sval"]?.string("sval") : nil
    }
}

extension String {
    fileprivate func trimmed(_ characters: String) -> String {
        var rest = self[...]
        while let first = rest.first, characters.contains(first) { rest = rest.dropFirst() }
        while let last = rest.last, characters.contains(last) { rest = rest.dropLast() }
        return String(rest)
    }
}

extension RelationShape.Origin {
    /// The same where something nearer, whose columns are not known, may have the name as well.
    fileprivate var doubted: Self {
        var doubted = self
        doubted.isCertain = false
        return doubted
    }
}
