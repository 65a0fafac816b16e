package import ColonnadeEngine
package import ColonnadeModel

/// Everything around one table or column. SQLite keeps no dependencies: what its pragmas tell is certain (columns, indexes,
/// foreign keys); that a view or trigger speaks of the table is read out of its text.
extension SQLiteEngine {
    package func relationNames(on connection: any Connection) async throws -> RelationNames {
        let rows = try await connection.query(
            """
            SELECT name FROM sqlite_master WHERE type IN ('table', 'view')
               AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'colonnade\\_%' ESCAPE '\\'
            """)
        return RelationNames(
            relations: Set(rows.compactMap { $0[0].text.map { ObjectName(Identifier($0)) } }), searchPath: [])
    }

    /// SQLite counts none, and prepares a statement anew when the schema has changed (`sqlite3_prepare_v2`).
    package func countedStatements(
        naming tables: [ObjectName], on connection: any Connection
    ) async throws -> [ObservedStatement] { [] }

    package func tripwire(
        on table: ObjectName, _ column: Identifier, on connection: any Connection
    ) async throws -> Tripwire {
        throw EngineError(
            .refused,
            "SQLite takes no tripwire: a trigger in it cannot tell who writes, nor count without a row lock",
            hint: "look yourself, then `colonnade confirm unused ROLLOUT --by YOU`")
    }

    package func surroundings(
        of table: ObjectName, _ column: Identifier?, on connection: any Connection
    ) async throws -> Surroundings {
        let catalog = try await inspect(on: connection)
        let schema = try await connection.query(
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
        let columns = try await connection.query(
            """
            SELECT name, type, "notnull", dflt_value, hidden FROM pragma_table_xinfo(\(bind: .text(table.name.text)))
             ORDER BY cid
            """
        ).map { row in
            Column(
                name: Identifier(row[0].text ?? ""), type: row[1].text ?? "", notNull: row[2].bool ?? false,
                defaultExpression: row[3].text, isGenerated: row[4].integer ?? 0 > 1)
        }
        guard !columns.isEmpty else { throw EngineError(.refused, "there is no table or view \(table)") }
        let isView = schema.contains {
            $0["type"].text == "view" && SQLToken.isSame($0["name"].text ?? "", table.name.text)
        }
        // SQLite compares names without regard to case.
        let named = columns.first { SQLToken.isSame($0.name.text, column?.text ?? "") }
        var found = Surroundings(
            table, named?.name ?? column, kind: isView ? "view" : "table", columns: columns)
        guard found.isFound else { return found }
        let reader = SQLiteSurroundings(
            table: table.name, column: found.column, columns: columns.map(\.name), schema: schema,
            catalog: catalog)
        found.neighbours = reader.neighbours
        if let known = catalog.tables[table] {
            found.use = TableUse(rows: known.estimatedRows, bytes: known.estimatedBytes)
        }
        found.relations = CatalogSnapshot(tables: Array(catalog.tables.values), searchPath: [])
        found.notObserved = [
            "statements and sessions: SQLite keeps no statistics, and any program that opens the file may use the table",
            "dependencies of views and triggers as the database resolves them: SQLite keeps none, so they are read out of their text",
        ]
        return found
    }
}
