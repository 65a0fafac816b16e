import ColonnadeEngine
import ColonnadeModel

/// Code in the database that may speak of the table: the catalog does not look into bodies that are strings (manual 5.15).
extension PostgresSurroundings {
    func readRoutines(into found: inout Surroundings) async throws {
        let words = found.relationNames.map(\.name.text)
        let pattern = SQL.anyOf(words)
        // Aggregates and window functions have no body of SQL.
        let isPlain: SQL =
            version >= ServerVersion(11)
            ? "p.prokind IN ('f', 'p')" : "NOT p.proisagg AND NOT p.proiswindow"
        let own: SQL = """
            \(isPlain) AND p.prosrc <> '' AND \(PostgresEngine.userSchemas)
               AND l.lanname NOT IN ('c', 'internal') AND NOT EXISTS (SELECT FROM pg_depend x
                 WHERE x.classid = 'pg_proc'::regclass AND x.objid = p.oid AND x.deptype = 'e')
            """
        // SQL that is put together may have the column's name in it and the table's from elsewhere.
        let mayMake: SQL =
            found.column.map {
                "OR p.prosrc ~* '\\mexecute\\M' AND p.prosrc ILIKE ANY (\(SQL.anyOf([$0.text])))"
            } ?? ""
        // Prints no expression that speaks of a table: the bodies are strings.
        let rows = try await connection.query(
            """
            WITH RECURSIVE \(Self.family(oid)), fired AS (
              SELECT t.tgfoid, string_agg(DISTINCT t.tgname::text, E'\\x1F') AS triggers
                FROM pg_trigger t JOIN family f ON f.oid = t.tgrelid WHERE NOT t.tgisinternal GROUP BY t.tgfoid)
            SELECT p.oid::bigint, p.oid::regprocedure::text, l.lanname::text, p.prosrc, f.triggers,
                   CASE WHEN \(isProcedure) THEN 'procedure' ELSE 'function' END, pg_get_functiondef(p.oid)
              FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang JOIN pg_namespace n ON n.oid = p.pronamespace
              LEFT JOIN fired f ON f.tgfoid = p.oid
             WHERE \(own) AND (f.tgfoid IS NOT NULL OR p.prosrc ILIKE ANY (\(pattern)) \(mayMake)
               -- The body of one that takes a row need not name the table.
               OR EXISTS (SELECT FROM pg_type y JOIN family m ON m.oid = y.typrelid
                 WHERE y.oid = ANY (p.proargtypes::oid[])))
             ORDER BY 2
            """)
        for row in rows {
            let triggers = PostgresEngine.identifiers(row[4]).map(\.text)
            found.routines.append(
                Routine(
                    kind: triggers.isEmpty ? row[5].text ?? "function" : "trigger-function",
                    name: row[1].text ?? "", catalog: "pg_proc", oid: row[0].integer,
                    language: row[2].text ?? "",
                    definition: row[6].text ?? "", body: row[3].text ?? "", triggers: triggers))
        }
        let named = SQL.anyOf(words + (found.column.map { [$0.text] } ?? []))
        let hidden = try await connection.scalar(
            """
            SELECT count(*) FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
              JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE \(own) AND p.prosrc ~* '\\mexecute\\M' AND NOT p.prosrc ILIKE ANY (\(named))
            """)
        if let count = hidden.integer, count > 0 {
            found.notObserved.append(
                count == 1
                    ? "SQL that a function puts together when it runs, without the table's name in its text"
                    : "SQL that \(count) functions put together when they run, without the table's name in their text"
            )
        }
        try await readJobs(pattern, into: &found)
    }

    /// The jobs of pg_cron, where it is installed and its table may be read.
    private func readJobs(_ pattern: SQL, into found: inout Surroundings) async throws {
        let readable = try await connection.scalar(
            """
            SELECT CASE WHEN to_regclass('cron.job') IS NULL THEN NULL
                        ELSE has_table_privilege(to_regclass('cron.job'), 'SELECT') END
            """)
        guard let readable = readable.bool else { return }
        guard readable else {
            found.notObserved.append("the jobs of pg_cron: this role may not read cron.job")
            return
        }
        let rows = try await connection.query(
            """
            SELECT jobid::bigint, schedule, command FROM cron.job
             WHERE database = current_database() AND command ILIKE ANY (\(pattern)) ORDER BY jobid
            """)
        found.routines += rows.map { row in
            Routine(
                kind: "cron-job", name: "job \(row[0].integer ?? 0) at \(row[1].text ?? "")",
                catalog: "cron.job", oid: row[0].integer, language: "sql", definition: row[2].text ?? "",
                body: row[2].text ?? "")
        }
    }
}

extension SQL {
    /// An array of LIKE patterns for texts that contain one of some words.
    static func anyOf(_ words: [String]) -> SQL {
        // A name that has another one in it needs no pattern of its own: `orders_2026` is found by `orders`.
        var needed: [String] = []
        for word in Set(words).sorted(by: { ($0.count, $0) < ($1.count, $1) })
        where !needed.contains(where: { word.contains($0) }) {
            needed.append(word)
        }
        let patterns = needed.map { word -> SQL in
            let escaped = word.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing(
                "_", with: "\\_")
            return "\(literal: "%\(escaped)%")"
        }
        return "ARRAY[\(patterns.joined(separator: ", "))]::text[]"
    }
}
