import ColonnadeModel

/// Reads the ALTER COLUMN subcommands that change a type, an identity or a setting.
struct PostgresColumnAlterationReader {
    let text: TokenizedText
    let table: ObjectName
    let column: Identifier
    /// From ALTER to the end of the subcommand.
    let tokens: Range<Int>

    func read(_ command: ParseTree.Node) -> Change.Kind? {
        switch command.string("subtype") {
        case "AT_AlterColumnType": return type(command)
        case "AT_SetStatistics":
            // DEFAULT has no value: the server keeps -1 for it.
            let target = command["def"]?.typed.map { $0.integer("ival") } ?? -1
            return alteration(.set(.statistics(target)))
        case "AT_SetStorage":
            return afterKeyword("STORAGE").map { alteration(.set(.storage($0.uppercased()))) }
        case "AT_SetCompression":
            return afterKeyword("COMPRESSION").map { alteration(.set(.compression($0))) }
        case "AT_SetOptions": return parenthesized.map { alteration(.set(.options($0))) }
        case "AT_AddIdentity":
            guard let definition = command["def"]?.typed else { return nil }
            return alteration(
                .addIdentity(always: definition.string("generated_when") == "a", options: parenthesized ?? "")
            )
        case "AT_SetIdentity":
            return alteration(.setIdentity(text.text(tokens: afterName..<tokens.upperBound)))
        case "AT_DropIdentity": return alteration(.dropIdentity(ifExists: command.flag("missing_ok")))
        case "AT_DropExpression": return alteration(.dropExpression(ifExists: command.flag("missing_ok")))
        default: return nil
        }
    }

    private func alteration(_ alteration: ColumnAlteration) -> Change.Kind {
        .alterColumn(table, column, alteration)
    }

    /// `ALTER [COLUMN] name`: the name is the first token that can be no keyword of these.
    private var afterName: Int {
        let first = tokens.lowerBound + 1
        return text.isKeyword(first, "COLUMN") && text.isName(first + 1) && first + 2 < tokens.upperBound
            && !isAction(first + 1) ? first + 2 : first + 1
    }

    /// A column may be called `column`: then what follows it is what is done to it.
    private func isAction(_ index: Int) -> Bool {
        guard text.name(tokens.lowerBound + 1) == column else { return false }
        return text.isKeyword(index, "TYPE") || text.isKeyword(index, "SET") || text.isKeyword(index, "ADD")
            || text.isKeyword(index, "DROP")
    }

    private func type(_ command: ParseTree.Node) -> Change.Kind? {
        guard let definition = command["def"]?.typed, let node = definition["typeName"],
            let name = ObjectName(parts: node.strings("names")), !node.flag("setof"), !node.flag("pct_type")
        else { return nil }
        let start = text.index(atByte: node.location)
        let outside = text.topLevel(start..<tokens.upperBound)
        let using = outside.first { text.isKeyword($0, "USING") }
        let collate = outside.first { text.isKeyword($0, "COLLATE") && $0 < (using ?? .max) }
        let end = collate ?? using ?? tokens.upperBound
        guard start < end else { return nil }
        var new = NewType(type: text.text(tokens: start..<end), typeName: name)
        if let collate {
            new.collation = text.text(tokens: (collate + 1)..<(using ?? tokens.upperBound))
        }
        if let using {
            guard let expression = definition["raw_default"]?.typed,
                let read = PostgresExpressionReader(text: text, table: table, alias: nil)
                    .read(expression, (using + 1)..<tokens.upperBound)
            else { return nil }
            new.using = read
        }
        return .changeType(table, column, new)
    }

    private func afterKeyword(_ keyword: StaticString) -> String? {
        guard let index = tokens.last(where: { text.isKeyword($0, keyword) }), index + 1 < tokens.upperBound
        else {
            return nil
        }
        return text.text(tokens: (index + 1)..<tokens.upperBound)
    }

    private var parenthesized: String? {
        guard let open = (afterName..<tokens.upperBound).first(where: { text.isSymbol($0, "(") }),
            let close = text.closing(open, before: tokens.upperBound), open + 1 < close
        else { return nil }
        return text.text(tokens: (open + 1)..<close)
    }
}
