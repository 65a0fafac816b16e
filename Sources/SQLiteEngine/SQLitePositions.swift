import ColonnadeModel

/// Positions of rows are rowids: sqlite.org/rowidtable.html. The first range reaches down to negative ones, the
/// last possible one up to the largest.
enum SQLitePositions {
    /// Rowids in the first batch.
    static let batch: Int64 = 5_000

    static func lies(_ row: SQL, in positions: Range<Int64>) -> SQL {
        let id: SQL = "\(row).\(SQLiteFillTrigger.rowid)"
        var conditions: [SQL] = []
        if positions.lowerBound > 0 { conditions.append("\(id) >= \(number: positions.lowerBound)") }
        if positions.upperBound < .max { conditions.append("\(id) < \(number: positions.upperBound)") }
        return conditions.isEmpty ? "TRUE" : conditions.joined(separator: " AND ")
    }

    /// Positions of a table whose largest rowid is known; nil for a table without rows.
    static func extent(largest rowid: Int64?) -> Int64 {
        guard let rowid else { return 0 }
        return rowid == .max ? .max : max(rowid + 1, 1)
    }

    /// At most 2,000 rows: the first at or behind each of as many places spread evenly, found by rowid, so that
    /// gaps do no harm and the table is not read. Without positions, the first rows there are.
    static func sample(of table: ObjectName, as alias: Identifier, extent: Int64) -> SQL {
        guard extent > 0 else { return "(SELECT * FROM \(table) LIMIT 2000) AS \(alias)" }
        let id = SQLiteFillTrigger.rowid
        let gap = max(1, extent / 2_000)
        return """
            (SELECT * FROM \(table) WHERE \(id) IN (
               WITH RECURSIVE colonnade_place (n) AS (
                 SELECT 0 UNION ALL SELECT n + 1 FROM colonnade_place WHERE n < 1999)
               SELECT (SELECT min(\(id)) FROM \(table) WHERE \(id) >= n * \(number: gap)) FROM colonnade_place)
            ) AS \(alias)
            """
    }
}
