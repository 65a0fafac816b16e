package import ColonnadeModel
package import ColonnadeSQL

/// A statement as rules look at it.
package struct LintStatement: Sendable {
    package typealias Node = ParseTree.Node

    /// Its typed node.
    package let node: Node
    /// As written.
    package let text: String
    /// Its first byte in the text.
    package let start: Int

    /// The node's type, such as `IndexStmt`.
    package var kind: String { node.key }

    /// The table it names as its own.
    package var relation: RangeVar? { RangeVar(node["relation"]) }

    /// The commands of an ALTER TABLE; none for anything else, an ALTER INDEX or ALTER VIEW too.
    package var alterations: [Alteration] {
        guard kind == "AlterTableStmt", node.string("objtype") == "OBJECT_TABLE", let table = relation?.name
        else { return [] }
        return node.list("cmds").map { Alteration(table: table, node: $0) }
    }

    /// The names in a DROP of a type of object, such as `OBJECT_TABLE`.
    package func dropped(_ type: String) -> [ObjectName] {
        guard kind == "DropStmt", node.string("removeType") == type else { return [] }
        return node.list("objects").compactMap { ObjectName(parts: $0.strings("items")) }
    }
}

extension LintStatement {
    /// The text with a word put behind the first keyword of a kind, comments and names left alone.
    func text(inserting word: String, behind keyword: StaticString) -> String? {
        let tokens = SQLTokenizer.tokenize(text, for: .postgresql)
        guard let place = tokens.tokens.indices.first(where: { tokens.isKeyword($0, keyword) }) else {
            return nil
        }
        let end = tokens.tokens[place].bytes.upperBound
        let bytes = Array(text.utf8)
        return String(decoding: bytes[..<end] + Array(" \(word)".utf8) + bytes[end...], as: UTF8.self)
    }
}

/// One command of an ALTER TABLE.
package struct Alteration: Sendable {
    package let table: ObjectName
    package let node: ParseTree.Node

    /// Such as `AT_AddColumn`.
    package var kind: String { node.string("subtype") ?? "" }
    /// The column or constraint it names.
    package var name: Identifier? { node.string("name").map { Identifier($0) } }
    private var definition: ParseTree.Node? { node["def"]?.typed }

    /// The column that it adds.
    package var addedColumn: ColumnNode? {
        kind == "AT_AddColumn" ? definition.map { ColumnNode($0) } : nil
    }

    /// The constraint that it adds.
    package var addedConstraint: ConstraintPart? {
        kind == "AT_AddConstraint" ? definition.map { ConstraintPart($0) } : nil
    }

    /// The type that it gives a column.
    package var newType: TypeName? {
        kind == "AT_AlterColumnType" ? TypeName(definition?["typeName"]) : nil
    }

    /// The constraint that it adds unchecked, then validated; nil where the server names it, or the statement does more.
    func validatingLater(_ constraint: ConstraintPart, in statement: LintStatement) -> [SQL]? {
        // NOT ENFORCED (18) is never checked, and cannot be validated.
        guard let name = constraint.name, statement.alterations.count == 1,
            constraint.node.flag("is_enforced")
        else { return nil }
        return [
            "\(verbatim: statement.text) NOT VALID", "ALTER TABLE \(table) VALIDATE CONSTRAINT \(name)",
        ]
    }

    /// Whether a change of type computes the values.
    package var usesExpression: Bool { definition?["raw_default"] != nil }
}

/// A column in CREATE TABLE or ADD COLUMN.
package struct ColumnNode: Sendable {
    package let node: ParseTree.Node
    /// Whether a constraint of the table makes it the primary key.
    package var isTableKey = false

    init(_ node: ParseTree.Node) { self.node = node }

    /// char(n), not the server's own "char".
    package var isBlankPadded: Bool { node["typeName"]?.strings("names").last == "bpchar" }
    package var isPrimaryKey: Bool { isTableKey || constraint("CONSTR_PRIMARY") != nil }

    package var name: Identifier { Identifier(node.string("colname") ?? "") }
    package var type: TypeName? { TypeName(node["typeName"]) }
    package var location: Int { node.location }
    package var constraints: [ConstraintPart] { node.list("constraints").map { ConstraintPart($0) } }
    package func constraint(_ kind: String) -> ConstraintPart? { constraints.first { $0.kind == kind } }
    package var isNotNull: Bool {
        constraints.contains { $0.kind == "CONSTR_NOTNULL" || $0.kind == "CONSTR_PRIMARY" }
    }
}

/// A constraint, of a column or of a table.
package struct ConstraintPart: Sendable {
    package let node: ParseTree.Node

    init(_ node: ParseTree.Node) { self.node = node }

    /// Such as `CONSTR_CHECK`.
    package var kind: String { node.string("contype") ?? "" }
    package var name: Identifier? { node.string("conname").map { Identifier($0) } }
    package var location: Int { node.location }
    package var isNotValid: Bool { node.flag("skip_validation") }
    package var index: Identifier? { node.string("indexname").map { Identifier($0) } }
    package var references: ObjectName? { RangeVar(node["pktable"])?.name }
    package var expression: ParseTree.Node? { node["raw_expr"]?.typed }
    /// The columns of a key, or of a foreign key.
    package var columns: [Identifier] {
        (node.strings("keys") + node.strings("fk_attrs")).map { Identifier($0) }
    }
}
