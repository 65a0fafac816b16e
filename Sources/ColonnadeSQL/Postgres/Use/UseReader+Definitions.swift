import ColonnadeModel

extension UseReader {
    /// Reads a statement that makes or changes part of the schema.
    mutating func define(_ node: ParseTree.Node, _ outer: UseContext) {
        switch node.key {
        case "ViewStmt":
            define(relation: node["view"], column: nil)
            if let query = node["query"]?.typed { _ = statement(query, outer) }
        case "CreateTableAsStmt":
            define(relation: node["into"]?["rel"], column: nil)
            if let query = node["query"]?.typed { _ = statement(query, outer) }
        case "CreateFunctionStmt", "DoStmt": break
        case "CommentStmt": comment(node)
        case "RuleStmt": rule(node, outer)
        default: defineParts(node, outer)
        }
    }

    /// A relation that is made or changed, or a column of it.
    mutating func define(relation node: ParseTree.Node?, column: (name: Identifier, bytes: Range<Int>)?) {
        guard let node, let variable = RangeVar(node) else { return }
        let item = item(of: variable.name, node)
        guard let column else {
            let parts = variable.name.schema == nil ? 1 : 2
            return use(item, .define, .relation, places.name(node, parts: parts))
        }
        guard let relation = item.relation else { return }
        found.uses.append(
            StatementUse.Use(
                table: relation, column: column.name, access: .define, form: .column, bytes: column.bytes,
                isCertain: item.isKnown))
    }

    /// ALTER TABLE, CREATE TABLE, INDEX, POLICY, TRIGGER, PUBLICATION, STATISTICS, GRANT …: the relations and columns
    /// that they name, and those in their expressions.
    private mutating func defineParts(_ node: ParseTree.Node, _ outer: UseContext) {
        let own = node["relation"] ?? node["table"]
        var relations: [ParseTree.Node] = own.map { [$0] } ?? []
        for field in ["relations", "objects", "rels"] {
            for listed in node.list(field) {
                if listed.key == "RangeVar" { relations.append(listed) }
                if listed.key == "List", node.string("removeType") == "OBJECT_TABLE",
                    let name = ObjectName(parts: listed.strings("items"))
                {
                    let item = item(of: name, listed)
                    use(item, .define, .relation, places.find(name.name, from: 0))
                }
            }
        }
        for published in node.all("PublicationObjSpec") {
            guard let table = published["pubtable"]?["relation"] else { continue }
            relations.append(table)
        }
        for relation in relations { define(relation: relation, column: nil) }
        for relation in relations {
            let start = places.index(of: relation) + 1
            for name in Self.columns(of: node) {
                define(relation: relation, column: (name, places.find(name, from: start)))
            }
        }
        for constraint in node.all("Constraint") {
            guard let target = constraint["pktable"], let variable = RangeVar(target) else { continue }
            let item = item(of: variable.name, target)
            use(item, .read, .relation, places.name(target, parts: variable.name.schema == nil ? 1 : 2))
            for name in constraint.strings("pk_attrs").map({ Identifier($0) }) {
                column(name, of: item, .read, places.find(name, from: places.index(of: target) + 1))
            }
        }
        guard let own, let variable = RangeVar(own) else { return }
        let row = item(of: variable.name, own)
        let rows = (["new", "old"] as [Identifier]).map { name in
            var item = row
            item.name = name
            item.isQualifiedOnly = true
            return item
        }
        expression(node, outer.with(.init(items: [row] + rows)))
    }

    /// The columns that a statement lists by their names alone.
    private static func columns(of node: ParseTree.Node) -> [Identifier] {
        var names = node.all("IndexElem").compactMap { $0.string("name") }
        names += node.all("StatsElem").compactMap { $0.string("name") }
        names += node.all("AccessPriv").flatMap { $0.strings("cols") }
        names += node.all("ColumnDef").compactMap { $0.string("colname") }
        names += node.all("PublicationObjSpec").flatMap { $0["pubtable"]?.strings("columns") ?? [] }
        for command in node.all("AlterTableCmd") {
            let kind = command.string("subtype") ?? ""
            if kind.contains("Column") || kind.contains("NotNull") || kind.contains("Identity")
                || kind.contains("Expression") || kind.contains("Statistics") || kind.contains("Storage")
            {
                names += command.string("name").map { [$0] } ?? []
            }
        }
        for constraint in node.all("Constraint") {
            for list in ["keys", "fk_attrs", "including"] { names += constraint.strings(list) }
        }
        if node.key == "CreateTrigStmt" { names += node.strings("columns") }
        if node.key == "RenameStmt", node.string("renameType") == "OBJECT_COLUMN" {
            names += [node.string("subname"), node.string("newname")].compactMap(\.self)
        }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }.map { Identifier($0) }
    }

    private mutating func comment(_ node: ParseTree.Node) {
        let kind = node.string("objtype")
        guard kind == "OBJECT_COLUMN" || kind == "OBJECT_TABLE",
            var parts = node["object"]?.typed?.strings("items")
        else { return }
        let column = kind == "OBJECT_COLUMN" ? parts.popLast() : nil
        guard let name = ObjectName(parts: parts) else { return }
        let item = item(of: name, node)
        guard let relation = item.relation else { return }
        let bytes = places.find(column.map { Identifier($0) } ?? name.name, from: 0)
        found.uses.append(
            StatementUse.Use(
                table: relation, column: column.map { Identifier($0) }, access: .define,
                form: column == nil ? .relation : .column, bytes: bytes, isCertain: item.isKnown))
    }

    private mutating func rule(_ node: ParseTree.Node, _ outer: UseContext) {
        guard let table = node["relation"], let variable = RangeVar(table) else { return }
        define(relation: table, column: nil)
        let items = (["new", "old"] as [Identifier]).map { name in
            var item = item(of: variable.name, table)
            item.name = name
            item.isQualifiedOnly = true
            return item
        }
        let context = outer.with(.init(items: items))
        if let condition = node["whereClause"] { expression(condition, context) }
        for action in node.list("actions") { _ = statement(action, context) }
    }
}
