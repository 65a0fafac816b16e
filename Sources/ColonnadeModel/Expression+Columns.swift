extension Expression {
    /// The value of one column.
    ///
    /// - Parameter style: how the engine quotes the name.
    public init(column: Identifier, _ style: SQLStyle) {
        self.init(pieces: [.column(column, written: ("\(column)" as SQL).rendered(style).text)])
    }

    /// The value under an explicit cast.
    public func cast(to type: String) -> Expression { surrounded("(", ")::\(type)") }

    /// Whether there is a value.
    public var isNotNull: Expression { surrounded("(", ") IS NOT NULL") }

    /// The same expression about a column under another name.
    public func renaming(_ column: Identifier, to name: Identifier, _ style: SQLStyle) -> Expression {
        var renamed = self
        renamed.pieces = pieces.map { piece in
            guard case .column(column, _) = piece else { return piece }
            return .column(name, written: ("\(name)" as SQL).rendered(style).text)
        }
        return renamed
    }

    private func surrounded(_ before: String, _ after: String) -> Expression {
        var expression = self
        expression.pieces = [.text(before)] + pieces + [.text(after)]
        return expression
    }
}
