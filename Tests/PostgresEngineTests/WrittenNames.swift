public import ColonnadeModel

extension ObjectName: ExpressibleByStringLiteral {
    /// `schema.name`, or the name alone: names in tests have no dot of their own.
    public init(stringLiteral value: String) {
        let parts = value.split(separator: ".").map { Identifier(String($0)) }
        self.init(schema: parts.count == 2 ? parts[0] : nil, parts[parts.count - 1])
    }
}
