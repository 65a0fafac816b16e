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

/// DROP of these.
enum DropNamedObject: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var object) = change.kind, object.verb == .drop else { return nil }
        guard let existing = try context.dropped(object, change) else { return Draft() }
        if object.kind == .sequence { object.name = existing.name }
        try context.refuseUsers(of: existing, change)
        if object.kind == .schema {
            let inside = context.catalog.tables.keys.filter { $0.schema == object.name.name }
                .filter { !context.droppedTables.contains($0) }.sorted()
            if let first = inside.first {
                throw Refusal(
                    "the schema \(object.name) has tables, such as \(first)",
                    remedy: "drop or move them first",
                    at: change.range
                )
            }
        }
        var draft = Draft()
        draft.add(
            .contract, "drop-\(object.kind.rawValue.split(separator: " ").joined(separator: "-"))",
            "Drop \(object.kind.rawValue) \(object.name)", [object.dropping], reversible: false
        )
        return draft
    }
}

/// ALTER SEQUENCE keeps nextval() waiting for a moment. Where it counts on, it does so from the new place.
enum AlterSequence: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var sequence) = change.kind, sequence.kind == .sequence, sequence.verb == .alter
        else {
            return nil
        }
        guard let existing = context.find(sequence) else {
            throw Refusal("there is no sequence \(sequence.name)", remedy: "check the name", at: change.range)
        }
        sequence.name = existing.name
        var draft = Draft()
        draft.add(
            .expand, "alter-sequence", "Alter sequence \(sequence.name)",
            [sequence.statement(.alter, SQL(verbatim: change.statement))],
            undo: [sequence.statement(.alter, SQL(verbatim: existing.definition))],
            loss: "nothing, but numbers given out meanwhile stay given out, and a RESTART stays done"
        )
        return draft
    }
}
