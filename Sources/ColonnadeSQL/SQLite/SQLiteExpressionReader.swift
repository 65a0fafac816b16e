import ColonnadeModel

/// Cuts an expression at the columns of its table, by its tokens alone: SQLite offers no parse tree. Every name that
/// is no keyword, function, type or collation counts as a column.
struct SQLiteExpressionReader {
    let text: TokenizedText
    let table: ObjectName
    let alias: Identifier?

    /// The expression that some tokens spell.
    func read(_ tokens: Range<Int>) -> Expression {
        let subqueries = tokens.filter { isSubquery($0) }
            .compactMap { open in text.closing(open, before: tokens.upperBound).map { open..<$0 } }
        var expression = Expression(pieces: [], hasSubquery: !subqueries.isEmpty)
        var textStart = text.byteRange(tokens: tokens).lowerBound
        var isDated = false
        var index = tokens.lowerBound
        while index < tokens.upperBound {
            guard text.isName(index), !isKeyword(index) else {
                expression.isStable = expression.isStable || isSessionValue(index)
                index += 1
                continue
            }
            let end = min(text.endOfName(index), tokens.upperBound)
            defer { index = max(end, index + 1) }
            if text.isSymbol(end, "("), end < tokens.upperBound {
                let name = text.name(end - 1)?.text.lowercased() ?? ""
                if !expression.functions.contains(name) { expression.functions.append(name) }
                isDated = isDated || Self.dateFunctions.contains(name)
                continue
            }
            let parts = stride(from: index, to: end, by: 2).compactMap { text.name($0) }
            let within = subqueries.filter { $0.contains(index) }
            guard !isTypeOrCollation(index, in: tokens), refersToTable(parts, within: within),
                let column = parts.last
            else { continue }
            let bytes = text.byteRange(tokens: index..<end)
            if bytes.lowerBound > textStart {
                expression.pieces.append(.text(text.text(textStart..<bytes.lowerBound)))
            }
            expression.pieces.append(.column(column, written: text.text(bytes)))
            textStart = bytes.upperBound
        }
        let rest = textStart..<max(textStart, text.byteRange(tokens: tokens).upperBound)
        if !rest.isEmpty { expression.pieces.append(.text(text.text(rest))) }
        if isDated, readsClock(tokens) { expression.isStable = true }
        return expression
    }

    private static let dateFunctions: Set<String> = [
        "date", "time", "datetime", "julianday", "unixepoch", "strftime", "timediff",
    ]

    /// `date('now')`, or `date()`, which means the same.
    private func readsClock(_ tokens: Range<Int>) -> Bool {
        tokens.contains { index in
            text.tokens[index].kind == .string
                && text.text(tokens: index..<(index + 1)).lowercased() == "'now'"
                || text.isSymbol(index, "(") && text.isSymbol(index + 1, ")")
        }
    }

    private func isSessionValue(_ index: Int) -> Bool {
        text.isKeyword(index, "CURRENT_TIMESTAMP") || text.isKeyword(index, "CURRENT_DATE")
            || text.isKeyword(index, "CURRENT_TIME")
    }

    private func isKeyword(_ index: Int) -> Bool {
        text.token(index)?.kind == .word && !text.isSymbol(index + 1, ".")
            && SQLiteKeywords.inExpressions.contains(text.text(tokens: index..<(index + 1)).lowercased())
    }

    private func isSubquery(_ index: Int) -> Bool {
        text.isSymbol(index, "(")
            && (text.isKeyword(index + 1, "SELECT") || text.isKeyword(index + 1, "WITH")
                || text.isKeyword(index + 1, "VALUES"))
    }

    /// `CAST(a AS type)` and `a COLLATE name`. A type may have several words: CAST(a AS UNSIGNED BIG INT).
    private func isTypeOrCollation(_ index: Int, in tokens: Range<Int>) -> Bool {
        for word in stride(from: index, to: max(tokens.lowerBound, index - 4), by: -1) {
            if text.isKeyword(word - 1, "AS") || text.isKeyword(word - 1, "COLLATE") { return true }
            guard text.isName(word - 1), !isKeyword(word - 1) else { return false }
        }
        return false
    }

    /// As in PostgreSQL: inside a subquery an unqualified name is the subquery's own.
    private func refersToTable(_ parts: [Identifier], within subqueries: [Range<Int>]) -> Bool {
        func same(_ left: Identifier, _ right: Identifier) -> Bool {
            left.text.lowercased() == right.text.lowercased()
        }
        switch parts.count {
        case 1:
            return subqueries.isEmpty
        case 2:
            return same(parts[0], alias ?? table.name)
                && !subqueries.contains { exposedNames($0).contains(parts[0].text.lowercased()) }
        case 3:
            return alias == nil && same(parts[1], table.name)
                && table.schema.map { same($0, parts[0]) } != false
        default:
            return false
        }
    }

    /// The names under which a subquery knows its tables.
    private func exposedNames(_ subquery: Range<Int>) -> Set<String> {
        var names: Set<String> = []
        for index in subquery where text.isKeyword(index, "FROM") || text.isKeyword(index, "JOIN") {
            guard let (name, next) = text.objectName(index + 1) else { continue }
            let isAliased = text.isKeyword(next, "AS")
            let alias = isAliased ? next + 1 : next
            let hasAlias = isAliased || text.isName(alias) && !isKeyword(alias)
            names.insert((hasAlias ? text.name(alias) ?? name.name : name.name).text.lowercased())
        }
        return names
    }
}
