import ColonnadeModel
import ColonnadeSQL

extension SchemaState {
    /// The schema behind a statement.
    package mutating func apply(_ statement: LintStatement) {
        let node = statement.node
        switch statement.kind {
        case "CreateStmt":
            guard let name = statement.relation?.name, table(name) == nil else { return }
            add(Self.table(node), name)
            if node["partbound"]?.flag("is_default") == true,
                let parent = RangeVar(node.list("inhRelations").first)?.name
            {
                change(parent) { $0.hasDefaultPartition = true }
            }
        case "CreateTableAsStmt":
            guard let name = RangeVar(node["into"]?["rel"])?.name else { return }
            var table = Table()
            table.isNew = true
            add(table, name)
        case "AlterTableStmt":
            for alteration in statement.alterations { apply(alteration) }
        case "IndexStmt":
            guard let table = statement.relation?.name, let index = node.string("idxname") else { return }
            change(table) { $0.indexes[Identifier(index)] = Self.index(node) }
        case "RenameStmt": applyRename(statement)
        case "DropStmt":
            for name in statement.dropped("OBJECT_TABLE") { removeTable(name) }
            for name in statement.dropped("OBJECT_INDEX") { removeIndex(name.name) }
        case "CreateDomainStmt":
            let name = node.strings("domainname").last ?? ""
            add(
                domain: name,
                isConstrained: node.list("constraints").contains {
                    ["CONSTR_CHECK", "CONSTR_NOTNULL"].contains($0.string("contype"))
                })
        default: break
        }
    }

    private static func table(_ node: ParseTree.Node) -> Table {
        var table = Table()
        table.isNew = true
        table.isPartitioned = node["partspec"] != nil
        if table.isPartitioned { table.hasDefaultPartition = false }
        for element in node.list("tableElts") {
            if element.key == "ColumnDef" {
                let column = ColumnNode(element)
                table.add(column)
            } else if element.key == "Constraint" {
                table.add(ConstraintPart(element))
            }
        }
        return table
    }

    private static func index(_ node: ParseTree.Node) -> Index {
        let parameters = node.list("indexParams")
        return Index(
            columns: parameters.map { $0.string("name") ?? "(expression)" },
            isPlain: node["whereClause"] == nil && parameters.allSatisfy { $0.string("name") != nil }
                && (node.string("accessMethod") ?? "btree") == "btree")
    }

    private mutating func apply(_ alteration: Alteration) {
        change(alteration.table) { table in
            switch alteration.kind {
            case "AT_AddColumn": alteration.addedColumn.map { table.add($0) }
            case "AT_DropColumn":
                if let name = alteration.name { table.drop(name) }
            case "AT_SetNotNull":
                if let name = alteration.name { table.columns[name]?.notNull = true }
            case "AT_DropNotNull":
                if let name = alteration.name { table.columns[name]?.notNull = false }
            case "AT_AlterColumnType":
                if let name = alteration.name { table.columns[name]?.type = alteration.newType?.text }
            case "AT_AddConstraint": alteration.addedConstraint.map { table.add($0) }
            case "AT_ValidateConstraint":
                if let name = alteration.name { table.constraints[name]?.isValid = true }
            case "AT_AttachPartition":
                if alteration.node["def"]?.typed?["bound"]?.flag("is_default") == true {
                    table.hasDefaultPartition = true
                }
            case "AT_DropConstraint":
                if let name = alteration.name {
                    table.constraints[name] = nil
                    table.indexes[name] = nil
                }
            default: break
            }
        }
    }

    private mutating func applyRename(_ statement: LintStatement) {
        let node = statement.node
        guard let table = statement.relation?.name, let new = node.string("newname") else { return }
        switch node.string("renameType") {
        case "OBJECT_TABLE": renameTable(table, to: Identifier(new))
        case "OBJECT_COLUMN":
            guard let old = node.string("subname") else { return }
            change(table) { $0.columns[Identifier(new)] = $0.columns.removeValue(forKey: Identifier(old)) }
        case "OBJECT_INDEX":
            guard let owner = tableOfIndex(table.name) else { return }
            change(owner.name) { $0.indexes[Identifier(new)] = $0.indexes.removeValue(forKey: table.name) }
        default: break
        }
    }
}

extension SchemaState.Table {
    fileprivate mutating func add(_ column: ColumnNode) {
        columns[column.name] = SchemaState.Column(
            type: column.type?.text, notNull: column.isNotNull || column.type?.isSerial == true)
        for constraint in column.constraints { add(constraint, of: column.name) }
    }

    fileprivate mutating func add(_ constraint: ConstraintPart, of column: Identifier? = nil) {
        let columns = column.map { [$0] } ?? constraint.columns
        let name = constraint.name ?? Identifier("\(constraint.kind) \(columns.map(\.text))")
        switch constraint.kind {
        case "CONSTR_CHECK", "CONSTR_FOREIGN":
            constraints[name] = SchemaState.Constraint(
                isValid: !constraint.isNotValid, proves: NotNullTest.columns(constraint.expression),
                references: constraint.references)
        case "CONSTR_NOTNULL" where column == nil:
            constraints[name] = SchemaState.Constraint(isValid: !constraint.isNotValid, proves: columns)
            if !constraint.isNotValid { for column in columns { self.columns[column]?.notNull = true } }
        case "CONSTR_PRIMARY", "CONSTR_UNIQUE":
            if constraint.kind == "CONSTR_PRIMARY" {
                for column in columns { self.columns[column]?.notNull = true }
            }
            indexes[name] = SchemaState.Index(columns: columns.map(\.text), isPlain: true)
        default: break
        }
    }

    fileprivate mutating func drop(_ column: Identifier) {
        columns[column] = nil
        for (name, index) in indexes where index.columns.contains(column.text) { indexes[name] = nil }
    }
}

/// What an expression proves to be not null: `a IS NOT NULL`, also joined by AND.
enum NotNullTest {
    static func columns(_ expression: ParseTree.Node?) -> [Identifier] {
        guard let expression else { return [] }
        switch expression.key {
        case "NullTest":
            guard expression.string("nulltesttype") == "IS_NOT_NULL",
                let column = expression["arg"]?.typed?.strings("fields").last
            else { return [] }
            return [Identifier(column)]
        case "BoolExpr":
            guard expression.string("boolop") == "AND_EXPR" else { return [] }
            return expression.list("args").flatMap { columns($0) }
        default: return []
        }
    }
}
