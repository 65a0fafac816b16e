import ColonnadeModel
import ColonnadeSQL

extension LintStatement {
    /// The columns of a CREATE TABLE, or those that an ALTER TABLE adds.
    static func columns(
        definedBy node: ParseTree.Node, _ alterations: [Alteration]
    ) -> [ColumnNode] {
        guard node.key == "CreateStmt" else { return alterations.compactMap(\.addedColumn) }
        let elements = node.list("tableElts")
        let keys = constraints(among: elements).first { $0.kind == "CONSTR_PRIMARY" }?.columns ?? []
        return elements.filter { $0.key == "ColumnDef" }.map { element in
            var column = ColumnNode(element)
            column.isTableKey = keys == [column.name]
            return column
        }
    }

    /// The constraints of a CREATE TABLE that are not part of a column.
    var tableConstraints: [ConstraintPart] {
        kind == "CreateStmt" ? Self.constraints(among: node.list("tableElts")) : []
    }

    private static func constraints(among elements: [ParseTree.Node]) -> [ConstraintPart] {
        elements.filter { $0.key == "Constraint" }.map { ConstraintPart($0) }
    }
}

/// The names that a statement gives to new things.
enum Names {
    static func defined(in statement: LintStatement) -> [String] {
        let node = statement.node
        var names = statement.definedColumns.map(\.name.text)
        switch statement.kind {
        case "CreateStmt": names += statement.relation.map { [$0.name.name.text] } ?? []
        case "IndexStmt": names += node.string("idxname").map { [$0] } ?? []
        case "RenameStmt": names += node.string("newname").map { [$0] } ?? []
        case "CreateTrigStmt": names += node.string("trigname").map { [$0] } ?? []
        case "ViewStmt": names += RangeVar(node["view"]).map { [$0.name.name.text] } ?? []
        default: break
        }
        return names + node.all("Constraint").compactMap { $0.string("conname") }
    }
}
