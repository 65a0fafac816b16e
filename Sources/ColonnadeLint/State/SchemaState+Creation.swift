import ColonnadeModel
import ColonnadeSQL

extension SchemaState {
    mutating func applyCreation(_ statement: LintStatement) {
        let node = statement.node
        switch statement.kind {
        case "CreateStmt": createTable(statement)
        case "CreateTableAsStmt":
            guard let name = RangeVar(node["into"]?["rel"])?.name else { return }
            new.relations.insert(newKey(name))
            if node.string("objtype") != "OBJECT_MATVIEW" { add(Table(), name) }
        case "ViewStmt":
            guard let name = RangeVar(node["view"])?.name else { return }
            setColumns(ViewColumns.names(node), ofView: name)
            // One that is there already goes on being used.
            guard !node.flag("replace") || isComplete else { return }
            new.relations.insert(newKey(name))
        case "CreateSeqStmt":
            if let name = RangeVar(node["sequence"])?.name { new.relations.insert(newKey(name)) }
        case "CreateSchemaStmt": node.string("schemaname").map { _ = new.schemas.insert(Identifier($0)) }
        case "CreateEnumStmt", "CreateRangeStmt":
            node.strings("typeName").last.map { _ = new.types.insert($0) }
        case "CompositeTypeStmt": node["typevar"]?.string("relname").map { _ = new.types.insert($0) }
        case "CreateFunctionStmt": createRoutine(node)
        case "CreateDomainStmt":
            let name = node.strings("domainname").last ?? ""
            new.types.insert(name)
            let isConstrained = node.list("constraints").contains {
                ["CONSTR_CHECK", "CONSTR_NOTNULL"].contains($0.string("contype"))
            }
            add(domain: name, base: isConstrained ? nil : TypeName(node["typeName"])?.text ?? "")
        default: break
        }
    }

    /// A function of PL/pgSQL is volatile unless it says otherwise; one of SQL may be dissolved into its expression.
    private mutating func createRoutine(_ node: ParseTree.Node) {
        guard let name = node.strings("funcname").last else { return }
        RoutineSignature(creating: node).map { add($0) }
        if !node.flag("replace") { new.routines.insert(name) }
        let options = node.list("options")
        func option(_ name: String) -> String? {
            options.first { $0.string("defname") == name }?["arg"]?.typed?.string("sval")
        }
        let isVolatile = (option("volatility") ?? "volatile") == "volatile"
        // An SQL function may be dissolved into its expression: whether that is volatile, its name does not say.
        if option("language")?.lowercased() == "plpgsql" || !isVolatile {
            if isVolatile { volatileFunctions.insert(name) } else { volatileFunctions.remove(name) }
        }
        if isVolatile { stableFunctions.remove(name) } else { stableFunctions.insert(name) }
    }

    private mutating func createTable(_ statement: LintStatement) {
        guard let name = statement.relation?.name else { return }
        let node = statement.node
        // What earlier files say of one of that name is of one that is gone, or they come later in truth.
        let former = tables[newKey(name)]
        if former != nil {
            if node.flag("if_not_exists") { return }
            removeTable(newKey(name))
        }
        var table = Table()
        if let former { table.use = former.use }
        table.isPartitioned = node["partspec"] != nil
        if table.isPartitioned { table.hasDefaultPartition = false }
        table.partitionKeys =
            node["partspec"]?.list("partParams").compactMap { $0.string("name") }.map { Identifier($0) } ?? []
        let parents =
            node.list("inhRelations").compactMap { RangeVar($0)?.name }
            + node.all("TableLikeClause").compactMap { RangeVar($0["relation"])?.name }
        for parent in parents.compactMap({ self.table($0) }) {
            table.columns.merge(parent.columns) { own, _ in own }
        }
        for column in statement.definedColumns { table.add(column, named: name.name.text) }
        for constraint in statement.tableConstraints { table.add(constraint, named: name.name.text) }
        new.relations.insert(newKey(name))
        add(table, name)
        if node["partbound"]?.flag("is_default") == true, let parent = parents.first {
            change(parent) { $0.hasDefaultPartition = true }
        }
    }
}

// MARK: - Inside a table

extension SchemaState.Table {
    mutating func apply(_ alteration: Alteration, named table: String) {
        switch alteration.kind {
        case "AT_AddColumn": alteration.addedColumn.map { add($0, named: table) }
        case "AT_DropColumn": alteration.name.map { drop($0) }
        case "AT_SetNotNull":
            alteration.name.map { columns[$0, default: SchemaState.Column()].notNull = true }
        case "AT_DropNotNull": alteration.name.map { columns[$0]?.notNull = false }
        case "AT_AlterColumnType":
            alteration.name.map { columns[$0, default: SchemaState.Column()].type = alteration.newType?.text }
        case "AT_ColumnDefault":
            alteration.name.map { columns[$0]?.hasDefault = alteration.node["def"] != nil }
        case "AT_DropExpression": alteration.name.map { columns[$0]?.isStored = false }
        case "AT_AddConstraint": alteration.addedConstraint.map { add($0, named: table) }
        case "AT_ValidateConstraint":
            guard let name = alteration.name else { return }
            constraints[name]?.isValid = true
            if let constraint = constraints[name], constraint.kind == .notNull {
                for column in constraint.columns {
                    columns[column, default: SchemaState.Column()].notNull = true
                }
            }
        case "AT_DropConstraint":
            guard let name = alteration.name else { return }
            constraints[name] = nil
            indexes[name] = nil
        default: break
        }
    }

    mutating func add(_ column: ColumnNode, named table: String) {
        let generated = column.constraint("CONSTR_GENERATED")
        columns[column.name] = SchemaState.Column(
            type: column.type?.text, notNull: column.isNotNull || column.type?.isSerial == true,
            hasDefault: column.hasDefault || column.type?.isSerial == true || generated != nil
                || column.constraint("CONSTR_IDENTITY") != nil,
            isStored: generated.map { $0.node.string("generated_kind") != "v" } ?? false)
        for constraint in column.constraints { add(constraint, of: column.name, named: table) }
    }

    /// The name that the server gives where one is taken.
    private func freeName(_ wish: Identifier) -> Identifier {
        if constraints[wish] == nil { return wish }
        return (1...99).lazy.map { Identifier("\(wish.text)\($0)") }.first { constraints[$0] == nil } ?? wish
    }

    /// A column's NOT NULL is kept with the column.
    private static let keptByName: Set<String> = [
        "CONSTR_CHECK", "CONSTR_FOREIGN", "CONSTR_NOTNULL", "CONSTR_PRIMARY", "CONSTR_UNIQUE",
    ]

    mutating func add(_ constraint: ConstraintPart, of column: Identifier? = nil, named table: String) {
        let kind = constraint.kind
        guard Self.keptByName.contains(kind), column == nil || kind != "CONSTR_NOTNULL" else { return }
        let columns = column.map { [$0] } ?? constraint.columns
        let name = constraint.name ?? freeName(DefaultName.constraint(constraint, of: table, columns))
        let isValid = !constraint.isNotValid
        switch kind {
        case "CONSTR_CHECK":
            constraints[name] = SchemaState.Constraint(
                kind: .check, isValid: isValid, columns: constraint.mentioned.map { Identifier($0) },
                proves: NotNullTest.columns(constraint.expression))
        case "CONSTR_FOREIGN":
            constraints[name] = SchemaState.Constraint(
                kind: .foreignKey, isValid: isValid, columns: columns, references: constraint.references,
                referencedColumns: constraint.node.strings("pk_attrs").map { Identifier($0) })
        case "CONSTR_NOTNULL":
            constraints[name] = SchemaState.Constraint(
                kind: .notNull, isValid: isValid, columns: columns, proves: columns)
            if isValid {
                for column in columns { self.columns[column, default: SchemaState.Column()].notNull = true }
            }
        case "CONSTR_PRIMARY", "CONSTR_UNIQUE":
            if kind == "CONSTR_PRIMARY" {
                for column in columns { self.columns[column, default: SchemaState.Column()].notNull = true }
            }
            if constraint.index == nil {
                indexes[name] = SchemaState.Index(
                    columns: columns.map(\.text), isPlain: true, isUnique: true,
                    isPrimary: kind == "CONSTR_PRIMARY")
            }
            constraints[name] = SchemaState.Constraint(kind: .key, isValid: true, columns: columns)
        default: break
        }
    }

    mutating func rename(_ old: Identifier, to new: Identifier) {
        if let column = columns.removeValue(forKey: old) { columns[new] = column }
        for (name, index) in indexes where index.columns.contains(old.text) {
            indexes[name]?.columns = index.columns.map { $0 == old.text ? new.text : $0 }
        }
        for (name, constraint) in constraints {
            constraints[name]?.columns = constraint.columns.map { $0 == old ? new : $0 }
            constraints[name]?.proves = constraint.proves.map { $0 == old ? new : $0 }
        }
    }

    private mutating func drop(_ column: Identifier) {
        columns[column] = nil
        for (name, index) in indexes where index.columns.contains(column.text) { indexes[name] = nil }
        for (name, constraint) in constraints where constraint.columns.contains(column) {
            constraints[name] = nil
        }
    }
}
