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
                   format('DROP VIEW %s; %s', view, \(PostgresViews.anew)), body]) INTO commands
            FROM (\(PostgresViews(of: old, in: table).query)) AS found;
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
}
