import ColonnadeEngine
import ColonnadeModel

/// Reads the catalog with the table-valued functions of sqlite.org/pragma.html#pragfunc: one query for each kind
/// of thing, whatever the number of tables; the row estimates take one for every 400 tables never analysed.
struct SQLiteInspector {
    let connection: any Connection

    func inspect() async throws -> CatalogSnapshot {
        let schema = try await connection.query(
            "SELECT type, name, tbl_name, coalesce(rootpage, 0) AS rootpage, sql FROM sqlite_master ORDER BY rowid"
        )
        var tables: [String: Table] = [:]
        var texts: [String: TableText] = [:]
        for row in schema
        where row["type"].text == "table" && isUsers(row) && row["rootpage"].integer ?? 0 > 0 {
            let name = row["name"].text ?? ""
            tables[name] = Table(name: ObjectName(Identifier(name)))
            texts[name] = try? TableText(row["sql"].text ?? "")
        }
        try await readColumns(into: &tables, texts)
        try await readIndexes(into: &tables, schema)
        try await readForeignKeys(into: &tables)
        try await readEstimates(into: &tables, schema)
        for (name, text) in texts { tables[name]?.constraints += checks(of: name, in: text) }
        readTriggers(into: &tables, schema)
        SQLiteViews(schema).add(to: &tables)
        let others = schema.filter { row in
            row["type"].text == "view" || row["type"].text == "table" && row["rootpage"].integer == 0
        }
        return CatalogSnapshot(
            tables: Array(tables.values),
            searchPath: [],
            // The clock of datetime('now') and CURRENT_TIMESTAMP is stable within a statement: not listed.
            volatileFunctions: ["random", "randomblob", "changes", "total_changes", "last_insert_rowid"],
            otherRelations: Set(others.map { ObjectName(Identifier($0["name"].text ?? "")) })
        )
    }

    /// Neither SQLite's own nor Colonnade's.
    private func isUsers(_ row: Row) -> Bool {
        let name = row["name"].text?.asciiLowercased ?? ""
        return !name.hasPrefix("sqlite_") && !name.hasPrefix("colonnade_")
    }

    private func readColumns(into tables: inout [String: Table], _ texts: [String: TableText]) async throws {
        let rows = try await connection.query(
            """
            SELECT m.name AS owner, c.name, c.type, c."notnull" AS required, c.dflt_value, c.pk, c.hidden
              FROM sqlite_master AS m JOIN pragma_table_xinfo(m.name) AS c
             WHERE m.type = 'table' AND m.rootpage > 0 ORDER BY m.name, c.cid
            """)
        var keys: [String: [(place: Int64, column: Identifier)]] = [:]
        for row in rows {
            let owner = row["owner"].text ?? ""
            let name = Identifier(row["name"].text ?? "")
            if let place = row["pk"].integer, place > 0 { keys[owner, default: []].append((place, name)) }
            tables[owner]?.columns.append(
                Column(
                    name: name, type: row["type"].text ?? "", notNull: row["required"].bool ?? false,
                    defaultExpression: row["dflt_value"].text, isGenerated: row["hidden"].integer ?? 0 > 1))
        }
        for (owner, places) in keys {
            let columns = places.sorted { $0.place < $1.place }.map(\.column)
            tables[owner]?.constraints.append(key(.primaryKey, "\(owner)_pkey", columns, "PRIMARY KEY"))
            markKey(columns, isWithoutRowid: texts[owner]?.isWithoutRowid ?? false, of: &tables[owner])
        }
        for name in tables.keys {
            let hidesRowid =
                tables[name]?.columns.contains { SQLToken.isSame($0.name.text, "_rowid_") } ?? false
            tables[name]?.hasPhysicalOrder = !hidesRowid && !(texts[name]?.isWithoutRowid ?? false)
        }
    }

    /// An INTEGER PRIMARY KEY is the rowid and never NULL; nor is the key of a WITHOUT ROWID table. Other primary
    /// keys of SQLite may be: sqlite.org/lang_createtable.html#the_primary_key
    private func markKey(_ columns: [Identifier], isWithoutRowid: Bool, of table: inout Table?) {
        guard let count = table?.columns.count else { return }
        for index in 0..<count {
            guard let column = table?.columns[index], columns.contains(column.name) else { continue }
            let isRowid = columns.count == 1 && SQLToken.isSame(column.type, "integer")
            if isRowid || isWithoutRowid { table?.columns[index].notNull = true }
        }
    }

    private func key(_ kind: Constraint.Kind, _ name: String, _ columns: [Identifier], _ words: String)
        -> Constraint
    {
        let list = columns.map(\.schemaText).joined(separator: ", ")
        return Constraint(
            name: Identifier(name), kind: kind, columns: columns, definition: "\(words) (\(list))")
    }

    private func readIndexes(into tables: inout [String: Table], _ schema: [Row]) async throws {
        let rows = try await connection.query(
            """
            SELECT m.name AS owner, i.name, i."unique" AS is_unique, i.origin, c.name AS column_name
              FROM sqlite_master AS m JOIN pragma_index_list(m.name) AS i JOIN pragma_index_xinfo(i.name) AS c
             WHERE m.type = 'table' AND m.rootpage > 0 AND c.key = 1 ORDER BY m.name, i.seq DESC, c.seqno
            """)
        let definitions = Dictionary(
            schema.filter { $0["type"].text == "index" }.map {
                ($0["name"].text ?? "", $0["sql"].text ?? "")
            },
            uniquingKeysWith: { first, _ in first })
        for row in rows {
            guard let owner = row["owner"].text, let table = tables[owner], let name = row["name"].text else {
                continue
            }
            if table.indexes.last?.name.text != name {
                let sql = definitions[name] ?? ""
                let body = Array(SQLToken.all(in: sql).drop { !$0.isSymbol("(") })
                let used = table.columns.map(\.name).filter { SQLToken.speaks(of: $0.text, in: body) }
                tables[owner]?.indexes.append(
                    Index(
                        name: Identifier(name), columns: used, isUnique: row["is_unique"].bool ?? false,
                        backsConstraint: row["origin"].text != "c", definition: sql))
            }
            let last = table.indexes.last?.name.text == name ? table.indexes.count - 1 : table.indexes.count
            guard let column = row["column_name"].text.map({ Identifier($0) }) else { continue }
            if tables[owner]?.indexes[last].columns.contains(column) == false {
                tables[owner]?.indexes[last].columns.append(column)
            }
        }
        for (owner, table) in tables {
            let unique = table.indexes.filter { $0.backsConstraint && $0.definition.isEmpty }
            for index in unique where !table.constraints.contains(where: { $0.columns == index.columns }) {
                tables[owner]?.constraints.append(key(.unique, index.name.text, index.columns, "UNIQUE"))
            }
        }
    }

    private func readForeignKeys(into tables: inout [String: Table]) async throws {
        let rows = try await connection.query(
            """
            SELECT m.name AS owner, f.id, f."table" AS parent, f."from" AS child_column, f."to" AS parent_column,
                   f.on_update, f.on_delete
              FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f
             WHERE m.type = 'table' AND m.rootpage > 0 ORDER BY m.name, f.id, f.seq
            """)
        var groups: [[String]: [Row]] = [:]
        for row in rows { groups[[row["owner"].text ?? "", row["id"].text ?? ""], default: []].append(row) }
        for (group, rows) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            guard let first = rows.first, let parent = first["parent"].text else { continue }
            let columns = rows.map { Identifier($0["child_column"].text ?? "") }
            let targets = rows.compactMap { $0["parent_column"].text.map { Identifier($0).schemaText } }
            var definition = "FOREIGN KEY (\(columns.map(\.schemaText).joined(separator: ", ")))"
            definition += " REFERENCES \(Identifier(parent).schemaText)"
            if !targets.isEmpty { definition += "(\(targets.joined(separator: ", ")))" }
            for (event, action) in [("UPDATE", first["on_update"].text), ("DELETE", first["on_delete"].text)]
            {
                if let action, action != "NO ACTION" { definition += " ON \(event) \(action)" }
            }
            let name = "\(group[0])_\(columns.map(\.text).joined(separator: "_"))_fkey"
            tables[group[0]]?.constraints.append(
                Constraint(
                    name: Identifier(name), kind: .foreignKey, columns: columns,
                    references: ObjectName(Identifier(parent)), definition: definition))
        }
    }
}
