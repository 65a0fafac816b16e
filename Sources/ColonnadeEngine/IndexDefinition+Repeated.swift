public import ColonnadeModel

extension IndexDefinition {
    /// What follows SELECT to find keys that more than one row has, with the number of copies of each. NULLs count
    /// as different from one another unless the index says otherwise.
    var repeated: SQL {
        let keys = keyColumns.map { "\($0)" as SQL }.joined(separator: ", ")
        var conditions: [SQL] = nullsNotDistinct ? [] : keyColumns.map { "\($0) IS NOT NULL" }
        if let predicate { conditions.append("(\(verbatim: predicate))") }
        let condition: SQL = conditions.isEmpty ? "TRUE" : conditions.joined(separator: " AND ")
        return """
            \(keys), count(*) AS colonnade_copies FROM \(table) WHERE \(condition) GROUP BY \(keys) HAVING count(*) > 1
            """
    }
}

extension Verification {
    /// A few of the keys that stand in the way, the most frequent first; nil where the violations have no such sample.
    public var examples: SQL? {
        guard case .distinct(let index) = self else { return nil }
        return "SELECT \(index.repeated) ORDER BY colonnade_copies DESC LIMIT 5"
    }
}
