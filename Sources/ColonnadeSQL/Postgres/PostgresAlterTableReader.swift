import ColonnadeModel

/// Reads the subcommands of ALTER TABLE, each as a change of its own. They stand or fall together: where one is not
/// understood, the whole statement is `.other`, because its author wrote it to happen at once.
struct PostgresAlterTableReader {
    let text: TokenizedText

    func read(_ node: ParseTree.Node, _ tokens: Range<Int>) -> [ReadStatement.Part]? {
        // IF EXISTS makes the whole rollout conditional, and ONLY parts a table from its partitions: neither can be
        // said by the changes, and neither belongs in a migration of a table that is known to exist.
        guard node.string("objtype") == "OBJECT_TABLE", !node.flag("missing_ok"),
            let table = RangeVar(node["relation"]), table.includesChildren, !table.namesDatabase
        else { return nil }
        var first = text.endOfName(text.index(atByte: table.location))
        if text.isSymbol(first, "*") { first += 1 }
        guard first < tokens.upperBound else { return nil }
        let segments = text.splitAtCommas(first..<tokens.upperBound)
        let commands = node.list("cmds")
        guard commands.count == segments.count else { return nil }
        var parts: [ReadStatement.Part] = []
        for (command, segment) in zip(commands, segments) {
            guard !segment.isEmpty, let kind = kind(command, table.name, segment) else { return nil }
            parts.append(ReadStatement.Part(kind: kind, tokens: segment))
        }
        return parts
    }

    private func kind(_ command: ParseTree.Node, _ table: ObjectName, _ tokens: Range<Int>) -> Change.Kind? {
        let name = command.string("name").map { Identifier($0) }
        switch (command.string("subtype"), name) {
        case ("AT_AddColumn", _):
            guard let definition = command["def"]?.typed, definition.key == "ColumnDef" else { return nil }
            return PostgresColumnReader(text: text, table: table).read(definition, before: tokens.upperBound)
                .map { .addColumn(table, $0, ifNotExists: command.flag("missing_ok")) }
        case ("AT_DropColumn", let name?):
            let isCascade = command.string("behavior") == "DROP_CASCADE"
            return .dropColumn(table, name, ifExists: command.flag("missing_ok"), cascade: isCascade)
        case ("AT_SetNotNull", let name?):
            return .setNotNull(table, name)
        case ("AT_DropNotNull", let name?):
            return .dropNotNull(table, name)
        case ("AT_ColumnDefault", let name?):
            guard let value = command["def"]?.typed else { return .dropDefault(table, name) }
            guard let keyword = tokens.first(where: { text.isKeyword($0, "DEFAULT") }),
                keyword + 1 < tokens.upperBound
            else { return nil }
            return PostgresExpressionReader(text: text, table: table, alias: nil)
                .read(value, (keyword + 1)..<tokens.upperBound).map { .setDefault(table, name, $0) }
        default:
            if let name,
                let kind = PostgresColumnAlterationReader(
                    text: text, table: table, column: name, tokens: tokens
                ).read(command)
            {
                return kind
            }
            if let change = PostgresConstraintReader(text: text, table: table).read(command, tokens) {
                return .constraint(change)
            }
            return PostgresTableReader(text: text, table: table).read(command, tokens).map { .wholeTable($0) }
        }
    }
}
