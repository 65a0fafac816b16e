import ColonnadeModel

/// Reads a column definition. Returns nil for what SQLite knows and the model does not, throws for what it cannot be.
struct SQLiteColumnReader {
    let table: ObjectName

    private enum Outcome {
        case read
        case notRepresentable
    }

    /// The column from the cursor to the end of the statement.
    func read(_ cursor: inout SQLiteCursor) throws -> ColumnDefinition? {
        let name = try cursor.name("the column's name")
        let (type, typeName) = try type(&cursor)
        var column = ColumnDefinition(name: name, type: type, typeName: ObjectName(Identifier(typeName)))
        var isExact = true
        while !cursor.isAtEnd {
            if try constraint(&cursor, &column) == .notRepresentable { isExact = false }
        }
        return isExact ? column : nil
    }

    /// Any words at all, and a length: SQLite takes `UNSIGNED BIG INT` and no type just as well.
    private func type(_ cursor: inout SQLiteCursor) throws -> (written: String, name: String) {
        let start = cursor.at
        while !cursor.isAtEnd, cursor.text.isName(cursor.at), !isAfterType(cursor) { cursor.skip() }
        let name = cursor.text.text(tokens: cursor.since(start))
        guard cursor.at > start else { return ("", "") }
        if cursor.sees(symbol: "(") { _ = try cursor.parenthesized("a length") }
        return (cursor.text.text(tokens: cursor.since(start)), name)
    }

    private func isAfterType(_ cursor: SQLiteCursor) -> Bool {
        let token = cursor.text.tokens[cursor.at]
        return token.kind == .word
            && SQLiteKeywords.afterType.contains(cursor.text.text(token.bytes).lowercased())
    }

    private func constraint(_ cursor: inout SQLiteCursor, _ column: inout ColumnDefinition) throws -> Outcome
    {
        let name = cursor.accept("CONSTRAINT") ? try cursor.name("the constraint's name") : nil
        let expressions = SQLiteExpressionReader(text: cursor.text, table: table, alias: nil)
        if cursor.accept("NOT", "NULL") {
            column.notNull = true
            column.notNullName = name
            return try conflictClause(&cursor)
        }
        if cursor.accept("NULL") { return try conflictClause(&cursor) }
        if cursor.accept("UNIQUE") {
            guard column.key == nil else { return .notRepresentable }
            column.key = ColumnDefinition.Key(name: name, isPrimary: false)
            return try conflictClause(&cursor)
        }
        if cursor.accept("PRIMARY") {
            try cursor.expect("KEY")
            let isPlain = column.key == nil
            column.key = ColumnDefinition.Key(name: name, isPrimary: true)
            let hasOrder = cursor.accept("ASC") || cursor.accept("DESC")
            let conflict = try conflictClause(&cursor)
            let isAutomatic = cursor.accept("AUTOINCREMENT")
            return isPlain && !hasOrder && !isAutomatic ? conflict : .notRepresentable
        }
        if cursor.accept("CHECK") {
            let condition = expressions.read(try cursor.parenthesized("a condition"))
            column.checks.append(ColumnDefinition.Check(name: name, expression: condition))
            return try conflictClause(&cursor)
        }
        if cursor.accept("DEFAULT") {
            let tokens = try defaultValue(&cursor)
            guard column.source == .none else { return .notRepresentable }
            let isNull = tokens.count == 1 && cursor.text.isKeyword(tokens.lowerBound, "NULL")
            if !isNull { column.source = .constant(constant(expressions.read(tokens), tokens, cursor.text)) }
            return .read
        }
        if cursor.accept("COLLATE") {
            let start = cursor.at - 1
            _ = try cursor.name("a collation's name")
            let written = cursor.text.text(tokens: cursor.since(start))
            column.attributes += (column.attributes.isEmpty ? "" : " ") + written
            return .read
        }
        if cursor.accept("REFERENCES") { return try reference(&cursor, name, &column) }
        if cursor.accept("GENERATED", "ALWAYS", "AS") || cursor.accept("AS") {
            let value = expressions.read(try cursor.parenthesized("an expression"))
            guard column.source == .none else { return .notRepresentable }
            let isStored = cursor.accept("STORED")
            if !isStored { _ = cursor.accept("VIRTUAL") }
            column.source = isStored ? .generatedStored(value) : .generatedVirtual(value)
            return .read
        }
        throw cursor.unexpected("a constraint of the column")
    }

    /// `ON CONFLICT …` changes what an insert does, which the model cannot say.
    private func conflictClause(_ cursor: inout SQLiteCursor) throws -> Outcome {
        guard cursor.accept("ON", "CONFLICT") else { return .read }
        _ = try cursor.name("ROLLBACK, ABORT, FAIL, IGNORE or REPLACE")
        return .notRepresentable
    }

    /// A literal, a signed number, or any expression in parentheses.
    private func defaultValue(_ cursor: inout SQLiteCursor) throws -> Range<Int> {
        let start = cursor.at
        if cursor.sees(symbol: "(") {
            _ = try cursor.parenthesized("an expression")
            return cursor.since(start)
        }
        if cursor.sees(symbol: "-") || cursor.sees(symbol: "+") { cursor.skip() }
        let isValue =
            !cursor.isAtEnd
            && {
                switch cursor.text.tokens[cursor.at].kind {
                case .word, .quotedName, .string, .number: true
                case .parameter, .symbol, .command, .rows: false
                }
            }()
        guard isValue else { throw cursor.unexpected("a literal or an expression in parentheses") }
        cursor.skip()
        return cursor.since(start)
    }

    /// A bare word as a default is a string to SQLite, never a column.
    private func constant(_ expression: Expression, _ tokens: Range<Int>, _ text: TokenizedText) -> Expression
    {
        guard !text.isSymbol(tokens.lowerBound, "(") else { return expression }
        return Expression(
            pieces: [.text(expression.text)], functions: expression.functions, isStable: expression.isStable
        )
    }

    private func reference(
        _ cursor: inout SQLiteCursor, _ name: Identifier?, _ column: inout ColumnDefinition
    ) throws -> Outcome {
        let target = try cursor.objectName("a table's name")
        var key: Identifier?
        var isExact = column.reference == nil
        if cursor.sees(symbol: "(") {
            let columns = try cursor.parenthesized("a column's name")
            key = cursor.text.name(columns.lowerBound)
            isExact = isExact && columns.count == 1 && key != nil
        }
        let start = cursor.at
        while true {
            if cursor.accept("ON", "DELETE") || cursor.accept("ON", "UPDATE") {
                let isOneWord = cursor.accept("CASCADE") || cursor.accept("RESTRICT")
                guard
                    isOneWord || cursor.accept("SET", "NULL") || cursor.accept("SET", "DEFAULT")
                        || cursor.accept("NO", "ACTION")
                else { throw cursor.unexpected("SET NULL, SET DEFAULT, CASCADE, RESTRICT or NO ACTION") }
            } else if cursor.accept("MATCH") {
                _ = try cursor.name("a kind of match")
            } else if cursor.accept("NOT", "DEFERRABLE") || cursor.accept("DEFERRABLE") {
                if cursor.accept("INITIALLY"), !cursor.accept("DEFERRED"), !cursor.accept("IMMEDIATE") {
                    throw cursor.unexpected("DEFERRED or IMMEDIATE")
                }
            } else {
                break
            }
        }
        let options = cursor.at > start ? cursor.text.text(tokens: cursor.since(start)) : ""
        column.reference = ColumnDefinition.Reference(
            name: name, table: target, column: key, options: options)
        return isExact ? .read : .notRepresentable
    }
}
