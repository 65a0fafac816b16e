/// A value that travels between Colonnade and a database.
public enum Value: Hashable, Sendable, Codable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case text(String)

    /// The integer, also where the database answered with text or a boolean; nil for NULL and anything else.
    public var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .double(let value): Int64(exactly: value.rounded())
        case .text(let value): Int64(value)
        case .bool(let value): value ? 1 : 0
        case .null: nil
        }
    }

    /// The text of the value; nil for NULL.
    public var text: String? {
        switch self {
        case .null: nil
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .double(let value): String(value)
        case .text(let value): value
        }
    }

    /// The boolean, reading `t`, `true` and 1 as true; nil for NULL.
    public var bool: Bool? {
        switch self {
        case .bool(let value): value
        case .integer(let value): value != 0
        case .text(let value): value == "t" || value == "true" || value == "1"
        case .double(let value): value != 0
        case .null: nil
        }
    }

    /// The number as a double; nil for NULL and text that is none.
    public var double: Double? {
        switch self {
        case .double(let value): value
        case .integer(let value): Double(value)
        case .text(let value): Double(value)
        case .bool, .null: nil
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
}

extension Value {
    /// Text, or NULL.
    public init(_ text: String?) { self = text.map(Value.text) ?? .null }

    /// An integer, or NULL.
    public init(_ integer: Int64?) { self = integer.map(Value.integer) ?? .null }
}
