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
}
