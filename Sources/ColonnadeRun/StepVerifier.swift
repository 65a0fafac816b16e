import ColonnadeEngine
import ColonnadeModel

/// Carries out the proofs of a rollout.
struct StepVerifier: Sendable {
    let context: RunContext

    /// Some of the rows that are against a constraint, by their keys.
    private func examples(_ verification: Verification) async throws -> String? {
        guard case .holds(let proof) = verification,
            let query = proof.examples(place: context.engine.place("\(proof.table.name)"))
        else { return nil }
        let rows = try await context.connection.query(query.sql)
        let names = rows.map { row in
            zip(query.columns, query.columns.indices)
                .map { "\($0) = \(row[$1].text ?? "NULL")" }.joined(separator: ", ")
        }
        return names.isEmpty ? nil : "for example " + names.joined(separator: "; ")
    }

    /// Counts violations, and compares a sample with the fill.
    ///
    /// - Throws: ``EngineError`` of kind `.data` where a row breaks the promise.
    /// - Returns: what was found, as evidence.
    func verify(_ verification: Verification) async throws -> String {
        let violations = try await context.connection.scalar(verification.violations).integer ?? 0
        guard violations == 0 else {
            var detail = try await examples(verification)
            if detail == nil { detail = try await repetitions(verification) }
            throw EngineError(
                .data, "\(violations) \(violations == 1 ? "row" : "rows") \(verification.complaint)",
                detail: detail,
                hint: verification.remedy)
        }
        var found = "no row \(verification.complaint)"
        let extent = try await context.engine.extent(of: verification.table, on: context.connection)
        if let sample = verification.sample({ context.engine.sample(of: $0, as: $1, extent: extent) }),
            let row = try await compared(sample), let looked = row[0].integer,
            let differ = row[1].integer
        {
            found += ", \(looked) rows sampled: "
            found +=
                differ == 0 ? "all as the fill says" : "\(differ) differ from the fill, written by other code"
        }
        return found
    }

    /// Nil where the type has no equality to compare by (`json`).
    private func compared(_ sample: SQL) async throws -> Row? {
        do {
            return try await context.connection.query(sample).first
        } catch let error as EngineError where error.kind == .refused {
            return nil
        }
    }

    /// Some of the keys that a unique index would refuse.
    private func repetitions(_ verification: Verification) async throws -> String? {
        guard case .distinct(let index) = verification, let sample = verification.examples else { return nil }
        let names = index.keyColumns.map(\.text).joined(separator: ", ")
        let rows = try await context.connection.query(sample)
        return rows.map { row in
            let values = index.keyColumns.indices.map { row[$0].text ?? "NULL" }.joined(separator: ", ")
            return "(\(names)) = (\(values)) \(row[index.keyColumns.count].text ?? "several") times"
        }.joined(separator: "; ")
    }
}

extension Verification {
    var table: ObjectName {
        switch self {
        case .filled(let fill): fill.table
        case .satisfies(let table, _), .notNull(let table, _), .references(let table, _, _): table
        case .distinct(let index): index.table
        case .holds(let proof): proof.table
        case .inStep(let move): move.target
        }
    }

    /// What is wrong with a row that counts as a violation.
    var complaint: String {
        switch self {
        case .filled(let fill): "of \(fill.table) still without \(fill.column)"
        case .satisfies(let table, let condition): "of \(table) against CHECK (\(condition.text))"
        case .notNull(let table, let column): "of \(table) NULL in \(column)"
        case .distinct(let index):
            "of \(index.table) repeat another's \(index.keyColumns.map(\.text).joined(separator: ", "))"
        case .references(let table, let column, let reference):
            "of \(table) whose \(column) is not in \(reference.table)"
        case .holds(let proof): proof.complaint
        case .inStep(let move): "of \(move.target) whose \(move.new) is not \(move.source).\(move.old)"
        }
    }

    var remedy: String {
        switch self {
        case .filled: "something undid the fill, perhaps a trigger of the table; mend it, then apply again"
        case .notNull(let table, let column):
            "give these rows a value, for example by a fill of \(table.name).\(column), then apply again"
        case .distinct: "remove or change the repetitions, then apply again"
        case .satisfies, .references, .holds: "mend these rows, then apply again"
        case .inStep:
            "something wrote past the triggers, perhaps with session_replication_role; make them equal, then apply again"
        }
    }
}
