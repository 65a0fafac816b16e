/// A PostgreSQL type, as far as making or masking its values goes.
package indirect enum ValueType: Sendable, Hashable {
    /// Characters, up to a limit.
    case text(limit: Int?)
    case integer(maximum: UInt64)
    /// numeric, real, double precision.
    case decimal
    case boolean
    case date
    case timestamp
    case uuid
    case inet
    /// macaddr.
    case hardwareAddress
    case json
    case bytes
    /// tsvector: words of other columns.
    case searchWords
    case array(ValueType)
    case other

    /// A type as format_type prints it, domains resolved.
    package init(_ printed: String) {
        if printed.hasSuffix("[]") {
            self = .array(ValueType(String(printed.dropLast(2))))
            return
        }
        // `timestamp(3) with time zone`, `character varying(20)`
        let limit = printed.firstMatch(of: /\((\d+)/).flatMap { Int($0.1) }
        let name = printed.replacing(/\(.*?\)/, with: "")
        switch name {
        case "text", "name": self = .text(limit: nil)
        case "character varying", "character": self = .text(limit: limit)
        case let name where name == "citext" || name.hasSuffix(".citext"): self = .text(limit: nil)
        case "smallint": self = .integer(maximum: UInt64(Int16.max))
        case "integer": self = .integer(maximum: UInt64(Int32.max))
        case "bigint": self = .integer(maximum: UInt64(Int64.max))
        case "numeric", "real", "double precision": self = .decimal
        case "boolean": self = .boolean
        case "date": self = .date
        case let name where name.hasPrefix("timestamp"): self = .timestamp
        case "uuid": self = .uuid
        case "inet": self = .inet
        case "macaddr", "macaddr8": self = .hardwareAddress
        case "json", "jsonb": self = .json
        case "bytea": self = .bytes
        case "tsvector": self = .searchWords
        default: self = .other
        }
    }

    /// The most characters; nil where there is no limit.
    package var limit: Int? { if case .text(let limit) = self { limit } else { nil } }

    /// Whether people could have written into it.
    package var isText: Bool {
        switch self {
        case .text: true
        case .array(let element): element.isText
        default: false
        }
    }
}
