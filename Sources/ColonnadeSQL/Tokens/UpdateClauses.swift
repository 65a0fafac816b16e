/// Where the clauses of an UPDATE stand: the same grammar in every SQL database.
struct UpdateClauses {
    /// `column = value`.
    struct Assignment {
        var column: Int
        var value: Range<Int>
        /// Both.
        var whole: Range<Int>
    }

    var assignments: [Assignment] = []
    /// The FROM list, without the keyword.
    var from: Range<Int>?
    /// The condition, without the keyword.
    var condition: Range<Int>?

    /// Cuts an UPDATE, given as its tokens; nil where it is not of the plain form `SET a = …, b = …`.
    init?(_ text: TokenizedText, _ statement: Range<Int>) {
        let top = text.topLevel(statement)
        guard let set = top.first(where: { text.isKeyword($0, "SET") }) else { return nil }
        let after = top.filter { $0 > set }
        let whereIndex = after.first { text.isKeyword($0, "WHERE") }
        let fromIndex = after.first { index in
            // `a IS DISTINCT FROM b` is part of an expression.
            text.isKeyword(index, "FROM") && !text.isKeyword(index - 1, "DISTINCT")
                && whereIndex.map { index < $0 } != false
        }
        let end = fromIndex ?? whereIndex ?? statement.upperBound
        for part in text.splitAtCommas((set + 1)..<end) {
            guard text.isName(part.lowerBound), text.isSymbol(part.lowerBound + 1, "="), part.count > 2 else {
                return nil
            }
            assignments.append(
                Assignment(
                    column: part.lowerBound, value: (part.lowerBound + 2)..<part.upperBound, whole: part
                )
            )
        }
        if let fromIndex { from = (fromIndex + 1)..<(whereIndex ?? statement.upperBound) }
        if let whereIndex { condition = (whereIndex + 1)..<statement.upperBound }
    }
}
