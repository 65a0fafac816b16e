public import ColonnadeModel

/// The SQL that looks for rows against a constraint before it is tried. Takes ACCESS SHARE only.
extension ConstraintProof {
    /// Counts the rows (for UNIQUE: the values met more than once) that are against the constraint.
    public var violations: SQL {
        switch promise {
        case .unique: "SELECT count(*) FROM (SELECT 1 FROM \(doubles)) AS doubled"
        case .check, .notNull, .references: "SELECT count(*) FROM \(suspects)"
        }
    }

    /// The first five of them, by the key of their rows.
    ///
    /// - Parameter place: where a row is, for tables without a key.
    /// - Returns: the query, and what its columns are called.
    public func examples(place: SQL) -> (sql: SQL, columns: [String])? {
        let row: SQL = "\(table.name)"
        switch promise {
        case .unique(let columns, _):
            return ("SELECT \(columns) FROM \(doubles) ORDER BY 1 LIMIT 5", columns.map(\.text))
        case .check, .notNull, .references:
            guard !key.isEmpty else { return ("SELECT \(place) FROM \(suspects) LIMIT 5", ["place"]) }
            let names = key.map { "\(row).\($0)" as SQL }.joined(separator: ", ")
            return ("SELECT \(names) FROM \(suspects) ORDER BY 1 LIMIT 5", key.map(\.text))
        }
    }

    /// What is wrong with a row that counts as a violation.
    public var complaint: String {
        switch promise {
        case .check(let condition, _): "of \(table) against \(name): CHECK (\(condition.text))"
        case .notNull(let column): "of \(table) NULL in \(column)"
        case .unique(let columns, _):
            "of \(Self.list(columns)) met more than once in \(table), against \(name)"
        case .references(let columns, let other, _, _):
            "of \(table) whose \(Self.list(columns)) is not in \(other), against \(name)"
        }
    }

    private static func list(_ names: [Identifier]) -> String { names.map(\.text).joined(separator: ", ") }

    /// From which rows, and under which condition.
    private var suspects: SQL {
        switch promise {
        // NULL is no violation: manual, 5.5.1 Check Constraints.
        case .check(let condition, let inherits):
            return "\("ONLY ", if: !inherits)\(table) WHERE NOT (\(condition.sql))"
        case .notNull(let column): return "\(table) WHERE \(column) IS NULL"
        case .unique: return doubles
        case .references(let columns, let other, let keys, let isFull):
            let row: SQL = "\(table.name)"
            let pairs = zip(keys, columns).map { key, column in "parent.\(key) = \(row).\(column)" as SQL }
            let given = columns.map { "\(row).\($0) IS NOT NULL" as SQL }.joined(separator: " AND ")
            let orphan: SQL = """
                \(given) AND NOT EXISTS (SELECT 1 FROM \(other) AS parent WHERE \(pairs.joined(separator: " AND ")))
                """
            guard isFull, columns.count > 1 else { return "\(table) WHERE \(orphan)" }
            // MATCH FULL wants all columns or none: manual, CREATE TABLE.
            let empty = columns.map { "\(row).\($0) IS NULL" as SQL }.joined(separator: " AND ")
            return "\(table) WHERE NOT (\(empty)) AND (NOT (\(given)) OR \(orphan))"
        }
    }

    private var doubles: SQL {
        guard case .unique(let columns, let nullsNotDistinct) = promise else { return suspects }
        let given = columns.map { "\($0) IS NOT NULL" as SQL }.joined(separator: " AND ")
        return """
            \(table)\(" WHERE \(given)", if: !nullsNotDistinct) GROUP BY \(columns) HAVING count(*) > 1
            """
    }
}
