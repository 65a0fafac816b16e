import ColonnadeModel

/// Reads an UPDATE as the fill of each column it assigns.
struct SQLiteUpdateReader {
    func read(_ cursor: inout SQLiteCursor, _ tokens: Range<Int>) throws -> [ReadStatement.Part]? {
        // OR IGNORE, INDEXED BY, LIMIT and RETURNING have no meaning in a backfill that runs in batches.
        if cursor.sees("OR") { return nil }
        let table = try cursor.objectName("a table's name")
        var alias: Identifier?
        if cursor.accept("AS") {
            alias = try cursor.name("an alias")
        } else if cursor.sees("INDEXED") || cursor.sees("NOT") {
            return nil
        }
        guard cursor.sees("SET") else { throw cursor.unexpected("SET") }
        let text = cursor.text
        let rest = cursor.at..<tokens.upperBound
        let unsuitable = text.topLevel(rest).contains { index in
            text.isKeyword(index, "RETURNING") || text.isKeyword(index, "LIMIT")
                || text.isKeyword(index, "ORDER") && text.isKeyword(index + 1, "BY")
        }
        cursor.skip()
        if unsuitable || cursor.sees(symbol: "(") { return nil }
        guard let clauses = UpdateClauses(text, rest) else { throw cursor.unexpected("`column = value`") }

        let expressions = SQLiteExpressionReader(text: text, table: table, alias: alias)
        func require(_ tokens: Range<Int>, _ what: String) throws {
            if tokens.isEmpty { throw SQLiteCursor(text, cursor.source, tokens).unexpected(what) }
        }
        if let condition = clauses.condition { try require(condition, "a condition") }
        if let from = clauses.from { try require(from, "a table") }
        let join = clauses.from.map { Fill.Join(from: text.text(tokens: $0), tables: tables(text, $0)) }
        return clauses.assignments.compactMap { assignment in
            guard let column = text.name(assignment.column) else { return nil }
            let fill = Fill(
                table: table, alias: alias, column: column, value: expressions.read(assignment.value),
                condition: clauses.condition.map { expressions.read($0) }, join: join
            )
            return ReadStatement.Part(kind: .fill(fill), tokens: assignment.whole)
        }
    }

    /// The names that open the FROM list and those that follow a comma or JOIN in it.
    private func tables(_ text: TokenizedText, _ from: Range<Int>) -> [ObjectName] {
        var found: [ObjectName] = []
        for index in from {
            let opens =
                index == from.lowerBound || text.isKeyword(index - 1, "JOIN") || text.isSymbol(index - 1, ",")
                || text.isKeyword(index - 1, "FROM")
            guard opens, let name = text.objectName(index)?.name, !text.isSymbol(index + 1, "(") else {
                continue
            }
            if !found.contains(name) { found.append(name) }
        }
        return found
    }
}
