package import ColonnadeModel
package import ColonnadeSQL

/// A column in CREATE TABLE or ADD COLUMN.
package struct ColumnNode: Sendable {
    package let node: ParseTree.Node
    /// Whether a constraint of the table makes it the primary key.
    package var isTableKey = false

    init(_ node: ParseTree.Node, name: Identifier? = nil) {
        self.node = node
        self.name = name ?? Identifier(node.string("colname") ?? "")
        type = TypeName(node["typeName"])
        constraints = node.list("constraints").map { ConstraintPart($0) }
    }

    /// char(n), not the server's own "char".
    package var isBlankPadded: Bool { node["typeName"]?.strings("names").last == "bpchar" }
    package var isPrimaryKey: Bool { isTableKey || constraint("CONSTR_PRIMARY") != nil }

    package let name: Identifier
    package let type: TypeName?
    package let constraints: [ConstraintPart]
    package var location: Int { node.location }
    /// Whether a constraint of its own gives it an index.
    package var isIndexed: Bool { constraint("CONSTR_PRIMARY") != nil || constraint("CONSTR_UNIQUE") != nil }
    package func constraint(_ kind: String) -> ConstraintPart? { constraints.first { $0.kind == kind } }
    /// Whether rows that are there get a value: not by DEFAULT NULL.
    package var hasDefault: Bool {
        constraint("CONSTR_DEFAULT")?.expression.map { $0["isnull"] == nil } ?? false
    }
    /// Whether it is computed when it is read.
    package var isVirtual: Bool { constraint("CONSTR_GENERATED")?.node.string("generated_kind") == "v" }
    package var isNotNull: Bool {
        constraints.contains { $0.kind == "CONSTR_NOTNULL" || $0.kind == "CONSTR_PRIMARY" }
    }
}

/// A constraint, of a column or of a table.
package struct ConstraintPart: Sendable {
    package let node: ParseTree.Node

    init(_ node: ParseTree.Node) {
        self.node = node
        kind = node.string("contype") ?? ""
    }

    /// Such as `CONSTR_CHECK`.
    package let kind: String
    package var name: Identifier? { node.string("conname").map { Identifier($0) } }
    package var location: Int { node.location }
    /// NOT VALID, and NOT ENFORCED: the rows that are there are not looked at.
    package var isNotValid: Bool { node.flag("skip_validation") }
    package var index: Identifier? { node.string("indexname").map { Identifier($0) } }
    package var references: ObjectName? { RangeVar(node["pktable"])?.name }
    package var expression: ParseTree.Node? { node["raw_expr"]?.typed }
    /// The columns that its expression speaks of, each as often as it does.
    var mentioned: [String] {
        expression?.all("ColumnRef").compactMap { $0.strings("fields").last } ?? []
    }
    /// The columns of a key, or of a foreign key.
    package var columns: [Identifier] {
        (node.strings("keys") + node.strings("fk_attrs")).map { Identifier($0) }
    }
}
