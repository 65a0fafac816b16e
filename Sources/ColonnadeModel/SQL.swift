/// SQL with its identifiers and values still apart from its text, so that neither can be misquoted.
///
/// Written as a string literal, with interpolations that say what they are:
/// `"UPDATE \(table) SET n = \(bind: 3) WHERE \(verbatim: condition)"`.
public struct SQL: Hashable, Sendable, Codable {
    enum Fragment: Hashable, Sendable, Codable {
        case text(String)
        case identifier(Identifier)
        case literal(String)
        case value(Value)
    }

    var fragments: [Fragment]

    /// Text taken over as it stands: only for SQL that a person wrote in a migration, or that a catalog returned.
    public init(verbatim text: String) { fragments = [.text(text)] }

    /// One SQL after the other.
    public static func + (left: SQL, right: SQL) -> SQL {
        var joined = left
        joined.fragments += right.fragments
        return joined
    }
}

extension SQL: ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) { fragments = [.text(value)] }

    public init(stringInterpolation: StringInterpolation) { fragments = stringInterpolation.fragments }

    /// Collects the parts of an SQL literal. There is no interpolation of a bare string on purpose.
    public struct StringInterpolation: StringInterpolationProtocol {
        var fragments: [Fragment] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            fragments.reserveCapacity(interpolationCount * 2 + 1)
        }

        public mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { fragments.append(.text(literal)) }
        }

        /// An identifier, quoted by the engine's rules.
        public mutating func appendInterpolation(_ name: Identifier) { fragments.append(.identifier(name)) }

        /// A qualified name, each part quoted.
        public mutating func appendInterpolation(_ name: ObjectName) {
            if let schema = name.schema { fragments += [.identifier(schema), .text(".")] }
            fragments.append(.identifier(name.name))
        }

        /// Identifiers separated by commas.
        public mutating func appendInterpolation(_ names: [Identifier]) {
            appendInterpolation(names.map { "\($0)" as SQL }.joined(separator: ", "))
        }

        /// Other SQL.
        public mutating func appendInterpolation(_ sql: SQL) { fragments += sql.fragments }

        /// Other SQL, under a condition.
        public mutating func appendInterpolation(_ sql: SQL, if condition: Bool) {
            if condition { fragments += sql.fragments }
        }

        /// A value sent beside the text, never inside it.
        public mutating func appendInterpolation(bind value: Value) { fragments.append(.value(value)) }

        /// A quoted string constant, for statements that take no bound values (`SET`, DDL).
        public mutating func appendInterpolation(literal text: String) { fragments.append(.literal(text)) }

        /// A number the program computed.
        public mutating func appendInterpolation(number: some BinaryInteger) {
            fragments.append(.text(String(number)))
        }

        /// Text that a person wrote in a migration or that a catalog returned.
        public mutating func appendInterpolation(verbatim text: String) { fragments.append(.text(text)) }
    }
}

extension Sequence where Element == SQL {
    /// The parts with a separator between them.
    public func joined(separator: SQL) -> SQL {
        var result: SQL = ""
        for (index, part) in self.enumerated() { result = index == 0 ? part : result + separator + part }
        return result
    }
}
