package import ColonnadeModel

/// A table named in a statement.
package struct RangeVar: Sendable {
    package var name: ObjectName
    package var alias: Identifier?
    /// False after ONLY.
    package var includesChildren: Bool
    package var isTemporary: Bool
    /// `database.schema.table`, which no statement of a migration needs.
    package var namesDatabase: Bool
    package var location: Int

    package init?(_ node: ParseTree.Node?) {
        guard let node, let relation = node.string("relname") else { return nil }
        name = ObjectName(schema: node.string("schemaname").map { Identifier($0) }, Identifier(relation))
        alias = node["alias"]?.string("aliasname").map { Identifier($0) }
        includesChildren = node.flag("inh")
        isTemporary = node.string("relpersistence") == "t"
        namesDatabase = node.string("catalogname") != nil
        location = node.location
    }

    /// The name by which the rest of the statement speaks of it.
    package var exposedName: Identifier { alias ?? name.name }
}

extension ObjectName {
    /// The last one or two parts of a name from a parse tree.
    package init?(parts: [String]) {
        guard let last = parts.last, parts.count <= 2 else { return nil }
        self.init(schema: parts.count == 2 ? Identifier(parts[0]) : nil, Identifier(last))
    }
}
