import ColonnadeModel

extension Backfill {
    /// The UPDATE or DELETE of a batch. A row that a batch has seen may lie in a later batch again, as an UPDATE moves
    /// it: one that has its value already is left alone.
    func work(_ work: RowWork, within batch: SQL) -> SQL {
        let first = fills[0]
        let condition: SQL = first.condition.map { " AND (\($0.sql))" } ?? ""
        guard work != .delete else { return "DELETE FROM \(first.source(table)) WHERE \(batch)\(condition)" }
        let from: SQL = first.join.map { "\n  FROM \(verbatim: $0.from)" } ?? ""
        let assignments = fills.map { "\($0.column) = \($0.value.sql)" as SQL }
        let differs = fills.map { "\(row).\($0.column) IS DISTINCT FROM (\($0.value.sql))" as SQL }
        let isNews: SQL = work == .updateAlways ? "" : " AND (\(differs.joined(separator: " OR ")))"
        return """
            UPDATE \(first.source(table))
               SET \(assignments.joined(separator: ",\n       "))\(from)
             WHERE \(batch)\(condition)\(isNews)
            """
    }
}
