import ColonnadeModel

/// Reads statements about views, functions, triggers, types and everything else that is no table.
struct PostgresObjectReader {
    let text: TokenizedText

    /// The changes of a statement that creates, alters or comments; nil where it is not known.
    func read(_ node: ParseTree.Node, _ tokens: Range<Int>) -> [ObjectChange]? {
        switch node.key {
        case "ViewStmt": return view(node).map { [$0] }
        case "CreateTableAsStmt": return materializedView(node).map { [$0] }
        case "RefreshMatViewStmt": return refresh(node).map { [$0] }
        case "CreateFunctionStmt": return function(node).map { [$0] }
        case "CreateTrigStmt": return trigger(node).map { [$0] }
        case "CreateEnumStmt", "CompositeTypeStmt", "CreateRangeStmt", "CreateDomainStmt":
            return type(node).map { [$0] }
        case "AlterEnumStmt": return enumValue(node, tokens).map { [$0] }
        case "AlterDomainStmt": return domain(node, tokens).map { [$0] }
        case "CreateSeqStmt", "AlterSeqStmt": return sequence(node).map { [$0] }
        case "CreateSchemaStmt", "CreateExtensionStmt", "CreateEventTrigStmt", "CreatePublicationStmt":
            return named(node).map { [$0] }
        case "CreatePolicyStmt", "AlterPolicyStmt": return policy(node).map { [$0] }
        case "CommentStmt": return comment(node).map { [$0] }
        case "GrantStmt": return grant(node, tokens)
        default: return nil
        }
    }

    private func view(_ node: ParseTree.Node) -> ObjectChange? {
        guard let view = RangeVar(node["view"]), !view.isTemporary, !view.namesDatabase else { return nil }
        return ObjectChange(node.flag("replace") ? .replace : .create, .view, view.name)
    }

    private func materializedView(_ node: ParseTree.Node) -> ObjectChange? {
        guard node.string("objtype") == "OBJECT_MATVIEW", let view = RangeVar(node["into"]?["rel"]) else {
            return nil
        }
        var change = ObjectChange(.create, .materializedView, view.name)
        change.isConditional = node.flag("if_not_exists")
        change.isGentle = node["into"]?.flag("skipData") == true
        return change
    }

    private func refresh(_ node: ParseTree.Node) -> ObjectChange? {
        guard let view = RangeVar(node["relation"]), !node.flag("skipData") else { return nil }
        var change = ObjectChange(.refresh, .materializedView, view.name)
        change.isGentle = node.flag("concurrent")
        return change
    }

    private func function(_ node: ParseTree.Node) -> ObjectChange? {
        guard let name = ObjectName(parts: node.strings("funcname")) else { return nil }
        let isProcedure = node.flag("is_procedure")
        var change = ObjectChange(
            node.flag("replace") ? .replace : .create, isProcedure ? .procedure : .function, name
        )
        // A procedure is known by its OUT parameters as well (since 14).
        let inputs = node.list("parameters").filter { parameter in
            let mode = parameter.string("mode")
            return mode != "FUNC_PARAM_TABLE" && (isProcedure || mode != "FUNC_PARAM_OUT")
        }
        change.detail = inputs.compactMap { $0["argType"] }.map(Self.typeName).joined(separator: ",")
        return change
    }

    /// As pg_type.typname has it: an array's name begins with an underscore.
    static func typeName(_ type: ParseTree.Node) -> String {
        (type["arrayBounds"] == nil ? "" : "_") + (type.strings("names").last ?? "")
    }

    private func trigger(_ node: ParseTree.Node) -> ObjectChange? {
        guard let table = RangeVar(node["relation"]), let name = node.string("trigname"),
            node["constrrel"] == nil
        else { return nil }
        var change = ObjectChange(
            node.flag("replace") ? .replace : .create, .trigger, ObjectName(Identifier(name)))
        change.table = table.name
        return change
    }

    private func type(_ node: ParseTree.Node) -> ObjectChange? {
        if node.key == "CompositeTypeStmt" {
            return RangeVar(node["typevar"]).map { ObjectChange(.create, .type, $0.name) }
        }
        let isDomain = node.key == "CreateDomainStmt"
        return ObjectName(parts: node.strings(isDomain ? "domainname" : "typeName"))
            .map { ObjectChange(.create, isDomain ? .domain : .type, $0) }
    }

    private func enumValue(_ node: ParseTree.Node, _ tokens: Range<Int>) -> ObjectChange? {
        guard let name = ObjectName(parts: node.strings("typeName")), let value = node.string("newVal"),
            let keyword = text.topLevel(tokens).first(where: { text.isKeyword($0, "VALUE") })
        else { return nil }
        let old = node.string("oldVal")
        var change = ObjectChange(old == nil ? .addValue : .renameValue, .type, name)
        change.detail = old ?? value
        change.isConditional = node.flag("skipIfNewValExists")
        let start = keyword + (change.isConditional ? 4 : 1)
        change.rest = text.text(tokens: start..<tokens.upperBound)
        return change
    }

    private func domain(_ node: ParseTree.Node, _ tokens: Range<Int>) -> ObjectChange? {
        guard let name = ObjectName(parts: node.strings("typeName")) else { return nil }
        switch node.string("subtype") {
        case "C":
            guard let constraint = node["def"]?.typed, constraint.string("contype") == "CONSTR_CHECK",
                let open = tokens.first(where: { text.isSymbol($0, "(") }),
                let close = text.closing(open, before: tokens.upperBound)
            else { return nil }
            var change = ObjectChange(.addConstraint, .domain, name)
            change.detail = constraint.string("conname") ?? ""
            change.isGentle = constraint.flag("skip_validation")
            guard let value = constraint["raw_expr"]?.typed else { return nil }
            change.condition = PostgresExpressionReader(text: text, table: name, alias: nil)
                .read(value, (open + 1)..<close)
            return change.condition == nil ? nil : change
        case "V":
            var change = ObjectChange(.validate, .domain, name)
            change.detail = node.string("name") ?? ""
            return change
        default:
            return nil
        }
    }

    private func sequence(_ node: ParseTree.Node) -> ObjectChange? {
        guard let sequence = RangeVar(node["sequence"]), !sequence.isTemporary, !node.flag("missing_ok")
        else {
            return nil
        }
        var change = ObjectChange(node.key == "CreateSeqStmt" ? .create : .alter, .sequence, sequence.name)
        change.isConditional = node.flag("if_not_exists")
        return change
    }

    private func named(_ node: ParseTree.Node) -> ObjectChange? {
        let kinds: [String: (ObjectKind, String)] = [
            "CreateSchemaStmt": (.schema, "schemaname"), "CreateExtensionStmt": (.extension, "extname"),
            "CreateEventTrigStmt": (.eventTrigger, "trigname"),
            "CreatePublicationStmt": (.publication, "pubname"),
        ]
        // CREATE SCHEMA … CREATE TABLE … is several statements in one.
        guard let (kind, field) = kinds[node.key], let name = node.string(field), node["schemaElts"] == nil
        else {
            return nil
        }
        var change = ObjectChange(.create, kind, ObjectName(Identifier(name)))
        change.isConditional = node.flag("if_not_exists")
        change.detail = node.flag("for_all_tables") ? "all" : ""
        change.tables = node.list("pubobjects").compactMap { RangeVar($0["pubtable"]?["relation"])?.name }
        return change
    }

    private func policy(_ node: ParseTree.Node) -> ObjectChange? {
        guard let table = RangeVar(node["table"]), let name = node.string("policy_name") else { return nil }
        let verb: ObjectChange.Verb = node.key == "CreatePolicyStmt" ? .create : .alter
        var change = ObjectChange(verb, .policy, ObjectName(Identifier(name)))
        change.table = table.name
        return change
    }

    private func comment(_ node: ParseTree.Node) -> ObjectChange? {
        var parts = node["object"]?.typed?.strings("items") ?? []
        switch node.string("objtype") {
        case "OBJECT_TABLE":
            return ObjectName(parts: parts).map { ObjectChange(.comment, .table, $0) }
        case "OBJECT_VIEW":
            return ObjectName(parts: parts).map { ObjectChange(.comment, .view, $0) }
        case "OBJECT_INDEX":
            return ObjectName(parts: parts).map { ObjectChange(.comment, .index, $0) }
        case "OBJECT_COLUMN":
            guard let column = parts.popLast(), let table = ObjectName(parts: parts) else { return nil }
            var change = ObjectChange(.comment, .column, table)
            change.detail = column
            return change
        case let other:
            let kind = other?.dropFirst("OBJECT_".count).lowercased() ?? "object"
            return ObjectChange(.comment, .object, ObjectName(Identifier(parts.last ?? kind)))
        }
    }
}
