import ColonnadeModel

/// `Q(price__gte=0)` and the expressions of indexes, as SQL. What is more than that is said, and stands in the SQL as
/// a condition of which only the text is known.
struct DjangoConditions {
    let model: DjangoModel

    func condition(_ value: CodeExpression, into translation: inout ORMTranslation) -> SourcedSQL {
        read(value) ?? standIn(value, &translation)
    }

    private func standIn(_ value: CodeExpression, _ translation: inout ORMTranslation) -> SourcedSQL {
        translation.notRead("a condition that is computed; judged as any condition", at: value.bytes)
        let text = translation.source.slice(value.bytes)
        return "\(literal: text) IS NOT NULL"
    }

    private func read(_ value: CodeExpression) -> SourcedSQL? {
        guard let call = value.links?.last, call.name == "Q", let arguments = call.arguments else {
            return nil
        }
        var parts: [SourcedSQL] = []
        var connector: SourcedSQL = " AND "
        var isNegated = false
        for argument in arguments {
            switch argument.name {
            case "_connector": connector = argument.value.literal == "OR" ? " OR " : " AND "
            case "_negated": isNegated = argument.value.bool ?? false
            case let name?:
                guard let part = lookup(name, argument.value) else { return nil }
                parts.append(part)
            case nil:
                if let pair = argument.value.list, pair.count == 2, let name = pair[0].literal {
                    guard let part = lookup(name, pair[1]) else { return nil }
                    parts.append(part)
                } else if let part = read(argument.value) {
                    parts.append(part)
                } else {
                    return nil
                }
            }
        }
        guard !parts.isEmpty else { return nil }
        let joined = parts.joined(separator: connector)
        if isNegated { return "NOT (\(joined))" }
        return parts.count == 1 ? joined : "(\(joined))"
    }

    /// `price__gte` and its value.
    private func lookup(_ written: String, _ value: CodeExpression) -> SourcedSQL? {
        var names = written.replacing("__", with: "\u{1}").split(separator: "\u{1}").map(String.init)
        let known: Set<String> = ["exact", "gt", "gte", "lt", "lte", "isnull", "in", "range"]
        let kind = names.count > 1 && known.contains(names[names.count - 1]) ? names.removeLast() : "exact"
        guard names.count == 1 else { return nil }
        let column = Identifier(model.column(names[0].hasSuffix("_id") ? fieldName(names[0]) : names[0]))
        switch kind {
        case "isnull": return value.bool.map { $0 ? "\(column) IS NULL" : "\(column) IS NOT NULL" }
        case "in":
            guard let list = value.list else { return nil }
            let values = list.compactMap(operand)
            return values.count == list.count ? "\(column) IN (\(values.joined(separator: ", ")))" : nil
        case "range":
            guard let list = value.list, list.count == 2, let low = operand(list[0]),
                let high = operand(list[1])
            else {
                return nil
            }
            return "\(column) BETWEEN \(low) AND \(high)"
        case "exact":
            if let bool = value.bool { return bool ? "\(column)" : "NOT \(column)" }
            if value.isNone { return "\(column) IS NULL" }
            return operand(value).map { "\(column) = \($0)" }
        default:
            let signs = ["gt": ">", "gte": ">=", "lt": "<", "lte": "<="]
            return operand(value).map { "\(column) \(verbatim: signs[kind] ?? "=") \($0)" }
        }
    }

    /// `customer_id` means the field `customer`.
    private func fieldName(_ column: String) -> String {
        model.fields.first { $0.column == column }?.name ?? column
    }

    /// A literal or `F('other')`.
    private func operand(_ value: CodeExpression) -> SourcedSQL? {
        if let call = value.links?.last, call.name == "F", value.links?.count ?? 0 <= 2 {
            return call.positional(0)?.literal.map { "(\(Identifier(model.column($0))))" }
        }
        return DjangoDefaults(kind: "", type: "text").constant(value)
    }

    // MARK: Expressions

    /// A part of an index: a column, a function of columns, which way it is sorted.
    func expression(
        _ value: CodeExpression, isKey: Bool, into translation: inout ORMTranslation
    ) -> SourcedSQL {
        if let name = value.literal {
            let isDescending = name.hasPrefix("-")
            let column = Identifier(model.column(isDescending ? String(name.dropFirst()) : name))
            return "\(column)\(" DESC", if: isDescending)"
        }
        guard var links = value.links?.filter({ $0.arguments != nil }), let last = links.last else {
            return "(\(standIn(value, &translation)))"
        }
        var order: SourcedSQL = ""
        if last.name == "desc" || last.name == "asc" {
            order = last.name == "desc" ? " DESC" : " ASC"
            links.removeLast()
        }
        guard links.count == 1, let call = links.first, let first = call.positional(0) else {
            return "(\(standIn(value, &translation)))"
        }
        switch call.name {
        case "F": return "\(Identifier(model.column(first.literal ?? "")))\(order)"
        case "OpClass":
            let inner = expression(first, isKey: true, into: &translation)
            return "\(inner) \(verbatim: translation.text(call.argument("name", 1)) ?? "")\(order)"
        case "Lower", "Upper", "Length", "Abs", "Trim":
            let inner = expression(first, isKey: false, into: &translation)
            let function: SourcedSQL =
                "\(verbatim: call.name == "Trim" ? "BTRIM" : call.name.uppercased())(\(inner))"
            return isKey ? "(\(function))\(order)" : function
        default: return "(\(standIn(value, &translation)))\(order)"
        }
    }
}
