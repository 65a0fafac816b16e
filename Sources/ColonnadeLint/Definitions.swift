import ColonnadeModel
import ColonnadeSQL

/// The columns that a statement defines.
enum Columns {
    static func defined(in statement: LintStatement) -> [ColumnNode] {
        if statement.kind == "CreateStmt" {
            let constraints = statement.node.list("tableElts").filter { $0.key == "Constraint" }
            let keys =
                constraints.map { ConstraintPart($0) }.first { $0.kind == "CONSTR_PRIMARY" }?.columns ?? []
            return statement.node.list("tableElts").filter { $0.key == "ColumnDef" }.map { element in
                var column = ColumnNode(element)
                column.isTableKey = keys == [column.name]
                return column
            }
        }
        return statement.alterations.compactMap(\.addedColumn)
    }
}

extension Columns {
    /// The columns to which a statement gives a type.
    static func typed(in statement: LintStatement) -> [ColumnNode] {
        defined(in: statement) + statement.alterations.compactMap(\.retypedColumn)
    }
}

/// The names that a statement gives to new things.
enum Names {
    static func defined(in statement: LintStatement) -> [String] {
        let node = statement.node
        var names = Columns.defined(in: statement).map(\.name.text)
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
