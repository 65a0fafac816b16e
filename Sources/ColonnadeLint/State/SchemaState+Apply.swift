import ColonnadeModel
import ColonnadeSQL

extension SchemaState {
    /// The schema behind a statement.
    package mutating func apply(_ statement: LintStatement) {
        let node = statement.node
        switch statement.kind {
        case "CreateStmt", "CreateTableAsStmt", "ViewStmt", "CreateSchemaStmt", "CreateEnumStmt",
            "CompositeTypeStmt",
            "CreateRangeStmt", "CreateDomainStmt", "CreateFunctionStmt", "CreateSeqStmt":
            applyCreation(statement)
        case "AlterTableStmt":
            for alteration in statement.alterations { apply(alteration) }
        case "IndexStmt":
            guard let table = statement.relation?.name else { return }
            let index = Index(node)
            let name = node.string("idxname") ?? DefaultName.index(of: table.name.text, index.columns)
            new.relations.insert(key(ObjectName(schema: table.schema, Identifier(name))))
            add(index, Identifier(name), on: table)
        case "RenameStmt", "AlterObjectSchemaStmt": applyRename(statement)
        case "DropStmt":
            for name in statement.dropped("OBJECT_TABLE") { removeTable(name) }
            for name in statement.dropped("OBJECT_INDEX") { removeIndex(name.name) }
            for name in statement.dropped("OBJECT_VIEW") { setColumns(nil, ofView: name) }
            removeRoutines(node)
        case "AlterDomainStmt" where node.string("subtype") == "C":
            add(domain: node.strings("typeName").last ?? "", base: nil)
        case "UpdateStmt":
            guard let table = statement.relation?.name else { return }
            let filled = node.list("targetList").compactMap { $0.string("name") }.map { Identifier($0) }
            new.emptyColumns[key(table)]?.subtract(filled)
        case "CreatePolicyStmt":
            if let table = RangeVar(node["table"])?.name { change(table) { $0.hasPolicy = true } }
        case "VariableSetStmt" where node.string("name") == "search_path":
            let schemas = node.list("args").compactMap { $0["sval"]?.string("sval") }.filter { $0 != "$user" }
            searchPath = schemas.isEmpty ? [Identifier("public")] : schemas.map { Identifier($0) }
        default: break
        }
    }

    private mutating func removeRoutines(_ node: ParseTree.Node) {
        guard ["OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE"].contains(node.string("removeType"))
        else {
            return
        }
        for object in node.list("objects") {
            guard let name = object.strings("objname").last else { continue }
            removeRoutine(name, types: RoutineSignature(dropping: object)?.types)
        }
    }

    private mutating func apply(_ alteration: Alteration) {
        let key = key(alteration.table)
        let constraint = alteration.addedConstraint
        // The index becomes the constraint's own, and takes its name.
        if let constraint, let index = constraint.index, var removed = removeIndex(index) {
            removed.isPrimary = constraint.kind == "CONSTR_PRIMARY"
            add(removed, constraint.name ?? index, on: key)
        }
        if let column = alteration.addedColumn {
            new.columns[key, default: []].insert(column.name)
            let isEmpty =
                !column.hasDefault && column.constraint("CONSTR_IDENTITY") == nil
                && column.constraint("CONSTR_GENERATED") == nil && column.type?.isSerial != true
            if isEmpty { new.emptyColumns[key, default: []].insert(column.name) }
        }
        if let partition = alteration.partition, alteration.kind == "AT_AttachPartition",
            alteration.isDefaultPartition, table(partition) != nil
        {
            change(key) { $0.hasDefaultPartition = true }
        }
        change(key) { $0.apply(alteration, named: key.name.text) }
        for index in table(key)?.indexes ?? [:] where tableOfIndex(index.key) == nil {
            add(index.value, index.key, on: key)
        }
    }

    private mutating func applyRename(_ statement: LintStatement) {
        let node = statement.node
        if let old = RenameType.renamed(node), let new = node.string("newname") {
            return rename(type: old, to: new)
        }
        guard let table = statement.relation?.name else { return }
        if statement.kind == "AlterObjectSchemaStmt" {
            if node.string("objectType") == "OBJECT_TABLE", let schema = node.string("newschema") {
                moveTable(table, to: ObjectName(schema: Identifier(schema), table.name))
            }
            return
        }
        guard let new = node.string("newname").map({ Identifier($0) }) else { return }
        let old = node.string("subname").map { Identifier($0) }
        switch node.string("renameType") {
        case "OBJECT_TABLE": moveTable(table, to: ObjectName(schema: key(table).schema, new))
        case "OBJECT_COLUMN":
            guard let old else { return }
            change(table) { $0.rename(old, to: new) }
        case "OBJECT_TABCONSTRAINT":
            guard let old else { return }
            change(table) { $0.constraints[new] = $0.constraints.removeValue(forKey: old) }
            if let owner = tableOfIndex(old)?.name, let index = removeIndex(old) {
                add(index, new, on: owner)
            }
        case "OBJECT_INDEX":
            if let owner = tableOfIndex(table.name)?.name, let index = removeIndex(table.name) {
                add(index, new, on: owner)
            }
        default: break
        }
    }
}

extension ParseTree.Node {
    /// Whether a part of an index is a column in its own order.
    fileprivate var isPlainKey: Bool {
        string("name") != nil && self["opclass"] == nil && self["collation"] == nil
            && string("ordering") != "SORTBY_DESC"
            && !["SORTBY_NULLS_FIRST", "SORTBY_NULLS_LAST"].contains(string("nulls_ordering"))
    }
}

extension SchemaState.Index {
    init(_ node: ParseTree.Node) {
        let parameters = node.list("indexParams")
        self.init(
            columns: parameters.map { $0.string("name") ?? "(expression)" },
            isPlain: node["whereClause"] == nil && parameters.allSatisfy { $0.isPlainKey }
                && (node.string("accessMethod") ?? "btree") == "btree",
            isUnique: node.flag("unique"))
    }
}

/// What an expression proves to be not null: `a IS NOT NULL`, also joined by AND.
enum NotNullTest {
    static func columns(_ expression: ParseTree.Node?) -> [Identifier] {
        var found: [Identifier] = []
        var left = expression.map { [$0] } ?? []
        while let next = left.popLast() {
            if next.key == "NullTest", next.string("nulltesttype") == "IS_NOT_NULL",
                let column = next["arg"]?.typed?.strings("fields").last
            {
                found.append(Identifier(column))
            } else if next.key == "BoolExpr", next.string("boolop") == "AND_EXPR" {
                left += next.list("args")
            }
        }
        return found
    }

    /// - Parameter definition: as the catalog prints it, `CHECK ((a IS NOT NULL))`.
    static func columns(definition: String) -> [Identifier] {
        guard definition.contains(" IS NOT NULL") else { return [] }
        let script = PostgresScript(SourceText(path: "", text: "ALTER TABLE t ADD \(definition)"))
        let alteration = script.statements.first.flatMap { LintStatement($0).alterations.first }
        return columns(alteration?.addedConstraint?.expression)
    }
}

/// The names that the server gives what has none (ChooseIndexName, ChooseConstraintName). Names that it would have to cut
/// are not spoken of by anybody.
enum DefaultName {
    static func index(of table: String, _ columns: [String]) -> String {
        name(table, columns.map { $0 == "(expression)" ? "expr" : $0 }, "idx")
    }

    static func constraint(_ part: ConstraintPart, of table: String, _ columns: [Identifier]) -> Identifier {
        let names = columns.map(\.text)
        switch part.kind {
        case "CONSTR_PRIMARY": return Identifier(name(table, [], "pkey"))
        case "CONSTR_UNIQUE": return Identifier(name(table, names, "key"))
        case "CONSTR_FOREIGN": return Identifier(name(table, names, "fkey"))
        case "CONSTR_EXCLUSION": return Identifier(name(table, names, "excl"))
        case "CONSTR_NOTNULL": return Identifier(name(table, names, "not_null"))
        default:
            let mentioned = Set(part.mentioned)
            return Identifier(name(table, mentioned.count == 1 ? Array(mentioned) : [], "check"))
        }
    }

    private static func name(_ table: String, _ columns: [String], _ label: String) -> String {
        ([table] + columns + [label]).joined(separator: "_")
    }
}
