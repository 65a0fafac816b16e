import ColonnadeModel

extension PostgresObjectReader {
    /// The changes of a DROP, one an object.
    func drop(_ node: ParseTree.Node) -> [Change.Kind]? {
        let objects = node.list("objects")
        let isCascade = node.string("behavior") == "DROP_CASCADE"
        let isConditional = node.flag("missing_ok")
        guard node.string("removeType") != "OBJECT_TABLE" else {
            let names = objects.compactMap { ObjectName(parts: $0.strings("items")) }
            guard names.count == objects.count else { return nil }
            return names.map { .wholeTable(.drop($0, ifExists: isConditional, cascade: isCascade)) }
        }
        guard let kind = Self.kinds[node.string("removeType") ?? ""] else { return nil }
        let changes = objects.compactMap { object(kind, $0) }
        guard changes.count == objects.count else { return nil }
        return changes.map { change in
            var change = change
            change.isConditional = isConditional
            change.isCascade = isCascade
            return .object(change)
        }
    }

    private static let kinds: [String: ObjectKind] = [
        "OBJECT_VIEW": .view, "OBJECT_MATVIEW": .materializedView, "OBJECT_SEQUENCE": .sequence,
        "OBJECT_FUNCTION": .function, "OBJECT_PROCEDURE": .procedure, "OBJECT_TRIGGER": .trigger,
        "OBJECT_TYPE": .type, "OBJECT_DOMAIN": .domain, "OBJECT_SCHEMA": .schema,
        "OBJECT_EXTENSION": .extension, "OBJECT_POLICY": .policy, "OBJECT_PUBLICATION": .publication,
        "OBJECT_EVENT_TRIGGER": .eventTrigger,
    ]

    private func object(_ kind: ObjectKind, _ node: ParseTree.Node) -> ObjectChange? {
        switch node.key {
        case "String":
            return node.string("sval").map { ObjectChange(.drop, kind, ObjectName(Identifier($0))) }
        case "TypeName":
            return ObjectName(parts: node.strings("names")).map { ObjectChange(.drop, kind, $0) }
        case "ObjectWithArgs":
            guard let name = ObjectName(parts: node.strings("objname")) else { return nil }
            var change = ObjectChange(.drop, kind, name)
            change.detail =
                node.flag("args_unspecified")
                ? "*" : node.list("objargs").map(Self.typeName).joined(separator: ",")
            return change
        case "List" where kind == .trigger || kind == .policy:
            var parts = node.strings("items")
            guard let own = parts.popLast(), let table = ObjectName(parts: parts) else { return nil }
            var change = ObjectChange(.drop, kind, ObjectName(Identifier(own)))
            change.table = table
            return change
        case "List":
            return ObjectName(parts: node.strings("items")).map { ObjectChange(.drop, kind, $0) }
        default:
            return nil
        }
    }

    /// GRANT and REVOKE, one change for each object named; what takes a GRANT back is known from its words.
    func grant(_ node: ParseTree.Node, _ tokens: Range<Int>) -> [ObjectChange]? {
        let isGrant = node.flag("is_grant")
        let top = text.topLevel(tokens)
        guard let to = top.last(where: { text.isKeyword($0, isGrant ? "TO" : "FROM") }), tokens.count > 2
        else {
            return nil
        }
        var change = ObjectChange(isGrant ? .grant : .revoke, .object, ObjectName("privileges"))
        change.isCascade = node.string("behavior") == "DROP_CASCADE"
        if isGrant {
            let what = text.text(tokens: (tokens.lowerBound + 1)..<to)
            var end = tokens.upperBound
            if let with = top.first(where: { $0 > to && text.isKeyword($0, "WITH") }) { end = with }
            if let by = top.first(where: { $0 > to && text.isKeyword($0, "GRANTED") }) { end = min(end, by) }
            change.opposite = "REVOKE \(what) FROM \(text.text(tokens: (to + 1)..<end))"
        }
        guard node.string("objtype") == "OBJECT_TABLE", node.string("targtype") == "ACL_TARGET_OBJECT" else {
            return [change]
        }
        let tables = node.list("objects").compactMap { RangeVar($0)?.name }
        return tables.map { table in
            var change = change
            change.kind = .table
            change.name = table
            return change
        }
    }
}
