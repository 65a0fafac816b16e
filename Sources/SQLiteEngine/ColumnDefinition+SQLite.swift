import ColonnadeEngine
import ColonnadeModel

extension Identifier {
    /// The name as it is written into a definition that people read in the schema afterwards: quoted only where
    /// it has to be.
    var schemaText: String { ("\(self)" as SQL).display(.sqlite) }
}

extension ColumnDefinition {
    /// The definition as it stands in a `CREATE TABLE` or behind `ADD COLUMN`.
    var schemaText: String {
        var parts = [name.schemaText, type, attributes]
        if notNull { parts.append(named(notNullName) + "NOT NULL") }
        switch source {
        case .none, .identity, .serial: break
        case .constant(let expression): parts.append("DEFAULT \(SQLiteDefault.text(expression.text))")
        case .generatedStored(let expression): parts.append("GENERATED ALWAYS AS (\(expression.text)) STORED")
        case .generatedVirtual(let expression):
            parts.append("GENERATED ALWAYS AS (\(expression.text)) VIRTUAL")
        }
        for check in checks { parts.append(named(check.name) + "CHECK (\(check.expression.text))") }
        if let key { parts.append(named(key.name) + (key.isPrimary ? "PRIMARY KEY" : "UNIQUE")) }
        if let reference {
            let column = reference.column.map { "(\($0.schemaText))" } ?? ""
            let target = "REFERENCES \(reference.table.name.schemaText)\(column) \(reference.options)"
            parts.append(named(reference.name) + target)
        }
        return parts.map(\.trimmed).filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func named(_ name: Identifier?) -> String { name.map { "CONSTRAINT \($0.schemaText) " } ?? "" }

    /// Whether the value is computed, so that it cannot be written.
    var isGenerated: Bool {
        switch source {
        case .generatedStored, .generatedVirtual: true
        case .none, .constant, .identity, .serial: false
        }
    }
}

/// The grammar of DEFAULT: sqlite.org/lang_createtable.html#the_default_clause
enum SQLiteDefault {
    /// The value with the parentheses that everything but a literal needs.
    static func text(_ expression: String) -> String {
        let text = expression.trimmed
        return isLiteral(text) || isParenthesised(text) ? text : "(\(text))"
    }

    /// A string, blob or signed number, NULL, TRUE, FALSE or CURRENT_TIME, CURRENT_DATE, CURRENT_TIMESTAMP.
    static func isLiteral(_ text: String) -> Bool {
        let words = SQLToken.all(in: text).significant
        let value =
            words.first.map { $0.isSymbol("-") || $0.isSymbol("+") } ?? false ? words.dropFirst() : words[...]
        guard value.count == 1, let only = value.first else { return false }
        switch only.kind {
        case .number: return true
        case .string: return words.count == 1
        case .word:
            let known = ["NULL", "TRUE", "FALSE", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"]
            return words.count == 1 && known.contains { only.is($0) }
        case .space, .comment, .quoted, .symbol, .inserted: return false
        }
    }

    private static func isParenthesised(_ text: String) -> Bool {
        let words = SQLToken.all(in: text).significant
        guard words.first?.isSymbol("(") ?? false else { return false }
        var depth = 0
        for (index, token) in words.enumerated() {
            if token.isSymbol("(") { depth += 1 }
            if token.isSymbol(")") { depth -= 1 }
            if depth == 0 { return index == words.count - 1 }
        }
        return false
    }
}

extension String {
    /// Without white space at either end.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
