import ColonnadeModel

extension PostgresColumnReader {
    typealias Attributes = [(constraint: ConstraintNode, tokens: Range<Int>)]

    private var expressions: PostgresExpressionReader {
        PostgresExpressionReader(text: text, table: table, alias: nil)
    }

    /// Adds a constraint to a column; false where the column's model has no place for it.
    func apply(
        _ constraint: ConstraintNode, _ tokens: Range<Int>, _ attributes: Attributes,
        to column: inout ColumnDefinition
    ) -> Bool {
        let node = constraint.node
        let name = node.string("conname").map { Identifier($0) }
        // `CONSTRAINT name` stands before the keyword and is two tokens long.
        let body = (name == nil ? tokens.lowerBound : tokens.lowerBound + 2)..<tokens.upperBound
        guard !body.isEmpty, name == nil || text.isKeyword(tokens.lowerBound, "CONSTRAINT") else {
            return false
        }
        switch constraint.kind {
        case .notNull:
            guard !node.flag("is_no_inherit"), attributes.isEmpty else { return false }
            column.notNull = true
            column.notNullName = name
            return true
        case .value:
            guard name == nil, attributes.isEmpty else { return false }
            return setDefault(node, (body.lowerBound + 1)..<body.upperBound, on: &column)
        case .identity:
            guard name == nil, attributes.isEmpty, column.source == .none else { return false }
            column.source = .identity(
                always: node.string("generated_when") == "a", options: parenthesized(body) ?? "")
            column.notNull = true
            return true
        case .generated:
            guard name == nil, attributes.isEmpty, column.source == .none,
                let expression = parenthesizedExpression(node, body)
            else { return false }
            column.source =
                node.string("generated_kind") == "s"
                ? .generatedStored(expression) : .generatedVirtual(expression)
            return true
        case .check:
            guard !node.flag("is_no_inherit"), !node.flag("skip_validation"), attributes.isEmpty,
                let expression = parenthesizedExpression(node, body)
            else { return false }
            column.checks.append(ColumnDefinition.Check(name: name, expression: expression))
            return true
        case .primaryKey, .unique:
            return setKey(constraint, name, attributes, on: &column)
        case .foreignKey:
            return setReference(node, name, body, attributes, on: &column)
        case .null, .deferrable, .notDeferrable, .deferred, .immediate, .enforced, .notEnforced:
            return false
        }
    }

    private func setDefault(_ node: ParseTree.Node, _ tokens: Range<Int>, on column: inout ColumnDefinition)
        -> Bool
    {
        guard column.source == .none, let value = node["raw_expr"]?.typed, !tokens.isEmpty,
            let expression = expressions.read(value, tokens)
        else { return false }
        // DEFAULT NULL is what a column has anyway.
        if value.key == "A_Const", value.flag("isnull") { return true }
        column.source = .constant(expression)
        return true
    }

    private func setKey(
        _ constraint: ConstraintNode, _ name: Identifier?, _ attributes: Attributes,
        on column: inout ColumnDefinition
    ) -> Bool {
        let node = constraint.node
        guard column.key == nil, node["options"] == nil, node["indexspace"] == nil,
            let options = deferral(attributes)
        else { return false }
        let isPrimary = constraint.kind == .primaryKey
        column.key = ColumnDefinition.Key(
            name: name, isPrimary: isPrimary, nullsNotDistinct: node.flag("nulls_not_distinct"),
            options: options
        )
        if isPrimary { column.notNull = true }
        return true
    }

    private func setReference(
        _ node: ParseTree.Node, _ name: Identifier?, _ body: Range<Int>, _ attributes: Attributes,
        on column: inout ColumnDefinition
    ) -> Bool {
        guard column.reference == nil, let target = RangeVar(node["pktable"]), !target.namesDatabase,
            let deferral = deferral(attributes)
        else { return false }
        let keys = node.strings("pk_attrs")
        guard keys.count <= 1 else { return false }
        var end = text.endOfName(text.index(atByte: target.location))
        if !keys.isEmpty {
            guard text.isSymbol(end, "("), let close = text.closing(end, before: body.upperBound) else {
                return false
            }
            end = close + 1
        }
        let actions = end < body.upperBound ? text.text(tokens: end..<body.upperBound) : ""
        column.reference = ColumnDefinition.Reference(
            name: name, table: target.name, column: keys.first.map { Identifier($0) },
            options: [actions, deferral].filter { !$0.isEmpty }.joined(separator: " ")
        )
        return true
    }

    /// DEFERRABLE and its like as SQL; nil for NOT ENFORCED, which leaves nothing to validate.
    private func deferral(_ attributes: Attributes) -> String? {
        var parts: [String] = []
        for (constraint, tokens) in attributes {
            switch constraint.kind {
            case .notEnforced: return nil
            case .enforced: continue
            default: parts.append(text.text(tokens: tokens))
            }
        }
        return parts.joined(separator: " ")
    }

    /// What stands in the parentheses of `CHECK (…)` or `AS (…)`.
    private func insideParentheses(_ body: Range<Int>) -> Range<Int>? {
        guard let open = body.first(where: { text.isSymbol($0, "(") }),
            let close = text.closing(open, before: body.upperBound), close > open + 1
        else { return nil }
        return (open + 1)..<close
    }

    private func parenthesized(_ body: Range<Int>) -> String? {
        insideParentheses(body).map { text.text(tokens: $0) }
    }

    private func parenthesizedExpression(_ node: ParseTree.Node, _ body: Range<Int>) -> Expression? {
        guard let value = node["raw_expr"]?.typed, let inside = insideParentheses(body) else { return nil }
        return expressions.read(value, inside)
    }
}
