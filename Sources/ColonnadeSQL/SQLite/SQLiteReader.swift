import ColonnadeModel

/// Reads SQLite's SQL by its tokens: what a schema change needs, the rest kept as text for the database to judge.
struct SQLiteReader: DialectReader {
    func statements(_ text: TokenizedText, reportingIn source: SourceText) throws -> [ReadStatement] {
        try SQLiteStatements.split(text, source).map { tokens in
            let first = text.token(tokens.lowerBound).map { text.text($0.bytes) } ?? ""
            let cursor = SQLiteCursor(text, source, tokens)
            guard SQLiteKeywords.statements.contains(first.lowercased()) else {
                throw cursor.unexpected("an SQL statement")
            }
            return try read(cursor, tokens)
        }
    }

    private func read(_ start: SQLiteCursor, _ tokens: Range<Int>) throws -> ReadStatement {
        var statement = ReadStatement(tokens: tokens)
        var cursor = start
        if cursor.accept("BEGIN") || cursor.accept("COMMIT") || cursor.accept("END") {
            statement.isSessionControl = true
        } else if cursor.accept("ALTER", "TABLE") {
            statement.parts = try alterTable(&cursor).map { [.init(kind: $0, tokens: tokens)] }
        } else if cursor.accept("CREATE", "INDEX") {
            statement.parts = [
                .init(kind: .createIndex(try createIndex(&cursor, isUnique: false)), tokens: tokens)
            ]
        } else if cursor.accept("CREATE", "UNIQUE", "INDEX") {
            statement.parts = [
                .init(kind: .createIndex(try createIndex(&cursor, isUnique: true)), tokens: tokens)
            ]
        } else if cursor.accept("CREATE", "TABLE") {
            statement.parts = try createTable(&cursor).map { [.init(kind: .createTable($0), tokens: tokens)] }
        } else if cursor.accept("DROP", "INDEX") {
            let ifExists = cursor.accept("IF", "EXISTS")
            let name = try cursor.objectName("an index's name")
            guard cursor.isAtEnd else { throw cursor.unexpected("the end of the statement") }
            let kind = Change.Kind.dropIndex(name, ifExists: ifExists, concurrently: false, cascade: false)
            statement.parts = [.init(kind: kind, tokens: tokens)]
        } else if cursor.accept("UPDATE") {
            statement.parts = try SQLiteUpdateReader().read(&cursor, tokens)
        }
        return statement
    }

    /// ADD and DROP COLUMN, and what SQLite itself lacks but the engine does by rebuilding the table: ALTER COLUMN
    /// with SET or DROP NOT NULL or DEFAULT.
    private func alterTable(_ cursor: inout SQLiteCursor) throws -> Change.Kind? {
        let table = try cursor.objectName("a table's name")
        if cursor.accept("ADD") {
            _ = cursor.accept("COLUMN")
            return try SQLiteColumnReader(table: table).read(&cursor).map {
                .addColumn(table, $0, ifNotExists: false)
            }
        }
        if cursor.accept("DROP") {
            if cursor.sees("CONSTRAINT") { return nil }
            _ = cursor.accept("COLUMN")
            let column = try cursor.name("a column's name")
            guard cursor.isAtEnd else { throw cursor.unexpected("the end of the statement") }
            return .dropColumn(table, column, ifExists: false, cascade: false)
        }
        if cursor.accept("RENAME") { return nil }
        guard cursor.accept("ALTER") else { throw cursor.unexpected("ADD, DROP, RENAME or ALTER") }
        _ = cursor.accept("COLUMN")
        let column = try cursor.name("a column's name")
        if cursor.accept("SET", "DEFAULT") {
            let tokens = cursor.at..<cursor.end
            guard !tokens.isEmpty else { throw cursor.unexpected("an expression") }
            let reader = SQLiteExpressionReader(text: cursor.text, table: table, alias: nil)
            return .setDefault(table, column, reader.read(tokens))
        }
        let kind: Change.Kind
        if cursor.accept("SET", "NOT", "NULL") {
            kind = .setNotNull(table, column)
        } else if cursor.accept("DROP", "NOT", "NULL") {
            kind = .dropNotNull(table, column)
        } else if cursor.accept("DROP", "DEFAULT") {
            kind = .dropDefault(table, column)
        } else {
            throw cursor.unexpected("SET NOT NULL, DROP NOT NULL, SET DEFAULT or DROP DEFAULT")
        }
        guard cursor.isAtEnd else { throw cursor.unexpected("the end of the statement") }
        return kind
    }

    private func createIndex(_ cursor: inout SQLiteCursor, isUnique: Bool) throws -> IndexDefinition {
        let ifNotExists = cursor.accept("IF", "NOT", "EXISTS")
        let index = try cursor.objectName("an index's name")
        try cursor.expect("ON")
        // The index is in the schema that its own name has; the table's is never written.
        let table = ObjectName(schema: index.schema, try cursor.name("a table's name"))
        let start = cursor.at
        let columns = try cursor.parenthesized("the columns")
        let text = cursor.text
        let keys = text.splitAtCommas(columns).map { part -> Identifier in
            let isPlain = part.count == 1 || part.count == 2 && !text.isSymbol(part.lowerBound + 1, "(")
            return isPlain ? text.name(part.lowerBound) ?? "expr" : "expr"
        }
        guard cursor.isAtEnd || cursor.sees("WHERE") else { throw cursor.unexpected("WHERE") }
        return IndexDefinition(
            name: index.name, table: table, isUnique: isUnique, ifNotExists: ifNotExists,
            rest: text.text(tokens: start..<cursor.end), keyColumns: keys
        )
    }

    private func createTable(_ cursor: inout SQLiteCursor) throws -> TableDefinition? {
        let ifNotExists = cursor.accept("IF", "NOT", "EXISTS")
        let table = try cursor.objectName("a table's name")
        if cursor.sees("AS") { return nil }
        let body = try cursor.parenthesized("the columns")
        var references: [ObjectName] = []
        for index in body where cursor.text.isKeyword(index, "REFERENCES") {
            guard let target = cursor.text.objectName(index + 1)?.name, target != table else { continue }
            if !references.contains(target) { references.append(target) }
        }
        return TableDefinition(name: table, ifNotExists: ifNotExists, references: references)
    }
}
