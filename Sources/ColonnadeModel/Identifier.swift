/// A name as the database stores it, without quotes. It can only reach SQL text quoted.
public struct Identifier: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// The name itself: case as stored, quotes removed.
    public let text: String

    /// Wraps a name that has already been unquoted and case-folded by a parser or catalog.
    public init(_ text: String) { self.text = text }

    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    public var description: String { text }

    public static func < (left: Identifier, right: Identifier) -> Bool { left.text < right.text }
}

extension Identifier: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(value) }
}

/// A table, index, sequence or function, with its schema where one was written or is known.
public struct ObjectName: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// The schema, or nil where the search path decides.
    public var schema: Identifier?
    /// The object's own name.
    public var name: Identifier

    /// A name with or without its schema.
    public init(schema: Identifier? = nil, _ name: Identifier) {
        self.schema = schema
        self.name = name
    }

    /// `schema.name`, or the bare name; for people, never for SQL.
    public var description: String { schema.map { "\($0).\(name)" } ?? name.text }

    public static func < (left: ObjectName, right: ObjectName) -> Bool {
        left.description < right.description
    }
}

/// One column of one table.
public struct ColumnName: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The table that has the column.
    public var table: ObjectName
    /// The column's own name.
    public var column: Identifier

    /// Names a column.
    public init(_ table: ObjectName, _ column: Identifier) {
        self.table = table
        self.column = column
    }

    public var description: String { "\(table).\(column)" }
}
