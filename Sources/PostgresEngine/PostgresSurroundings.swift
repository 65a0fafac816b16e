import ColonnadeEngine
import ColonnadeModel

/// Reads what is around one relation. The number of queries depends on what is there, never on the size of the catalog.
struct PostgresSurroundings {
    let connection: any Connection
    let version: ServerVersion
    let printing: CatalogPart.Printing
    /// The relation's number.
    let oid: Int64
    /// Its number among the columns; nil for the whole relation.
    let column: Int64?

    /// The relation's number, its kind and its columns; nil where there is none of the name.
    static func relation(
        _ name: ObjectName, _ version: ServerVersion, on connection: any Connection
    ) async throws -> (oid: Int64, kind: String, columns: [Column])? {
        let rows = try await connection.query(
            """
            SELECT c.oid::bigint, CASE c.relkind WHEN 'p' THEN 'partitioned table' WHEN 'f' THEN 'foreign table'
                     WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = \(bind: Value(name.schema?.text)) AND c.relname = \(bind: .text(name.name.text))
               AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
            """)
        guard let row = rows.first, let oid = row[0].integer else { return nil }
        return (oid, row[1].text ?? "table", try await columns(of: oid, version, on: connection))
    }

    /// A default speaks of no column, so it is printed without its table, which is then not opened; a generated column's
    /// expression comes with the neighbours, where it is known whether it can be printed.
    private static func columns(
        of oid: Int64, _ version: ServerVersion, on connection: any Connection
    ) async throws -> [Column] {
        let generated: SQL = version >= ServerVersion(12) ? "a.attgenerated <> ''" : "false"
        return try await connection.query(
            """
            SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                   CASE WHEN a.atthasdef AND NOT \(generated) THEN pg_get_expr(d.adbin, 0) END,
                   \(generated), a.attidentity <> '', a.attnum::bigint
              FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE a.attrelid = \(number: oid) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """
        ).map { row in
            Column(
                name: Identifier(row[0].text ?? ""), type: row[1].text ?? "", notNull: row[2].bool ?? false,
                defaultExpression: row[3].text, isGenerated: row[4].bool ?? false,
                isIdentity: row[5].bool ?? false, number: Int(row[6].integer ?? 0))
        }
    }

    /// Whether a row of pg_proc is a procedure; they came with 11.
    var isProcedure: SQL { version >= ServerVersion(11) ? "p.prokind = 'p'" : "false" }

    /// Rows of a query as neighbours: kind, name, catalog, number, definition, detail.
    func neighbours(_ query: SQL) async throws -> [Neighbour] {
        try await connection.query(query).compactMap { row in
            guard let kind = Neighbour.Kind(rawValue: row["kind"].text ?? ""), let name = row["name"].text
            else { return nil }
            var neighbour = Neighbour(
                kind, name, catalog: row["catalog"].text ?? "", oid: row["oid"].integer,
                definition: row["definition"].text, detail: row["detail"].text?.nonEmpty,
                hasExpression: row["computes"].bool ?? false)
            if let relation = row["relation"].text {
                neighbour.relation = ObjectName(
                    schema: row["schema"].text.map { Identifier($0) }, Identifier(relation))
            }
            return neighbour
        }
    }
}

extension String {
    /// Nil for what says nothing.
    var nonEmpty: String? { isEmpty ? nil : self }
}
