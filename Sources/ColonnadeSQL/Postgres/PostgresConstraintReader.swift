import ColonnadeModel

/// Reads what ALTER TABLE does to constraints. What the definition has no place for makes it return nil, and the
/// whole statement `.other`.
struct PostgresConstraintReader {
    let text: TokenizedText
    let table: ObjectName

    /// The change of one subcommand of ALTER TABLE.
    func read(_ command: ParseTree.Node, _ tokens: Range<Int>) -> ConstraintChange? {
        let name = command.string("name").map { Identifier($0) }
        switch (command.string("subtype"), name) {
        case ("AT_AddConstraint", _):
            guard let node = command["def"]?.typed, node.key == "Constraint" else { return nil }
            return definition(node, tokens).map { .add(table, $0) }
        case ("AT_ValidateConstraint", let name?):
            return .validate(table, name)
        case ("AT_AlterConstraint", _):
            guard let node = command["def"]?.typed, let name = node.string("conname"),
                node.flag("alterDeferrability"), !node.flag("alterEnforceability"),
                !node.flag("alterInheritability")
            else { return nil }
            let attributes = node.flag("deferrable") ? deferral(node) : "NOT DEFERRABLE"
            return .alter(table, Identifier(name), attributes: attributes)
        case ("AT_DropConstraint", let name?):
            let isCascade = command.string("behavior") == "DROP_CASCADE"
            return .drop(table, name, ifExists: command.flag("missing_ok"), cascade: isCascade)
        default:
            return nil
        }
    }

    private func definition(_ node: ParseTree.Node, _ tokens: Range<Int>) -> ConstraintDefinition? {
        guard let body = body(node, tokens), node["options"] == nil, node["indexspace"] == nil,
            !node.flag("without_overlaps"), !node.flag("fk_with_period"),
            // libpg_query leaves false out, so that NOT ENFORCED shows as an absent is_enforced.
            ![.some("CONSTR_CHECK"), "CONSTR_FOREIGN"].contains(node.string("contype"))
                || node.flag("is_enforced")
        else { return nil }
        return ConstraintDefinition(
            name: node.string("conname").map { Identifier($0) }, body, attributes: deferral(node),
            isValidated: !node.flag("skip_validation")
        )
    }

    private func body(_ node: ParseTree.Node, _ tokens: Range<Int>) -> ConstraintDefinition.Body? {
        switch node.string("contype") {
        case "CONSTR_CHECK":
            guard let value = node["raw_expr"]?.typed,
                let open = tokens.first(where: { text.isSymbol($0, "(") }),
                let close = text.closing(open, before: tokens.upperBound), close > open + 1
            else { return nil }
            return PostgresExpressionReader(text: text, table: table, alias: nil)
                .read(value, (open + 1)..<close).map { .check($0, inherits: !node.flag("is_no_inherit")) }
        case "CONSTR_NOTNULL":
            guard let column = node.strings("keys").first, !node.flag("is_no_inherit") else { return nil }
            return .notNull(Identifier(column))
        case "CONSTR_PRIMARY", "CONSTR_UNIQUE":
            let isPrimary = node.string("contype") == "CONSTR_PRIMARY"
            if let index = node.string("indexname") {
                return .keyUsingIndex(isPrimary: isPrimary, index: Identifier(index))
            }
            return .key(
                KeyDefinition(
                    isPrimary: isPrimary, columns: names(node, "keys"), including: names(node, "including"),
                    nullsNotDistinct: node.flag("nulls_not_distinct")
                )
            )
        case "CONSTR_FOREIGN":
            guard let target = RangeVar(node["pktable"]), !target.namesDatabase else { return nil }
            let actions = [
                action("ON DELETE", node.string("fk_del_action"), names(node, "fk_del_set_cols")),
                action("ON UPDATE", node.string("fk_upd_action"), []),
            ]
            return .foreignKey(
                names(node, "fk_attrs"),
                ForeignKeyTarget(
                    table: target.name, columns: names(node, "pk_attrs"),
                    isFull: node.string("fk_matchtype") == "f",
                    actions: actions.compactMap { $0 }.joined(separator: " ")
                )
            )
        case "CONSTR_EXCLUSION": return .exclusion
        default: return nil
        }
    }

    private func names(_ node: ParseTree.Node, _ field: String) -> [Identifier] {
        node.strings(field).map { Identifier($0) }
    }

    /// The letters are those of pg_constraint.confdeltype; NO ACTION is what goes without saying.
    private func action(_ event: String, _ letter: String?, _ columns: [Identifier]) -> String? {
        let actions = ["r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"]
        guard let letter, let action = actions[letter] else { return nil }
        let list = columns.isEmpty ? "" : " " + ("(\(columns))" as SQL).rendered(.postgres).text
        return "\(event) \(action)\(list)"
    }

    private func deferral(_ node: ParseTree.Node) -> String {
        guard node.flag("deferrable") else { return "" }
        return node.flag("initdeferred") ? "DEFERRABLE INITIALLY DEFERRED" : "DEFERRABLE"
    }
}
