import ColonnadeModel

/// Reads what ALTER TABLE says of partitions, inheritance and storage, and the commands that write a table anew.
struct PostgresPartitionReader {
    let text: TokenizedText

    /// A subcommand of ALTER TABLE; nil where it is another one.
    func read(_ command: ParseTree.Node, _ table: ObjectName, _ tokens: Range<Int>) -> Change.Kind? {
        let definition = command["def"]?.typed
        switch command.string("subtype") {
        case "AT_AttachPartition":
            guard let partition = RangeVar(definition?["name"]),
                let bound = bound(
                    from: text.endOfName(text.index(atByte: partition.location)), tokens.upperBound),
                bound.end == tokens.upperBound
            else { return nil }
            return .partition(.attach(partition.name, to: table, bound.bound))
        case "AT_DetachPartition":
            return RangeVar(definition?["name"]).map { .partition(.detach($0.name, from: table)) }
        case "AT_AddInherit": return RangeVar(definition).map { .storage(.inherit(table, from: $0.name)) }
        case "AT_DropInherit": return RangeVar(definition).map { .storage(.noInherit(table, from: $0.name)) }
        case "AT_SetLogged": return .storage(.rewrite(table, .setLogged))
        case "AT_SetUnLogged": return .storage(.rewrite(table, .setUnlogged))
        case "AT_SetTableSpace": return .storage(.rewrite(table, .setTablespace))
        case "AT_SetAccessMethod": return .storage(.rewrite(table, .setAccessMethod))
        default: return nil
        }
    }

    func cluster(_ node: ParseTree.Node) -> Change.Kind {
        .storage(.rewrite(RangeVar(node["relation"])?.name, .cluster))
    }

    /// VACUUM FULL; plain VACUUM and ANALYZE are no changes of a schema.
    func vacuum(_ node: ParseTree.Node) -> Change.Kind? {
        guard node.list("options").contains(where: { $0.string("defname") == "full" }) else { return nil }
        let relation = node.list("rels").first.flatMap { RangeVar($0["relation"]) }
        return .storage(.rewrite(relation?.name, .vacuumFull))
    }

    /// Fills in the bound of CREATE TABLE … PARTITION OF where nothing else is said of the partition's own.
    func addBound(_ node: ParseTree.Node, _ tokens: Range<Int>, to table: inout TableDefinition) {
        guard let spec = node["partbound"], node.list("tableElts").isEmpty, node.list("constraints").isEmpty,
            node.list("options").isEmpty, node["tablespacename"] == nil, node["accessMethod"] == nil
        else { return }
        // The location is that of IN, FROM or WITH, two tokens behind FOR; or of DEFAULT.
        let at = text.index(atByte: spec.location)
        guard let bound = bound(from: text.isKeyword(at, "DEFAULT") ? at : at - 2, tokens.upperBound) else {
            return
        }
        if bound.end < tokens.upperBound {
            guard text.isKeyword(bound.end, "PARTITION") else { return }
            table.partitionBy = text.text(tokens: bound.end..<tokens.upperBound)
        }
        table.partitionBound = bound.bound
    }

    /// The bound that starts at a token, and the token behind it.
    private func bound(from start: Int, _ limit: Int) -> (bound: PartitionBound, end: Int)? {
        var end = start + 1
        if start >= 0, text.isKeyword(start, "FOR") {
            guard let close = text.closing(start + 3, before: limit) else { return nil }
            end = close + 1
            if text.isKeyword(end, "TO") {
                guard let close = text.closing(end + 1, before: limit) else { return nil }
                end = close + 1
            }
        }
        return PartitionBound(text.text(tokens: start..<end)).map { ($0, end) }
    }
}
