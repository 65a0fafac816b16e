import ColonnadeModel

/// An expression of PL/pgSQL that always gives the same text: string constants, joined by `||`, filled in by `format`.
struct ConstantExpression {
    private let text: TokenizedText
    private let places: Places
    /// Variables that are declared CONSTANT, with their value.
    private let constants: [String: StringConstant]

    /// What an expression always gives; nil where that depends on something.
    static func value(
        _ expression: [UInt8], places: Places, constants: [String: StringConstant]
    ) -> StringConstant? {
        let prefix = Array("SELECT ".utf8)
        guard
            let statement = try? PostgresParser.statements(
                (prefix + expression)[...], places: .shifted(by: 0)
            ).first,
            let target = statement.list("targetList").first?["val"]?.typed
        else { return nil }
        let text = SQLTokenizer.tokenize(prefix + expression, for: .postgresql)
        let reader = ConstantExpression(text: text, places: places.behind(prefix.count), constants: constants)
        return reader.value(target, depth: 0)
    }

    private func value(_ node: ParseTree.Node, depth: Int) -> StringConstant? {
        // Nobody writes such a text nested deeper, and each level takes room on the stack.
        guard depth < 40 else { return nil }
        switch node.key {
        case "A_Const":
            guard node["sval"] != nil, let token = text.token(text.index(atByte: node.offset)) else {
                return nil
            }
            return StringConstant(token, of: text.bytes, places: places)
        case "TypeCast": return node["arg"]?.typed.flatMap { value($0, depth: depth + 1) }
        case "ColumnRef":
            let names = node.strings("fields")
            return names.count == 1 ? constants[names[0]] : nil
        case "A_Expr" where node.strings("name") == ["||"]: return joined(node, depth)
        case "FuncCall" where node.strings("funcname").last == "format": return formatted(node, depth)
        default: return nil
        }
    }

    /// The leftmost is the deepest: walked, not called.
    private func joined(_ node: ParseTree.Node, _ depth: Int) -> StringConstant? {
        var pieces: [StringConstant] = []
        var left = node
        while left.key == "A_Expr", left.strings("name") == ["||"] {
            guard let right = left["rexpr"]?.typed.flatMap({ value($0, depth: depth + 1) }),
                let next = left["lexpr"]?.typed
            else { return nil }
            pieces.append(right)
            left = next
        }
        guard let first = value(left, depth: depth + 1) else { return nil }
        return StringConstant(joining: [first] + pieces.reversed())
    }

    /// `format` with constants for `%s`, `%I` and `%L`.
    private func formatted(_ node: ParseTree.Node, _ depth: Int) -> StringConstant? {
        var arguments = node.list("args").map { value($0, depth: depth + 1) }[...]
        guard let pattern = arguments.popFirst() ?? nil else { return nil }
        var pieces: [StringConstant] = []
        var at = 0
        while at < pattern.bytes.count {
            let isSpecifier = pattern.bytes[at] == UInt8(ascii: "%") && at + 1 < pattern.bytes.count
            let letter = isSpecifier ? pattern.bytes[at + 1] : 0
            var bytes = [pattern.bytes[at]]
            switch (isSpecifier, letter) {
            case (false, _): break
            case (true, UInt8(ascii: "%")): break
            case (true, UInt8(ascii: "s")), (true, UInt8(ascii: "I")), (true, UInt8(ascii: "L")):
                guard let argument = arguments.popFirst() ?? nil else { return nil }
                bytes = Self.quoted(argument.bytes, letter)
            default: return nil
            }
            pieces.append(
                StringConstant(
                    bytes: bytes,
                    places: .listed(Array(repeating: pattern.places[at], count: bytes.count + 1))))
            at += isSpecifier ? 2 : 1
        }
        return StringConstant(joining: pieces)
    }

    private static func quoted(_ bytes: [UInt8], _ specifier: UInt8) -> [UInt8] {
        let quote: UInt8
        switch specifier {
        case UInt8(ascii: "I"): quote = UInt8(ascii: "\"")
        case UInt8(ascii: "L"): quote = UInt8(ascii: "'")
        default: return bytes
        }
        return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }
}
