import ColonnadeEngine
import ColonnadeModel

extension TableText {
    /// Changes the text as an alteration asks.
    ///
    /// - Throws: ``EngineError`` of kind `.refused`, with the name of what is in the way.
    mutating func apply(_ alteration: TableRebuild.Alteration) throws {
        switch alteration {
        case .setNotNull(let name):
            try edit(name) { column in
                column.remove(.null)
                if !column.has(.notNull) { column.insert(.notNull, "NOT NULL") }
            }
        case .dropNotNull(let name): try edit(name) { $0.remove(.notNull) }
        case .setDefault(let name, let value):
            try edit(name) { column in
                column.remove(.defaultValue)
                column.insert(.defaultValue, "DEFAULT \(SQLiteDefault.text(value.display(.sqlite)))")
            }
        case .dropDefault(let name): try edit(name) { $0.remove(.defaultValue) }
        case .dropColumn(let name): try drop(name)
        case .redefine(let definition): try redefine(definition)
        }
    }

    /// Leaves out `orders.` before a column of the table itself: a CHECK may say it, but under the new table's
    /// name it would mean nothing.
    mutating func dropOwnQualifiers() {
        guard let own = name.name else { return }
        for index in items.indices {
            var kept: [SQLToken] = []
            for token in items[index].core {
                if token.name != nil, kept.last?.isSymbol(".") ?? false,
                    kept.dropLast().last?.names(own) ?? false
                {
                    kept.removeLast(2)
                }
                kept.append(token)
            }
            items[index].core = kept
        }
    }

    private func index(of name: Identifier) -> Int? {
        items.firstIndex { $0.columnName.map { SQLToken.isSame($0, name.text) } ?? false }
    }

    private mutating func edit(_ name: Identifier, _ change: (inout ColumnText) -> Void) throws {
        guard let index = index(of: name), var column = ColumnText(items[index].core) else {
            throw EngineError(.refused, "table \(self.name.name ?? "") has no column \(name)")
        }
        change(&column)
        items[index].core = column.tokens
    }

    private mutating func redefine(_ definition: ColumnDefinition) throws {
        if definition.key?.isPrimary ?? false {
            throw EngineError(
                .refused, "column \(definition.name) cannot become the primary key of a table that exists")
        }
        switch definition.source {
        case .identity, .serial:
            throw EngineError(.refused, "SQLite has no identity columns: \(definition.name)")
        case .none, .constant, .generatedStored, .generatedVirtual: break
        }
        guard let column = ColumnText(SQLToken.all(in: definition.schemaText)) else { return }
        guard let index = index(of: definition.name) else { return append(column) }
        if ColumnText(items[index].core)?.has(.primaryKey) ?? false {
            throw EngineError(
                .refused, "column \(definition.name) is the primary key and cannot be redefined")
        }
        items[index].core = column.tokens
    }

    private mutating func drop(_ name: Identifier) throws {
        guard let index = index(of: name), let column = ColumnText(items[index].core) else {
            throw EngineError(.refused, "table \(self.name.name ?? "") has no column \(name)")
        }
        if column.has(.primaryKey) {
            throw EngineError(.refused, "column \(name) is the primary key and cannot be dropped")
        }
        if let user = items.indices.first(where: { $0 != index && uses(name, items[$0]) }) {
            let definition = items[user].core.text
            throw EngineError(
                .refused, "column \(name) cannot be dropped: the table's definition uses it",
                detail: definition)
        }
        items.remove(at: index)
        if items.isEmpty { throw EngineError(.refused, "column \(name) is the table's only column") }
    }

    /// Whether a constraint, or another column's constraint, speaks of the column.
    private func uses(_ name: Identifier, _ item: Item) -> Bool {
        if item.isConstraint { return SQLToken.speaks(of: name.text, in: TableText.withoutTarget(item.core)) }
        let constraints = ColumnText(item.core)?.constraints ?? []
        return constraints.contains { constraint in
            (constraint.kind == .check || constraint.kind == .generated)
                && SQLToken.speaks(of: name.text, in: constraint.tokens)
        }
    }

    /// A foreign key without its REFERENCES, whose columns are another table's.
    private static func withoutTarget(_ tokens: [SQLToken]) -> [SQLToken] {
        guard tokens.contains(where: { $0.is("FOREIGN") }),
            let target = tokens.firstIndex(where: { $0.is("REFERENCES") })
        else { return tokens }
        return Array(tokens[..<target])
    }
}

extension SQLToken {
    /// Whether tokens speak of a column: its name as a name, not as that of a function or behind CONSTRAINT.
    static func speaks(of column: String, in tokens: [SQLToken]) -> Bool {
        let words = tokens.significant
        return words.indices.contains { index in
            guard words[index].names(column) else { return false }
            let isFunction =
                index + 1 < words.count && words[index + 1].isSymbol("(") && words[index].kind == .word
            return !isFunction && !(index > 0 && words[index - 1].is("CONSTRAINT"))
        }
    }
}
