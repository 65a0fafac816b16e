import ColonnadeModel

/// Views that read a column, made to read another one: a view's own text means the other column while that one has the
/// name, so nothing has to be understood of it.
///
/// CREATE OR REPLACE keeps owner, rights, defaults and triggers; the options are said again (manual, CREATE VIEW). It
/// cannot give a view's column another type (42P16): then the view is dropped and made anew, with its owner, rights and
/// comments. Nothing hangs on such a view, which has been asked before.
struct PostgresViewMove {
    private let table: ObjectName
    private let old: Identifier
    private let new: Identifier
    private let meanwhile: Identifier

    init(_ table: ObjectName, from old: Identifier, to new: Identifier, meanwhile: Identifier) {
        self.table = table
        self.old = old
        self.new = new
        self.meanwhile = meanwhile
    }

    var move: SQL {
        block(
            """
            BEGIN
                  EXECUTE command[1];
                EXCEPTION WHEN invalid_table_definition THEN
                  EXECUTE command[2];
                END;
            """)
    }

    /// Under the names of the other column a temporary view is made of each text, and goes again.
    var trial: SQL {
        block(
            """
            EXECUTE 'CREATE TEMPORARY VIEW colonnade_trial AS ' || command[3];
                DROP VIEW pg_temp.colonnade_trial;
            """)
    }

    private func block(_ tried: SQL) -> SQL {
        """
        DO $colonnade$
        DECLARE
          commands text[];
          command text[];
        BEGIN
          SELECT array_agg(ARRAY[
                   format('CREATE OR REPLACE VIEW %s%s AS %s', view, options, body),
                   format('DROP VIEW %s; CREATE VIEW %s%s AS %s ALTER VIEW %s OWNER TO %I; %s%s',
                     view, view, options, body, view, owner, rights, comments), body]) INTO commands
            FROM (\(views)) AS found;
          IF commands IS NULL THEN RETURN; END IF;
          ALTER TABLE \(table) RENAME COLUMN \(old) TO \(meanwhile);
          ALTER TABLE \(table) RENAME COLUMN \(new) TO \(old);
          FOREACH command SLICE 1 IN ARRAY commands LOOP
            \(tried)
          END LOOP;
          ALTER TABLE \(table) RENAME COLUMN \(old) TO \(new);
          ALTER TABLE \(table) RENAME COLUMN \(meanwhile) TO \(old);
        END $colonnade$
        """
    }

    /// Rights and comments as the statements that give them, in one text each.
    private var views: SQL {
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
                     AND d.refobjid = \(literal: PostgresDialect.quoted(table))::regclass AND a.attname = \(literal: old.text))
        """
    }

    private var grantee: SQL {
        """
        CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
                          CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), ''
        """
    }
}
