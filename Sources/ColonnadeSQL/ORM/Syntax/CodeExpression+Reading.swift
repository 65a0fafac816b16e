extension CodeExpression {
    /// A name with nothing called: `foo.bar` is `foo.bar`.
    var name: String? {
        guard case .chain(let links) = kind,
            links.allSatisfy({ $0.arguments == nil && $0.block == nil && !$0.name.isEmpty })
        else { return nil }
        return links.map(\.name).joined(separator: ".")
    }

    /// The text of a string in which nothing is put, or of a symbol.
    var literal: String? {
        switch kind {
        case .string(let string): string.isInterpolated || !string.isTerminated ? nil : string.text
        case .symbol(let name): name
        default: nil
        }
    }

    var string: CodeString? {
        if case .string(let string) = kind, !string.isInterpolated, string.isTerminated {
            string
        } else {
            nil
        }
    }

    var links: [CodeLink]? { if case .chain(let links) = kind { links } else { nil } }
    var list: [CodeExpression]? { if case .list(let values) = kind { values } else { nil } }
    var map: [CodeArgument]? { if case .map(let entries) = kind { entries } else { nil } }
    var function: CodeFunction? { if case .function(let function) = kind { function } else { nil } }

    var integer: Int? { if case .number(let number) = kind { Int(number) } else { nil } }

    /// `true`, `True`, `false`, `False`.
    var bool: Bool? {
        switch name {
        case "true", "True", "TRUE": true
        case "false", "False", "FALSE": false
        default: nil
        }
    }

    /// `None`, `nil`, `null`, `undefined`.
    var isNone: Bool { ["None", "nil", "null", "NULL", "undefined"].contains(name) }

    static func named(_ name: String, _ bytes: Range<Int>) -> CodeExpression {
        CodeExpression(
            kind: .chain([CodeLink(name: name, arguments: nil, block: nil, bytes: bytes)]), bytes: bytes)
    }
}

extension CodeLink {
    /// The argument at a place among those without a keyword.
    func positional(_ index: Int) -> CodeExpression? {
        let plain = arguments?.filter { $0.name == nil } ?? []
        return index < plain.count ? plain[index].value : nil
    }

    /// The keyword arguments; a map at the end holds some as well.
    var options: [CodeArgument] {
        let named = arguments?.filter { $0.name != nil } ?? []
        return named + (arguments?.last { $0.name == nil }?.value.map ?? [])
    }

    /// An argument by its keyword.
    func option(_ name: String) -> CodeExpression? { options.last { $0.name == name }?.value }

    /// An argument by its keyword, or by its place.
    func argument(_ name: String, _ index: Int) -> CodeExpression? {
        arguments?.last { $0.name == name }?.value ?? positional(index)
    }
}
