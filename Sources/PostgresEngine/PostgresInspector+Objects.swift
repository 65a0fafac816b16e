import ColonnadeEngine
import ColonnadeModel

/// Reads what is no table: views, functions, triggers, types and the rest, each with the SQL that makes it as it is
/// now, so that replacing it can be taken back. What belongs to an extension is the extension's business.
extension PostgresEngine {
    func objects(on connection: any Connection) async throws -> [SchemaObject] {
        var found: [SchemaObject] = []
        for (kind, query) in objectQueries {
            for row in try await connection.query(query) {
                guard let name = row[1].text else { continue }
                found.append(
                    SchemaObject(
                        kind: kind,
                        name: ObjectName(schema: row[0].text.map { Identifier($0) }, Identifier(name)),
                        detail: row[2].text ?? "", table: Self.name(row, at: 3),
                        definition: row[5].text ?? "",
                        users: Self.identifiers(row[6]).map(\.text)
                    )
                )
            }
        }
        return found
    }

    /// Each gives: schema, name, detail, schema and name of a table, definition, users.
    private var objectQueries: [(ObjectKind, SQL)] {
        [
            (.view, Self.views(kind: "v")), (.materializedView, Self.views(kind: "m")),
            (.function, functions(isProcedure: false)), (.procedure, functions(isProcedure: true)),
            (.trigger, Self.triggers), (.type, Self.types), (.domain, Self.domains), (.policy, Self.policies),
            (.sequence, Self.sequences),
            (
                .schema,
                "SELECT NULL, nspname::text, '', NULL, NULL, '', NULL FROM pg_namespace n WHERE \(Self.userSchemas)"
            ),
            (.extension, "SELECT NULL, extname::text, '', NULL, NULL, '', NULL FROM pg_extension"),
            (.eventTrigger, "SELECT NULL, evtname::text, '', NULL, NULL, '', NULL FROM pg_event_trigger"),
            (.publication, "SELECT NULL, pubname::text, '', NULL, NULL, '', NULL FROM pg_publication"),
            (.column, Self.comments),
        ]
    }

    private static let isOwn: SQL =
        "NOT EXISTS (SELECT FROM pg_depend x WHERE x.objid = o.oid AND x.deptype = 'e')"

    private static func views(kind: String) -> SQL {
        let create: SQL = kind == "v" ? "CREATE OR REPLACE VIEW " : "CREATE MATERIALIZED VIEW "
        return """
            SELECT n.nspname::text, o.relname::text,
                   coalesce((SELECT 'unique' FROM pg_index i WHERE i.indrelid = o.oid AND i.indisunique AND i.indisvalid
                     AND i.indpred IS NULL AND i.indexprs IS NULL LIMIT 1), ''), NULL, NULL,
                   format('\(create)%I.%I%s AS %s', n.nspname, o.relname,
                     ' WITH (' || array_to_string(o.reloptions, ', ') || ')',
                     rtrim(pg_get_viewdef(o.oid), ';')),
                   (SELECT string_agg(DISTINCT v.oid::regclass::text, E'\\x1F') FROM pg_depend d
                      JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class
                     WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid = o.oid AND v.oid <> o.oid)
              FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace
             WHERE o.relkind = '\(verbatim: kind)' AND \(userSchemas) AND \(isOwn)
            """
    }

    private func functions(isProcedure: Bool) -> SQL {
        // prokind came with 11, as procedures did.
        let kind: SQL =
            version >= ServerVersion(11)
            ? isProcedure ? "o.prokind = 'p'" : "o.prokind IN ('f', 'w')"
            : isProcedure ? "false" : "NOT o.proisagg"
        return """
            SELECT n.nspname::text, o.proname::text,
                   (SELECT coalesce(string_agg(t.typname::text, ',' ORDER BY a.place), '')
                      FROM unnest(o.proargtypes) WITH ORDINALITY a(type, place) JOIN pg_type t ON t.oid = a.type),
                   NULL, NULL, pg_get_functiondef(o.oid),
                   (SELECT string_agg(DISTINCT g.tgrelid::regclass || '.' || g.tgname, E'\\x1F') FROM pg_trigger g
                     WHERE g.tgfoid = o.oid AND NOT g.tgisinternal)
              FROM pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace
             WHERE \(kind) AND \(Self.userSchemas) AND \(Self.isOwn)
            """
    }

    private static let triggers: SQL = """
        SELECT n.nspname::text, o.tgname::text, o.tgenabled::text, n.nspname::text, c.relname::text,
               pg_get_triggerdef(o.oid), NULL
          FROM pg_trigger o JOIN pg_class c ON c.oid = o.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE NOT o.tgisinternal AND \(userSchemas)
        """

    private static let users: SQL = """
        (SELECT string_agg(c.oid::regclass || '.' || a.attname, E'\\x1F') FROM pg_attribute a
           JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'm', 'f', 'c')
          WHERE a.atttypid IN (o.oid, nullif(o.typarray, 0)) AND NOT a.attisdropped AND c.oid <> o.typrelid)
        """

    private static let types: SQL = """
        SELECT n.nspname::text, o.typname::text,
               coalesce((SELECT string_agg(e.enumlabel::text, E'\\x1F' ORDER BY e.enumsortorder) FROM pg_enum e
                 WHERE e.enumtypid = o.oid), ''), NULL, NULL, '', \(users)
          FROM pg_type o JOIN pg_namespace n ON n.oid = o.typnamespace
         WHERE (o.typtype IN ('e', 'r') OR o.typtype = 'c' AND EXISTS (SELECT FROM pg_class c
             WHERE c.oid = o.typrelid AND c.relkind = 'c')) AND \(userSchemas) AND \(isOwn)
        """

    private static let domains: SQL = """
        SELECT n.nspname::text, o.typname::text,
               coalesce((SELECT string_agg(k.conname::text, E'\\x1F') FROM pg_constraint k WHERE k.contypid = o.oid), ''),
               NULL, NULL, '', \(users)
          FROM pg_type o JOIN pg_namespace n ON n.oid = o.typnamespace
         WHERE o.typtype = 'd' AND \(userSchemas) AND \(isOwn)
        """

    private static let policies: SQL = """
        SELECT n.nspname::text, o.polname::text, '', n.nspname::text, c.relname::text,
               format('ALTER POLICY %I ON %I.%I TO %s', o.polname, n.nspname, c.relname,
                 (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ')
                    FROM unnest(o.polroles) r))
               || coalesce(' USING (' || pg_get_expr(o.polqual, o.polrelid) || ')', '')
               || coalesce(' WITH CHECK (' || pg_get_expr(o.polwithcheck, o.polrelid) || ')', ''), NULL
          FROM pg_policy o JOIN pg_class c ON c.oid = o.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE \(userSchemas)
        """

    private static let sequences: SQL = """
        SELECT n.nspname::text, o.relname::text, '', NULL, NULL,
               format('ALTER SEQUENCE %I.%I INCREMENT %s MINVALUE %s MAXVALUE %s START %s CACHE %s %s', n.nspname,
                 o.relname, s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache,
                 CASE WHEN s.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END),
               (SELECT string_agg(d.objid::text, E'\\x1F') FROM pg_depend d
                 WHERE d.refobjid = o.oid AND d.classid = 'pg_attrdef'::regclass)
          FROM pg_sequence s JOIN pg_class o ON o.oid = s.seqrelid JOIN pg_namespace n ON n.oid = o.relnamespace
         WHERE \(userSchemas)
        """

    /// Comments on relations (no detail) and their columns; the definition is the text.
    private static let comments: SQL = """
        SELECT n.nspname::text, c.relname::text, coalesce(a.attname::text, ''), NULL, NULL, d.description, NULL
          FROM pg_description d JOIN pg_class c ON c.oid = d.objoid JOIN pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
         WHERE d.classoid = 'pg_class'::regclass AND \(userSchemas)
        """

    /// What a table has beside its columns: owner, storage parameters, forced policies.
    static let tableRights = CatalogPart(
        query: """
            SELECT c.oid, pg_get_userbyid(c.relowner)::text, c.relforcerowsecurity, array_to_string(c.reloptions, E'\\x1F')
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p', 'f') AND \(userSchemas)
            """
    ) { row, table in
        table.owner = row[1].text.map { Identifier($0) }
        table.forcesRowSecurity = row[2].bool ?? false
        table.options = identifiers(row[3]).map(\.text)
    }

    /// NOT NULL constraints that still have to be validated; they are in the catalog since 18.
    static let unvalidatedNotNulls = CatalogPart(
        query: """
            SELECT k.conrelid, k.conname::text, array_to_string(k.conkey, ' '), pg_get_constraintdef(k.oid)
              FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
             WHERE k.conrelid <> 0 AND k.contype = 'n' AND NOT k.convalidated AND \(userSchemas)
            """
    ) { row, table in
        table.unvalidatedNotNulls.append(
            Constraint(
                name: Identifier(row[1].text ?? ""), kind: .check, columns: table.columns(numbered: row[2]),
                isValid: false, definition: row[3].text ?? ""
            )
        )
    }
}
