import ColonnadeModel

extension UseReader {
    mutating func insert(_ node: ParseTree.Node, _ outer: UseContext) -> UseShape {
        var context = outer
        readWith(node["withClause"], &context)
        guard let relation = node["relation"], let target = named(relation, .write) else { return .unknown }
        let query = node["selectStmt"]?.typed
        let shape = query.map { query in nested(UseShape.unknown) { $0.query(query, context) } }
        let columns = node.list("cols")
        if columns.isEmpty, let shape {
            positional(target, places.name(relation), count: shape.isOpen ? nil : shape.outputs.count, .write)
        }
        for column in columns { write(column, of: target, context) }
        if let query {
            let names = columns.compactMap { $0.string("name").map { Identifier($0) } }
            give(query, to: names.isEmpty ? target.shape.outputs.map(\.name) : names, of: target)
        }
        if let conflict = node["onConflictClause"] { onConflict(conflict, target, context) }
        return returning(node, [target], context)
    }

    private mutating func onConflict(_ node: ParseTree.Node, _ target: UseItem, _ outer: UseContext) {
        var proposed = target
        proposed.name = "excluded"
        proposed.schema = nil
        proposed.isQualifiedOnly = true
        let context = outer.with(.init(items: [target, proposed]))
        for element in node["infer"]?.list("indexElems") ?? [] {
            if let name = element.string("name").map({ Identifier($0) }) {
                let bytes = places.find(name, from: places.index(of: node), behind: "CONFLICT")
                column(name, of: target, .read, bytes)
            } else {
                expression(element, context)
            }
        }
        if let condition = node["infer"]?["whereClause"] { expression(condition, context) }
        for assignment in node.list("targetList") { assign(assignment, to: target, context) }
        if let condition = node["whereClause"] { expression(condition, context) }
    }

    mutating func update(_ node: ParseTree.Node, _ outer: UseContext) -> UseShape {
        changeRows(node, "fromClause", outer)
    }

    mutating func delete(_ node: ParseTree.Node, _ outer: UseContext) -> UseShape {
        changeRows(node, "usingClause", outer)
    }

    /// - Parameter others: the tables that the rows are joined with. DELETE assigns nothing.
    private mutating func changeRows(
        _ node: ParseTree.Node, _ others: String, _ outer: UseContext
    ) -> UseShape {
        var context = outer
        readWith(node["withClause"], &context)
        guard let target = named(node["relation"], .write) else { return .unknown }
        var frame = UseContext.Frame(items: [target])
        from(node.list(others), context, into: &frame)
        let inner = context.with(frame)
        for assignment in node.list("targetList") { assign(assignment, to: target, inner) }
        if let condition = node["whereClause"] { expression(condition, inner) }
        return returning(node, frame.items, context)
    }

    mutating func merge(_ node: ParseTree.Node, _ outer: UseContext) -> UseShape {
        var context = outer
        readWith(node["withClause"], &context)
        guard let relation = node["relation"], let target = named(relation, .write) else { return .unknown }
        var frame = UseContext.Frame(items: [target])
        if let source = node["sourceRelation"]?.typed { from([source], context, into: &frame) }
        let inner = context.with(frame)
        if let condition = node["joinCondition"] { expression(condition, inner) }
        for clause in node.list("mergeWhenClauses") {
            if let condition = clause["condition"] { expression(condition, inner) }
            let targets = clause.list("targetList")
            if clause.string("commandType") == "CMD_INSERT" {
                let values = clause.list("values")
                for value in values { expression(value, inner) }
                for column in targets { write(column, of: target, inner) }
                if targets.isEmpty, !values.isEmpty {
                    positional(target, places.name(relation), count: values.count, .write)
                }
            } else {
                for assignment in targets { assign(assignment, to: target, inner) }
            }
        }
        return returning(node, frame.items, context)
    }

    mutating func copy(_ node: ParseTree.Node, _ context: UseContext) {
        if let query = node["query"]?.typed { _ = statement(query, context) }
        let access: StatementUse.Access = node.flag("is_from") ? .write : .read
        guard let relation = node["relation"], let target = named(relation, access) else { return }
        let columns = node.strings("attlist").map { Identifier($0) }
        if columns.isEmpty { positional(target, places.name(relation), count: nil, access) }
        for name in columns {
            column(name, of: target, access, places.find(name, from: places.index(of: relation) + 1))
        }
        if let condition = node["whereClause"] { expression(condition, context.with(.init(items: [target]))) }
    }

    // MARK: Parts of them

    /// Values that go to columns in the table's order.
    ///
    /// - Parameter count: how many; nil for as many as there are columns.
    private mutating func positional(
        _ target: UseItem, _ bytes: Range<Int>, count: Int?, _ access: StatementUse.Access
    ) {
        use(target, access, .positional, bytes)
        for output in target.shape.outputs.prefix(count ?? .max) { use(output.origins, access, bytes) }
    }

    /// A column in a list of those that are written.
    private mutating func write(_ node: ParseTree.Node, of target: UseItem, _ context: UseContext) {
        guard let name = node.string("name") else { return }
        column(Identifier(name), of: target, .write, places.name(node))
        if let parts = node["indirection"] { expression(parts, context) }
    }

    /// `SET column = value`.
    private mutating func assign(_ node: ParseTree.Node, to target: UseItem, _ context: UseContext) {
        write(node, of: target, context)
        guard let value = node["val"]?.typed else { return }
        if value.key == "MultiAssignRef" {
            // `(a, b) = (SELECT …)`: the query stands there once for each column.
            if value.integer("colno") == 1, let source = value["source"] { expression(source, context) }
        } else {
            expression(value, context)
            if let name = node.string("name") { give(value, to: Identifier(name), of: target) }
        }
    }

    private mutating func returning(
        _ node: ParseTree.Node, _ items: [UseItem], _ outer: UseContext
    ) -> UseShape {
        guard let clause = node["returningClause"] else { return UseShape() }
        var frame = UseContext.Frame(items: items)
        var versions: [String: Identifier] = ["OLD": "old", "NEW": "new"]
        for option in clause.list("options") {
            let version = option.string("option")?.hasSuffix("OLD") == true ? "OLD" : "NEW"
            if let name = option.string("value") { versions[version] = Identifier(name) }
        }
        for name in versions.values.sorted() where !items.contains(where: { $0.name == name }) {
            guard var row = items.first else { continue }
            row.name = name
            row.schema = nil
            row.isQualifiedOnly = true
            frame.items.append(row)
        }
        let context = outer.with(frame)
        var shape = UseShape()
        for target in clause.list("exprs") { self.target(target, context, into: &shape) }
        return shape
    }
}
