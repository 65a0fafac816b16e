import ColonnadeModel

/// Sequences, schemas, extensions, publications, event triggers: made in the expand phase, dropped in contract.
enum CreateNamedObject: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var object) = change.kind, object.verb == .create else { return nil }
        if object.kind == .sequence { object.name = context.catalog.resolve(object.name) }
        var draft = Draft()
        if context.find(object) != nil {
            if object.isConditional { return draft }
            try context.refuseTaken(object, change)
        }
        if object.kind == .publication { try refuseWithoutIdentity(object, change, context) }
        if object.kind == .eventTrigger {
            draft.warn(
                "event-trigger-fires-for-ddl", .warning, object.name, nil,
                "\(object.name) fires for the steps of every rollout as well"
            )
        }
        draft.add(
            .expand, "create-\(object.kind.rawValue.split(separator: " ").joined(separator: "-"))",
            "Create \(object.kind.rawValue) \(object.name)",
            [object.statement(.create, SQL(verbatim: change.statement), reads: object.tables)],
            undo: [object.dropping]
        )
        return draft
    }

    /// A published table without an identity for its rows refuses UPDATE and DELETE (manual, 29.1.1 Replica Identity).
    private static func refuseWithoutIdentity(
        _ object: ObjectChange, _ change: Change, _ context: PlanContext
    ) throws(Refusal) {
        let tables =
            object.detail == "all"
            ? context.catalog.tables.values.sorted { $0.name < $1.name }
            : object.tables.compactMap(context.catalog.table)
        let bare = tables.filter { table in
            let hasKey = table.constraints.contains { $0.kind == .primaryKey }
            return table.replicaIdentity == "nothing" || table.replicaIdentity == "default" && !hasKey
        }
        guard let first = bare.first else { return }
        throw Refusal(
            "\(first.name) has no primary key: once it is published, its UPDATEs and DELETEs fail",
            remedy: "give it a primary key, or ALTER TABLE \(first.name) REPLICA IDENTITY FULL, before this",
            at: change.range
        )
    }
}
