import ColonnadeModel

/// The views that read a column, and how each of them is made anew.
struct PostgresViews {
    private let table: ObjectName
    private let column: Identifier

    init(of column: Identifier, in table: ObjectName) {
        self.table = table
        self.column = column
    }

    /// Carries out what the server refuses to do to a column under a view. Nothing hangs on the views, which has been asked
    /// before.
    func away(during change: SQL) -> SQL {
        """
        DO $colonnade$
        DECLARE
          commands text[];
        BEGIN
          SELECT array_agg(ARRAY[format('DROP VIEW %s', view), \(Self.anew)]) INTO commands
            FROM (\(query)) AS found;
          FOR i IN 1 .. coalesce(array_length(commands, 1), 0) LOOP
            EXECUTE commands[i][1];
          END LOOP;
          \(change);
          FOR i IN 1 .. coalesce(array_length(commands, 1), 0) LOOP
            EXECUTE commands[i][2];
          END LOOP;
        END $colonnade$
        """
    }

    /// The statements that make one of the views of ``query``, in one text.
    static let anew: SQL = """
        format('CREATE VIEW %s%s AS %s ALTER VIEW %s OWNER TO %I; %s%s',
                     view, options, body, view, owner, rights, comments)
        """

    /// Rights and comments as the statements that give them, in one text each.
    var query: SQL {
        """
        SELECT v.oid::regclass::text AS view, coalesce(' WITH (' || array_to_string(v.reloptions, ', ') || ')', '') AS options,
                     pg_get_viewdef(v.oid) AS body, pg_get_userbyid(v.relowner) AS owner,
                     CASE WHEN v.relacl IS NULL THEN '' ELSE format('REVOKE ALL ON %s FROM PUBLIC, %I; ',
                       v.oid::regclass, pg_get_userbyid(v.relowner)) END
                     || coalesce((SELECT string_agg(format('GRANT %s ON %s TO %s%s; ', privilege_type, v.oid::regclass,
                          \(grantee)) FROM aclexplode(v.relacl)), '')
                     || coalesce((SELECT string_agg(format('GRANT %s (%I) ON %s TO %s%s; ', privilege_type, a.attname, v.oid::regclass,
                          \(grantee)) FROM pg_attribute a, aclexplode(a.attacl) WHERE a.attrelid = v.oid), '') AS rights,
                     coalesce((SELECT string_agg(CASE d.objsubid WHEN 0
                          THEN format('COMMENT ON VIEW %s IS %L; ', v.oid::regclass, d.description)
                          ELSE format('COMMENT ON COLUMN %s.%I IS %L; ', v.oid::regclass, a.attname, d.description) END, '')
                        FROM pg_description d LEFT JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
                       WHERE d.classoid = 'pg_class'::regclass AND d.objoid = v.oid), '') AS comments
                FROM pg_class v WHERE v.relkind = 'v' AND EXISTS (
                  SELECT FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                   WHERE r.ev_class = v.oid AND d.refclassid = 'pg_class'::regclass
                     AND d.refobjid = \(literal: PostgresDialect.quoted(table))::regclass AND a.attname = \(literal: column.text))
        """
    }

    private var grantee: SQL {
        """
        CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
                          CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), ''
        """
    }
}
