import ColonnadeModel

extension UseReader {
    /// Reads a SELECT, VALUES or a set operation of them.
    ///
    /// - Parameters:
    ///   - itself: the name under which the first part of a recursive query is known to the others.
    ///   - isExists: whether only the number of rows is asked for, so that `*` asks for no column.
    mutating func query(
        _ node: ParseTree.Node, _ outer: UseContext, itself: (name: Identifier, columns: [Identifier])? = nil,
        isExists: Bool = false
    ) -> UseShape {
        var context = outer
        var shape = UseShape()
        shape.rest = traced { $0.readWith(node["withClause"], &context) }
        let arms = Self.arms(of: node)
        guard arms.count > 1 else {
            let own = select(node, context, isExists: isExists)
            return UseShape(
                outputs: own.outputs, open: own.open, isOpen: own.isOpen, rest: shape.rest + own.rest)
        }
        for (index, arm) in arms.enumerated() {
            let part = nested(UseShape.unknown) { $0.query(arm, context) }
            shape.rest += part.rest
            if index == 0 {
                shape = UseShape(
                    outputs: part.outputs, open: part.open, isOpen: part.isOpen, rest: shape.rest)
                if let itself { context.queries[itself.name] = shape.renamed(itself.columns) }
            } else {
                shape.add(part)
            }
        }
        // What stands behind all of them can only name the columns of the result.
        for field in ["limitOffset", "limitCount"] {
            if let value = node[field] { expression(value, outer) }
        }
        return shape
    }

    /// The parts of a set operation in the order written. A chain of ten thousand UNION ALLs is that deep in the tree.
    private static func arms(of node: ParseTree.Node) -> [ParseTree.Node] {
        var arms: [ParseTree.Node] = []
        var open = [node]
        while let next = open.popLast() {
            let isOuter = open.isEmpty && arms.isEmpty
            if let left = next["larg"], let right = next["rarg"], isOuter || next["withClause"] == nil {
                open.append(right)
                open.append(left)
            } else {
                arms.append(next)
            }
        }
        return arms
    }

    private mutating func select(_ node: ParseTree.Node, _ outer: UseContext, isExists: Bool) -> UseShape {
        var shape = UseShape()
        var frame = UseContext.Frame()
        shape.rest += traced { $0.from(node.list("fromClause"), outer, into: &frame) }
        for item in frame.items { shape.rest += item.shape.rest }
        let context = outer.with(frame)
        if let lists = node["valuesLists"] {
            for (index, list) in lists.children.compactMap(\.typed).enumerated() {
                let values = list.list("items")
                for (place, value) in values.enumerated() {
                    let reads = traced { $0.expression(value, context) }
                    if index == 0 {
                        shape.outputs.append(.init(name: Identifier("column\(place + 1)"), reads: reads))
                    } else if place < shape.outputs.count {
                        shape.outputs[place].reads += reads
                    }
                }
            }
        }
        for target in node.list("targetList") { self.target(target, context, into: &shape, isExists) }
        let names = Set(shape.outputs.map(\.name))
        shape.rest += traced { reader in
            for field in ["whereClause", "havingClause", "limitOffset", "limitCount"] {
                if let value = node[field] { reader.expression(value, context) }
            }
            for window in node.list("windowClause") { reader.expression(window, context) }
            for group in node.list("groupClause") {
                // An input column comes before an output column's name.
                if let name = Self.bareName(group), names.contains(name),
                    !reader.isColumn(name, of: frame)
                {
                    continue
                }
                reader.expression(group, context)
            }
            // Here the output column's name comes first.
            for key in node.list("sortClause").compactMap({ $0["node"]?.typed }) + node.list("distinctClause")
            {
                if let name = Self.bareName(key), names.contains(name) { continue }
                reader.expression(key, context)
            }
        }
        for clause in node.list("lockingClause") { lock(clause, frame) }
        if let made = node["intoClause"]?["rel"] { define(relation: made, column: nil) }
        return shape
    }

    /// `FOR UPDATE [OF …]`.
    private mutating func lock(_ clause: ParseTree.Node, _ frame: UseContext.Frame) {
        let named = clause.list("lockedRels")
        guard !named.isEmpty else {
            for item in frame.items { use(item, .lock, .relation, places.whole) }
            return
        }
        for table in named {
            guard let name = RangeVar(table)?.name.name,
                let item = frame.items.first(where: { $0.name == name })
            else { continue }
            use(item, .lock, .relation, places.name(table))
        }
    }

    private func isColumn(_ name: Identifier, of frame: UseContext.Frame) -> Bool {
        frame.items.contains { $0.shape.output(name) != nil }
    }

    /// The name that an expression consists of.
    private static func bareName(_ node: ParseTree.Node) -> Identifier? {
        guard node.key == "ColumnRef", node.list("fields").count == 1 else { return nil }
        return node.strings("fields").first.map { Identifier($0) }
    }

    // MARK: What is selected

    /// Reads one thing that is selected or returned.
    mutating func target(
        _ node: ParseTree.Node, _ context: UseContext, into shape: inout UseShape, _ isExists: Bool = false
    ) {
        guard let value = node["val"]?.typed else { return }
        if value.isStar {
            if !isExists { star(value, context, into: &shape) }
            return
        }
        let reads = traced { $0.expression(value, context) }
        let name = node.string("name").map { Identifier($0) } ?? Self.outputName(value)
        shape.outputs.append(.init(name: name, reads: reads))
    }

    /// The name that a column gets of its own (`FigureColname` of the server), as far as it can be spoken of.
    private static func outputName(_ value: ParseTree.Node) -> Identifier {
        var value = value
        while value.key == "TypeCast", let argument = value["arg"]?.typed { value = argument }
        switch value.key {
        case "ColumnRef": return Identifier(value.strings("fields").last ?? "?column?")
        case "FuncCall": return Identifier(value.strings("funcname").last ?? "?column?")
        case "A_Indirection":
            let last = value.strings("indirection").last
            return last.map { Identifier($0) }
                ?? value["arg"]?.typed.map { $0.key == "ColumnRef" ? outputName($0) : "?column?" }
                ?? "?column?"
        default: return "?column?"
        }
    }

    /// `*` or `t.*`.
    private mutating func star(_ node: ParseTree.Node, _ context: UseContext, into shape: inout UseShape) {
        let reference = node.key == "A_Indirection" ? node["arg"]?.typed ?? node : node
        let names = reference.strings("fields").map { Identifier($0) }
        let bytes = places.name(reference, parts: names.count + (node.key == "ColumnRef" ? 1 : 0))
        if names.isEmpty {
            let frame = context.frames.last
            var merged: Set<Identifier> = []
            for item in frame?.items ?? [] where !item.isQualifiedOnly {
                use(item, .read, .star, bytes)
                var part = item.shape
                part.outputs.removeAll { frame?.merged.contains($0.name) == true && merged.contains($0.name) }
                merged.formUnion(part.outputs.map(\.name))
                shape.append(part)
                useViewed(item, bytes)
            }
            return
        }
        guard let item = context.item(names[names.count - 1], schema: names.dropLast().last) else {
            // `(composite).*`, or a name from elsewhere.
            expression(reference, context)
            shape.isOpen = true
            return
        }
        use(item, .read, .star, bytes)
        useViewed(item, bytes)
        shape.append(item.shape)
    }

    /// What a view's columns are made of, where all of them are taken.
    mutating func useViewed(_ item: UseItem, _ bytes: Range<Int>) {
        guard item.relation != nil else { return }
        for output in item.shape.outputs {
            use(output.origins.filter { !$0.through.isEmpty }, .read, bytes)
        }
    }

    // MARK: WITH

    mutating func readWith(_ clause: ParseTree.Node?, _ context: inout UseContext) {
        guard let clause else { return }
        let queries = clause.list("ctes")
        let isRecursive = clause.flag("recursive")
        if isRecursive {
            for query in queries {
                // They may speak of one another in any order: nothing is claimed of one that comes later.
                if let name = query.string("ctename") { context.queries[Identifier(name)] = .unknown }
            }
        }
        for query in queries {
            guard let name = query.string("ctename"), let body = query["ctequery"]?.typed else { continue }
            let columns = query.strings("aliascolnames").map { Identifier($0) }
            let own = context
            let shape =
                body.key == "SelectStmt"
                ? nested(UseShape.unknown) {
                    $0.query(body, own, itself: isRecursive ? (Identifier(name), columns) : nil)
                }
                : statement(body, own)
            context.queries[Identifier(name)] = shape.renamed(columns)
        }
    }

    /// What is read while something is done, instead of adding it to what is being read around it.
    mutating func traced(_ body: (inout UseReader) -> Void) -> [RelationShape.Origin] {
        let outer = trace
        trace = []
        body(&self)
        defer { trace = outer }
        return trace
    }
}

extension UseShape {
    /// The columns of something more behind those there are.
    fileprivate mutating func append(_ other: UseShape) {
        outputs += other.outputs
        open += other.open
        isOpen = isOpen || other.isOpen
    }

    /// Another part of a set operation: its columns are the same ones.
    fileprivate mutating func add(_ other: UseShape) {
        for (index, output) in other.outputs.enumerated() where index < outputs.count {
            // Only under the name of the first part is a column known.
            if output.name == outputs[index].name { outputs[index].origins += output.origins }
            outputs[index].reads += output.reads
        }
        open += other.open
        isOpen = isOpen || other.isOpen
    }
}

extension ParseTree.Node {
    /// `*`, `t.*` or `(t).*`.
    var isStar: Bool {
        switch key {
        case "ColumnRef": list("fields").last?.key == "A_Star"
        case "A_Indirection":
            list("indirection").last?.key == "A_Star" && self["arg"]?.typed?.key == "ColumnRef"
        default: false
        }
    }
}
