import ColonnadeModel

/// CREATE VIEW harms nobody; CREATE OR REPLACE locks the view for a moment and keeps its rights. A view that the same
/// migration drops and creates is replaced in one moment, with its owner and rights. Both come after the backfill,
/// whose rows they read.
enum CreateView: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var view) = change.kind, view.kind == .view,
            [.create, .replace].contains(view.verb)
        else { return nil }
        view.name = context.catalog.resolve(view.name)
        let written = SQL(verbatim: change.statement)
        var draft = Draft()
        guard let existing = context.find(view) else {
            draft.add(
                context.afterFills, "create-view", "Create view \(view.name)",
                [view.statement(.create, written)],
                undo: [view.dropping]
            )
            return draft
        }
        let isDropped = context.does([.drop], to: view)
        if view.verb == .create, !isDropped { try context.refuseTaken(view, change) }
        draft.warn(
            "replace-view-for-all", .note, view.name, nil,
            "old code reads the new \(view.name) as well, from this moment on"
        )
        let again = Self.rebuilding(existing, by: SQL(verbatim: existing.definition))
        if isDropped { try context.refuseUsers(of: existing, change) }
        draft.add(
            context.afterFills, "replace-view",
            "Replace view \(view.name), keeping its rights",
            [view.statement(.replace, isDropped ? Self.rebuilding(existing, by: written) : written)],
            undo: [view.statement(.replace, again)]
        )
        return draft
    }

    /// CREATE OR REPLACE where the columns allow it; otherwise drops the view and makes it again, with the owner and
    /// the rights that it had.
    static func rebuilding(_ view: SchemaObject, by create: SQL) -> SQL {
        let name = ("\(view.name)" as SQL).rendered(.postgres).text
        let text = create.rendered(.postgres).text
        return """
            DO $colonnade$
            DECLARE
              rights text[];
              command text;
            BEGIN
              SELECT array_agg(r) INTO rights FROM (
                SELECT format('ALTER VIEW %s OWNER TO %I', \(literal: name), pg_get_userbyid(c.relowner)) AS r
                  FROM pg_class c WHERE c.oid = \(literal: name)::regclass
                UNION ALL
                SELECT format('GRANT %s ON %s TO %s%s', a.privilege_type, \(literal: name),
                       CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                       CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                  FROM pg_class c, aclexplode(c.relacl) a
                 WHERE c.oid = \(literal: name)::regclass AND a.grantee <> c.relowner) x;
              BEGIN
                EXECUTE \(literal: text);
              EXCEPTION WHEN invalid_table_definition OR duplicate_table THEN
                EXECUTE \(literal: "DROP VIEW \(name)");
                EXECUTE \(literal: text);
              END;
              FOREACH command IN ARRAY rights LOOP EXECUTE command; END LOOP;
            END $colonnade$
            """
    }
}
