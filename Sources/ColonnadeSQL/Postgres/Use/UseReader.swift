import ColonnadeModel

/// Reads what a statement uses.
struct UseReader {
    var places: UsePlaces
    let relations: (any RelationResolver)?
    var found = StatementUse()
    /// What the expression that is being read is computed from.
    var trace: [RelationShape.Origin] = []
    /// The JSON paths of columns, by where the column stands.
    var jsonPaths: [Int: [String]] = [:]
    private var depth = 0

    /// Nobody writes queries deeper in one another than this, and the stack has an end.
    private static let deepest = 100

    init(_ places: UsePlaces, _ relations: (any RelationResolver)?) {
        self.places = places
        self.relations = relations
    }

    mutating func read(_ node: ParseTree.Node, rows: [Identifier: ObjectName] = [:]) {
        var context = UseContext()
        if !rows.isEmpty {
            let items = rows.sorted { $0.key < $1.key }.map { name, table in
                var item = self.item(of: table, node)
                item.name = name
                item.isQualifiedOnly = true
                return item
            }
            context.frames = [.init(items: items)]
        }
        _ = statement(node, context)
    }

    /// What a statement gives: the rows of a query, or those of RETURNING.
    mutating func statement(_ node: ParseTree.Node, _ context: UseContext) -> UseShape {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else {
            note(.depth, "", places.whole)
            return .unknown
        }
        switch node.key {
        case "SelectStmt": return query(node, context)
        case "InsertStmt": return insert(node, context)
        case "UpdateStmt": return update(node, context)
        case "DeleteStmt": return delete(node, context)
        case "MergeStmt": return merge(node, context)
        case "ExplainStmt", "PrepareStmt", "DeclareCursorStmt":
            if let query = node["query"]?.typed { return statement(query, context) }
        case "CopyStmt": copy(node, context)
        case "TruncateStmt":
            for table in node.list("relations") { _ = named(table, .write) }
        case "LockStmt":
            for table in node.list("relations") { _ = named(table, .lock) }
        case "ReturnStmt", "CallStmt": expression(node, context)
        default: define(node, context)
        }
        return UseShape()
    }

    /// The same one level deeper, where something is nested that is no statement.
    mutating func nested<Value>(_ otherwise: Value, _ body: (inout UseReader) -> Value) -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else {
            note(.depth, "", places.whole)
            return otherwise
        }
        return body(&self)
    }

    // MARK: Writing down

    mutating func note(_ kind: StatementUse.Unresolved.Kind, _ name: String, _ bytes: Range<Int>) {
        let unresolved = StatementUse.Unresolved(kind: kind, name: name, bytes: bytes)
        if !found.unresolved.contains(unresolved) { found.unresolved.append(unresolved) }
    }

    /// A table as such, or all of its columns.
    mutating func use(
        _ item: UseItem, _ access: StatementUse.Access, _ form: StatementUse.Form, _ bytes: Range<Int>
    ) {
        guard let relation = item.relation else { return }
        found.uses.append(
            StatementUse.Use(
                table: relation, access: access, form: form, bytes: bytes, isCertain: item.isKnown))
    }

    /// The columns that a name stands for.
    mutating func use(
        _ origins: [RelationShape.Origin], _ access: StatementUse.Access, _ bytes: Range<Int>,
        json: [String] = []
    ) {
        for origin in origins {
            found.uses.append(
                StatementUse.Use(
                    table: origin.table, column: origin.column, access: access, form: .column, bytes: bytes,
                    isCertain: origin.isCertain, through: origin.through, jsonPath: json))
        }
    }

    // MARK: Relations

    /// A relation that is named: what it is, written down with what a view reads in any case.
    mutating func named(_ node: ParseTree.Node?, _ access: StatementUse.Access) -> UseItem? {
        guard let node, let variable = RangeVar(node) else { return nil }
        var item = self.item(of: variable.name, node)
        let bytes = places.name(
            node, parts: (variable.name.schema == nil ? 1 : 2) + (variable.namesDatabase ? 1 : 0))
        if !item.isKnown, relations != nil { note(.relation, variable.name.description, bytes) }
        use(item, access, .relation, bytes)
        if let relation = relations?.relation(variable.name) {
            for table in relation.behind {
                found.uses.append(
                    StatementUse.Use(
                        table: table, access: access, form: .relation, bytes: bytes,
                        through: [relation.name]))
            }
            take(relation.always.map { $0.through(relation.name) }, bytes)
        }
        if let alias = node["alias"] {
            item.name = variable.alias
            item.schema = nil
            item.shape = item.shape.aliased(alias.strings("colnames").map { Identifier($0) })
        }
        return item
    }

    /// A relation by its name.
    func item(of name: ObjectName, _ node: ParseTree.Node) -> UseItem {
        guard let relation = relations?.relation(name) else {
            return UseItem(
                name: name.name, schema: name.schema, relation: name,
                shape: UseShape(open: [name], isOpen: true))
        }
        let outputs = relation.columns.map { column in
            let origins =
                [RelationShape.Origin(table: relation.name, column: column)]
                + (relation.origins[column] ?? []).map { $0.through(relation.name) }
            return UseShape.Output(name: column, origins: origins, reads: origins)
        }
        return UseItem(
            name: name.name, schema: relation.name.schema, relation: relation.name, isKnown: true,
            shape: UseShape(outputs: outputs))
    }
}

extension UseShape {
    /// A relation with other names for its first columns: naming them names the columns.
    fileprivate func aliased(_ names: [Identifier]) -> UseShape {
        var aliased = self
        for (index, name) in names.enumerated() where index < outputs.count {
            aliased.outputs[index].name = name
        }
        return aliased
    }
}

extension RelationShape.Origin {
    /// The same, seen through one more view.
    func through(_ view: ObjectName) -> Self {
        var seen = self
        seen.through.insert(view, at: 0)
        return seen
    }
}
