import ColonnadeModel

/// What a tripwire's triggers call.
///
/// It counts each row. The first row of a statement goes on to the sample: once a minute for each statement of a session,
/// and into the table once in ten minutes for each way that somebody writes, up to a thousand. What the session has seen it
/// remembers in settings of its own, which cost less than a look at a table.
///
/// Constants never reach the table: the text is taken apart as PostgreSQL's lexer would (manual, Lexical Structure). A
/// backslash before a quote, whose meaning hangs on settings, and a dollar quote end the text there. The pattern has no
/// backslash itself, so that the session's standard_conforming_strings does not matter.
enum TripwireFunction {
    static let definition: SQL = """
        CREATE OR REPLACE FUNCTION \(PostgresTripwire.function)() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
          SET search_path = pg_catalog, pg_temp AS $tripwire$
        DECLARE
          sent text;
          mark text;
        BEGIN
          BEGIN
            PERFORM nextval(TG_ARGV[0]::regclass);
            mark := TG_ARGV[0] || TG_OP || statement_timestamp();
            IF current_setting('colonnade.tripwire_statement', true) IS DISTINCT FROM mark THEN
              PERFORM set_config('colonnade.tripwire_statement', mark, false);
              sent := left(coalesce(current_query(), ''), 8000);
              mark := TG_ARGV[0] || TG_OP || date_trunc('minute', statement_timestamp()) || md5(sent);
              IF current_setting('colonnade.tripwire_query', true) IS DISTINCT FROM mark THEN
                PERFORM set_config('colonnade.tripwire_query', mark, false);
                IF strpos(sent, chr(92) || '''') > 0 THEN
                  sent := left(sent, strpos(sent, '''') - 1) || '?';
                END IF;
                SELECT left(coalesce(string_agg(CASE
                         WHEN m[1] ~ '^(--|/[*]|[[:space:]])' THEN ' '
                         WHEN m[1] ~ '^([a-zA-Z]?''|[$][^0-9]|[0-9])' THEN '?'
                         ELSE m[1] END, '' ORDER BY n), ''), 2000) INTO sent
                  FROM regexp_matches(sent, '(--[^' || chr(10) || ']*|/[*](?:[^*]|[*]+[^*/])*(?:[*]+/|[*]*$)'
                    || '|"(?:[^"]|"")*(?:"|$)|[bBeEnNxX]?''(?:[^'']|'''')*(?:''|$)'
                    || '|[$](?:[A-Za-z_][A-Za-z0-9_]*)?[$].*|[$][0-9]+|[A-Za-z_][A-Za-z0-9_$]*'
                    || '|[0-9][0-9A-Za-z_.]*|[[:space:]]+|.)', 'g') WITH ORDINALITY AS t(m, n);
                INSERT INTO \(PostgresTripwire.writers) (tripwire, at, operation, role, application, client, query)
                SELECT w.* FROM (
                    SELECT TG_ARGV[0] AS tripwire, statement_timestamp() AS at, TG_OP AS operation,
                           CASE current_setting('role') WHEN 'none' THEN session_user::text
                             ELSE current_setting('role') END AS role,
                           coalesce(current_setting('application_name', true), '') AS application,
                           coalesce(host(inet_client_addr()), '') AS client, sent AS query) w
                 WHERE NOT EXISTS (SELECT FROM \(PostgresTripwire.writers) k
                         WHERE k.tripwire = w.tripwire AND k.at > w.at - interval '10 minutes'
                           AND (k.operation, k.role, k.application, k.client, k.query)
                             = (w.operation, w.role, w.application, w.client, w.query))
                   AND (SELECT count(*) FROM \(PostgresTripwire.writers) k WHERE k.tripwire = w.tripwire) < 1000;
              END IF;
            END IF;
          EXCEPTION WHEN OTHERS THEN
            -- Nothing that goes wrong here is a reason to fail whoever writes.
            NULL;
          END;
          RETURN NEW;
        END
        $tripwire$
        """
}
