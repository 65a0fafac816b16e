import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport

extension TestDatabase {
    /// A table's columns as a list for SELECT, in an order of its own.
    func columns(of table: String) async throws -> String {
        let list = """
            SELECT string_agg(quote_ident(attname), ', ' ORDER BY attname) FROM pg_attribute
             WHERE attrelid = '\(table)'::regclass AND attnum > 0 AND NOT attisdropped
            """
        return try await scalar(list).text ?? "*"
    }

    /// A digest of the rows of a table, whatever order they lie in.
    func digest(of columns: String = "*", in table: String) async throws -> [Value] {
        let row = try await rows(
            """
            SELECT count(*), md5(string_agg(r::text, '|' ORDER BY r::text))
              FROM (SELECT \(columns) FROM \(table)) r
            """
        )[0]
        return [row[0], row[1]]
    }

    /// A digest of every table of the user's.
    func contents() async throws -> [String: [Value]] {
        let tables = try await rows(
            """
            SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p')
               AND relnamespace::regnamespace::text NOT IN ('colonnade', 'pg_catalog', 'information_schema')
            """
        ).compactMap { $0[0].text }
        var contents: [String: [Value]] = [:]
        for table in tables { contents[table] = try await digest(in: table) }
        return contents
    }

    /// What Colonnade has left beyond its journal: functions, sequences, triggers, broken indexes.
    func remains() async throws -> [String] {
        try await rows(
            """
            SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'colonnade'::regnamespace
            UNION ALL SELECT oid::regclass::text FROM pg_class
             WHERE relnamespace = 'colonnade'::regnamespace AND relkind = 'S'
            UNION ALL SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
             WHERE p.pronamespace = 'colonnade'::regnamespace
            UNION ALL SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid
            """
        ).compactMap { $0[0].text }
    }
}
