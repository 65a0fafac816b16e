import ColonnadeModel

/// Reads what is done to a table as a whole.
struct PostgresTableReader {
    let text: TokenizedText
    let table: ObjectName

    /// The change of one subcommand of ALTER TABLE.
    func read(_ command: ParseTree.Node, _ tokens: Range<Int>) -> TableChange? {
        let name = command.string("name").map { Identifier($0) }
        switch (command.string("subtype"), name) {
        case ("AT_ChangeOwner", _):
            return command["newowner"]?.string("rolename").map { .setOwner(table, Identifier($0)) }
        case ("AT_SetRelOptions", _), ("AT_ResetRelOptions", _):
            guard let open = tokens.first(where: { text.isSymbol($0, "(") }),
                let close = text.closing(open, before: tokens.upperBound)
            else { return nil }
            let isReset = command.string("subtype") == "AT_ResetRelOptions"
            return .setOptions(table, text.text(tokens: (open + 1)..<close), isReset: isReset)
        case ("AT_EnableRowSecurity", _): return .rowSecurity(table, .enable)
        case ("AT_DisableRowSecurity", _): return .rowSecurity(table, .disable)
        case ("AT_ForceRowSecurity", _): return .rowSecurity(table, .force)
        case ("AT_NoForceRowSecurity", _): return .rowSecurity(table, .noForce)
        case ("AT_EnableTrig", let name?): return .trigger(table, name, .enabled)
        case ("AT_DisableTrig", let name?): return .trigger(table, name, .disabled)
        case ("AT_EnableAlwaysTrig", let name?): return .trigger(table, name, .always)
        case ("AT_EnableReplicaTrig", let name?): return .trigger(table, name, .replica)
        default: return nil
        }
    }

    /// The changes of a statement of its own: RENAME, SET SCHEMA, TRUNCATE.
    static func read(statement node: ParseTree.Node) -> [Change.Kind]? {
        if node.key == "TruncateStmt" {
            return node.list("relations").compactMap { RangeVar($0)?.name }.map { .wholeTable(.truncate($0)) }
        }
        let kind = node.string("renameType") ?? node.string("objectType")
        if node.key == "RenameStmt", kind == "OBJECT_TYPE", let new = node.string("newname"),
            let name = ObjectName(parts: node["object"]?.typed?.strings("items") ?? [])
        {
            var change = ObjectChange(.rename, .type, name)
            change.rest = new
            return [.object(change)]
        }
        guard let table = RangeVar(node["relation"]), table.includesChildren, !table.namesDatabase,
            !node.flag("missing_ok")
        else { return nil }
        switch (node.key, kind) {
        case ("RenameStmt", "OBJECT_TABLE"):
            return node.string("newname").map { [.wholeTable(.rename(table.name, to: Identifier($0)))] }
        case ("RenameStmt", "OBJECT_TABCONSTRAINT"):
            guard let old = node.string("subname"), let new = node.string("newname") else { return nil }
            return [.constraint(.rename(table.name, Identifier(old), to: Identifier(new)))]
        case ("AlterObjectSchemaStmt", "OBJECT_TABLE"):
            return node.string("newschema").map { [.wholeTable(.setSchema(table.name, Identifier($0)))] }
        default:
            return nil
        }
    }
}
