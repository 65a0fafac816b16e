import ColonnadeEngine
import ColonnadeModel

extension SQLiteInspector {
    /// Rows as ANALYZE counted them (sqlite.org/fileformat2.html#stat1tab); where it never ran, the largest rowid,
    /// which is found without reading the table and is right unless many rows were deleted.
    func readEstimates(into tables: inout [String: Table], _ schema: [Row]) async throws {
        if schema.contains(where: { $0["name"].text == "sqlite_stat1" }) {
            for row in try await connection.query("SELECT tbl, stat FROM sqlite_stat1") {
                guard let name = row[0].text, let count = row[1].text?.split(separator: " ").first else {
                    continue
                }
                let known = tables[name]?.estimatedRows ?? 0
                // A partial index counts fewer rows than there are.
                tables[name]?.estimatedRows = max(known, Int64(count) ?? 0)
            }
        }
        let unknown = tables.values.filter { $0.estimatedRows == nil && $0.hasPhysicalOrder }.map(\.name)
        // A result has at most 2,000 columns: sqlite.org/limits.html
        for start in stride(from: 0, to: unknown.count, by: 400) {
            let some = unknown[start..<min(start + 400, unknown.count)]
            let queries = some.map { "(SELECT max(\(SQLiteFillTrigger.rowid)) FROM \($0))" as SQL }
            guard let row = try await connection.query("SELECT \(queries.joined(separator: ", "))").first
            else { continue }
            for (index, name) in some.enumerated() {
                tables[name.name.text]?.estimatedRows = max(0, row[index].integer ?? 0)
            }
        }
    }

    func readTriggers(into tables: inout [String: Table], _ schema: [Row]) {
        for row in schema where row["type"].text == "trigger" {
            let sql = row["sql"].text ?? ""
            // CREATE TRIGGER name [BEFORE | AFTER | INSTEAD OF] event [OF …] ON table
            let event = SQLToken.all(in: sql).significant.dropFirst(2)
                .first { $0.is("UPDATE") || $0.is("INSERT") || $0.is("DELETE") }
            let trigger = Trigger(
                name: Identifier(row["name"].text ?? ""), firesOnUpdate: event?.is("UPDATE") ?? false,
                definition: sql)
            tables[row["tbl_name"].text ?? ""]?.triggers.append(trigger)
        }
    }

    /// Checks are only to be found in the text.
    func checks(of table: String, in text: TableText) -> [Constraint] {
        var found: [(name: String?, tokens: [SQLToken])] = []
        for column in text.columns {
            found += column.constraints.filter { $0.kind == .check }.map { ($0.name, $0.tokens) }
        }
        for item in text.items where item.isConstraint {
            let words = item.core.significant
            let named = words.first?.is("CONSTRAINT") ?? false
            guard words.dropFirst(named ? 2 : 0).first?.is("CHECK") ?? false else { continue }
            found.append((named ? words[1].name : nil, item.core))
        }
        let columns = text.columns.map { Identifier($0.name) }
        return found.enumerated().map { index, check in
            Constraint(
                name: Identifier(check.name ?? "\(table)_check\(index + 1)"), kind: .check,
                columns: columns.filter { SQLToken.speaks(of: $0.text, in: check.tokens) },
                definition: check.tokens.text.trimmed)
        }
    }
}
