public import ColonnadeModel

/// The SQL of fills that is the same in every SQL database.
extension Fill {
    /// How the fill's own table is called inside its statements.
    public var reference: Identifier { alias ?? table.name }

    /// The rows still to be filled: empty, and meant by the fill.
    public var pending: SQL {
        let empty: SQL = "\(reference).\(column) IS NULL"
        guard let condition else { return empty }
        return "\(empty) AND (\(condition.sql))"
    }

    /// The table, or a partition of it, under the name that the expressions use.
    public func source(_ physical: ObjectName) -> SQL {
        reference == physical.name ? "\(physical)" : "\(physical) AS \(reference)"
    }
}

extension Backfill {
    /// The update that fills the rows matching a further condition.
    ///
    /// - Parameter within: whether a row belongs to the batch, in terms of the row's name.
    public func update(within condition: (SQL) -> SQL) -> SQL {
        let first = fills[0]
        if let rowWork { return work(rowWork, within: condition("\(first.reference)")) }
        let row: SQL = "\(first.reference)"
        let from: SQL = first.join.map { "\n  FROM \(verbatim: $0.from)" } ?? ""
        guard fills.count > 1 else {
            return """
                UPDATE \(first.source(table))
                   SET \(first.column) = \(first.value.sql)\(from)
                 WHERE \(condition(row)) AND \(first.pending)
                """
        }
        let assignments = fills.map { fill -> SQL in
            "\(fill.column) = CASE WHEN \(fill.pending) THEN \(fill.value.sql) ELSE \(row).\(fill.column) END"
        }
        let pending = fills.map { "(\($0.pending))" as SQL }.joined(separator: " OR ")
        return """
            UPDATE \(first.source(table))
               SET \(assignments.joined(separator: ",\n       "))
             WHERE \(condition(row)) AND (\(pending))
            """
    }
}

extension Backfill {
    /// What the table is called inside the update.
    public var row: Identifier { fills[0].reference }

    /// Rows that some fill has not reached yet, whatever else its condition says.
    public var empty: SQL {
        if rowWork != nil { return fills[0].join == nil ? fills[0].condition?.sql ?? "TRUE" : "TRUE" }
        return fills.map { "\(row).\($0.column) IS NULL" as SQL }.joined(separator: " OR ")
    }

    /// The names of rows matching a condition.
    ///
    /// - Parameter place: where a row is, for tables without a key.
    public func names(where condition: SQL, place: SQL) -> SQL {
        let columns = key.map { "\(row).\($0)" as SQL }.joined(separator: ", ")
        return "SELECT \(key.isEmpty ? place : columns) FROM \(fills[0].source(table)) WHERE \(condition)"
    }
}

extension Verification {
    /// Counts the rows that break the promise. Reads the whole table, takes ACCESS SHARE only.
    public var violations: SQL {
        switch self {
        case .filled(let fill):
            let from: SQL = fill.join.map { ", \(verbatim: $0.from)" } ?? ""
            return """
                SELECT count(*) FROM \(fill.source(fill.table))\(from)
                 WHERE \(fill.pending) AND (\(fill.value.sql)) IS NOT NULL
                """
        case .satisfies(let table, let condition):
            return "SELECT count(*) FROM \(table) WHERE NOT (\(condition.sql))"
        case .notNull(let table, let column):
            return "SELECT count(*) FROM \(table) WHERE \(column) IS NULL"
        case .distinct(let index):
            return "SELECT coalesce(sum(colonnade_copies - 1), 0) FROM (SELECT \(index.repeated)) AS repeated"
        case .holds(let proof): return proof.violations
        case .inStep(let move): return move.violations
        case .references(let table, let column, let reference):
            let key = reference.column ?? column
            return """
                SELECT count(*) FROM \(table) AS child
                 WHERE child.\(column) IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM \(reference.table) AS parent WHERE parent.\(key) = child.\(column))
                """
        }
    }

    /// Of some thousand rows spread over the table, how many differ from the fill expression and how many were
    /// looked at: rows that new code wrote on purpose, or that a trigger of the user's changed. Nil where there
    /// is nothing to compare.
    ///
    /// - Parameter sampled: the table reduced to the sample, under the name given.
    public func sample(_ sampled: (ObjectName, Identifier) -> SQL) -> SQL? {
        guard case .filled(let fill) = self, fill.join == nil, !fill.value.columns.isEmpty else { return nil }
        let condition: SQL = fill.condition.map { "(\($0.sql))" } ?? "TRUE"
        return """
            SELECT count(*), coalesce(sum(CASE WHEN \(fill.reference).\(fill.column) IS DISTINCT FROM \
            (\(fill.value.sql)) THEN 1 ELSE 0 END), 0)
              FROM \(sampled(fill.table, fill.reference)) WHERE \(condition)
            """
    }
}

extension ColumnMove {
    /// Counts the rows of the new home that differ from the old one's.
    fileprivate var violations: SQL {
        let cast: SQL = isIncomparable ? "::text" : ""
        let matching = matches.map { "new_home.\($0.own) = old_home.\($0.other)" as SQL }
        return """
            SELECT count(*) FROM \(target) AS new_home JOIN \(source) AS old_home ON \(matching.joined(separator: " AND "))
             WHERE new_home.\(new)\(cast) IS DISTINCT FROM old_home.\(old)\(cast)
            """
    }
}
