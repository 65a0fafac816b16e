import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

/// Carries statements out in a transaction and compares what the server did with what was said of it: `pg_locks`, the
/// relfilenodes, the scan counters.
struct LockTrace {
    let engine: any Engine
    let connection: any Connection

    /// A relation that was there before.
    private struct Relation {
        var name: String
        var file: String
        /// The table, where it is an index.
        var table: String?
    }

    /// - Parameter what: named in failures.
    func expectTruth(
        _ what: String, _ statements: [Statement], locks claims: [LockClaim], work: Work,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await relations()
        try await connection.execute("BEGIN")
        let scans = try await scannedTables()
        for statement in statements { try await perform(statement) }
        let held = try await locks().compactMap { oid, mode in before[oid].map { ($0.name, mode) } }
        let taken = Dictionary(held, uniquingKeysWith: max)
        let scanned = try await scannedTables().subtracting(scans)
        try await connection.execute("COMMIT")
        let announced = Dictionary(claims.map { ($0.relation.description, $0.mode) }, uniquingKeysWith: max)

        let tables = Dictionary(
            before.values.map { ($0.name, $0.table) }, uniquingKeysWith: { first, _ in first })
        for (relation, mode) in taken {
            // Weaker locks than SHARE UPDATE EXCLUSIVE keep nobody waiting but strong DDL: they may be left unsaid.
            guard mode >= .shareUpdateExclusive || announced[relation] != nil else { continue }
            // What is said of a table is said of its indexes too.
            if let table = tables[relation] ?? nil, let mode = announced[relation] ?? announced[table],
                mode >= taken[relation] ?? mode
            {
                continue
            }
            #expect(
                announced[relation] == mode, "\(what): \(relation) was locked \(mode.rawValue)",
                sourceLocation: sourceLocation)
        }
        for (relation, mode) in announced where mode >= .shareUpdateExclusive && tables[relation] != nil {
            #expect(
                taken[relation] == mode, "\(what) announced \(mode.rawValue) on \(relation)",
                sourceLocation: sourceLocation)
        }
        let after = try await relations()
        let rewritten = before.filter {
            $0.value.table == nil && (after[$0.key]?.file ?? $0.value.file) != $0.value.file
        }
        #expect(
            rewritten.isEmpty == (work != .rewrite), "\(what) rewrote \(rewritten.values.map(\.name))",
            sourceLocation: sourceLocation)
        if work == .catalog {
            #expect(scanned.isEmpty, "\(what) read \(scanned)", sourceLocation: sourceLocation)
        }
    }

    /// A backfill is carried out as one batch over the whole table, a proof as its query.
    private func perform(_ statement: Statement) async throws {
        switch statement {
        case .backfill(let backfill):
            try await connection.execute("SET LOCAL colonnade.batch = 'on'")
            try await connection.execute(backfill.update { engine.lies($0, in: 0..<Int64(1) << 40) })
        case .verify(let verification):
            let count = try await connection.scalar(verification.violations)
            #expect(count.integer == 0)
        default:
            try await engine.perform(statement, on: connection)
        }
    }

    /// By OID, which stays whatever happens to the name.
    private func relations() async throws -> [Int64: Relation] {
        let rows = try await connection.query(
            """
            SELECT c.oid::bigint, n.nspname || '.' || c.relname, pg_relation_filenode(c.oid)::text,
                   n.nspname || '.' || t.relname
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = i.indrelid
             WHERE c.relkind IN ('r', 'p', 'i', 'I') AND n.nspname = 'public'
            """
        )
        return Dictionary(
            rows.map { row in
                (
                    row[0].integer ?? 0,
                    Relation(name: row[1].text ?? "", file: row[2].text ?? "", table: row[3].text)
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    private func locks() async throws -> [Int64: LockMode] {
        let rows = try await connection.query(
            """
            SELECT relation::bigint, mode FROM pg_locks
             WHERE locktype = 'relation' AND pid = pg_backend_pid() AND granted
            """
        )
        let modes = Dictionary(
            LockMode.allCases.map { mode in
                (
                    mode.rawValue.split(separator: " ").map { $0.prefix(1) + $0.dropFirst().lowercased() }
                        .joined() + "Lock", mode
                )
            }, uniquingKeysWith: { first, _ in first }
        )
        return Dictionary(
            rows.compactMap { row in modes[row[1].text ?? ""].map { (row[0].integer ?? 0, $0) } },
            uniquingKeysWith: max
        )
    }

    private func scannedTables() async throws -> Set<String> {
        Set(
            try await connection.query(
                "SELECT relname::text FROM pg_stat_xact_user_tables WHERE seq_tup_read > 0 AND schemaname = 'public'"
            ).compactMap { $0[0].text }
        )
    }
}
