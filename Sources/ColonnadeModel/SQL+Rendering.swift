/// How an engine quotes names and marks bound values.
public enum SQLStyle: Sendable, Hashable {
    /// `"name"`, `$1`. PostgreSQL manual, 4.1.1 Identifiers and 4.1.2.1 String Constants.
    case postgres
    /// `"name"`, `?1`. sqlite.org/lang_keywords.html and lang_expr.html#varparam.
    case sqlite

    func quoted(_ identifier: Identifier) -> String {
        "\"" + identifier.text.doubling("\"") + "\""
    }

    /// A string constant. A backslash forces PostgreSQL's E'' form, which reads the same under either
    /// setting of standard_conforming_strings.
    func quoted(literal: String) -> String {
        let doubled = literal.doubling("'")
        guard self == .postgres, literal.contains("\\") else { return "'\(doubled)'" }
        return "E'\(doubled.doubling("\\"))'"
    }

    func placeholder(_ number: Int) -> String {
        switch self {
        case .postgres: "$\(number)"
        case .sqlite: "?\(number)"
        }
    }

    func literal(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .bool(let bool): bool ? "TRUE" : "FALSE"
        case .integer(let integer): String(integer)
        case .double(let double): String(double)
        case .text(let text): quoted(literal: text)
        }
    }
}

extension SQL {
    /// The text to send, with placeholders, and the values to send beside it in their order.
    public func rendered(_ style: SQLStyle) -> (text: String, values: [Value]) {
        var text = ""
        var values: [Value] = []
        for fragment in fragments {
            switch fragment {
            case .text(let part): text += part
            case .identifier(let name): text += style.quoted(name)
            case .literal(let literal): text += style.quoted(literal: literal)
            case .value(let value):
                values.append(value)
                text += style.placeholder(values.count)
            }
        }
        return (text, values)
    }

    /// The statement as a person would type it, its values written out.
    public func display(_ style: SQLStyle) -> String {
        fragments.map { fragment in
            switch fragment {
            case .text(let part): part
            case .identifier(let name): style.isPlain(name) ? name.text : style.quoted(name)
            case .literal(let literal): style.quoted(literal: literal)
            case .value(let value): style.literal(value)
            }
        }.joined()
    }
}

extension SQLStyle {
    /// Whether a name reads the same without quotes, so that a page of SQL need not be full of them.
    /// Only for display: what is sent is always quoted.
    func isPlain(_ identifier: Identifier) -> Bool {
        let text = identifier.text
        guard let first = text.utf8.first, first == UInt8(ascii: "_") || (0x61...0x7A).contains(first) else {
            return false
        }
        let plain = text.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
        }
        return plain && !ReservedWords.all.contains(text)
    }
}

extension String {
    fileprivate func doubling(_ character: Character) -> String {
        contains(character) ? String(flatMap { $0 == character ? [$0, $0] : [$0] }) : self
    }
}
