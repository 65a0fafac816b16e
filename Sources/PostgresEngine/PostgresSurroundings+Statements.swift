import ColonnadeEngine
import ColonnadeModel

/// Statements that somebody sends: out of pg_stat_statements (manual F.30) where it is there, otherwise those that
/// sessions are at right now or were at last.
extension PostgresSurroundings {
    func readStatements(into found: inout Surroundings) async throws {
        let pattern = SQL.anyOf(found.relationNames.map(\.name.text))
        do {
            guard let schema = try await Self.statisticsSchema(on: connection) else {
                found.notObserved.append(
                    "statements over time: the extension pg_stat_statements is not in this database; sessions were looked at "
                        + "once")
                return try await sample(pattern, into: &found)
            }
            try await readStatistics(schema, pattern, into: &found)
        } catch let error as EngineError where error.kind != .connectionLost && error.kind != .cancelled {
            // Not loaded (55000), or not for this role: what the server says is the reason.
            found.notObserved.append("statements over time: \(error.message); sessions were looked at once")
            try await sample(pattern, into: &found)
        }
    }

    /// Where the extension is; nil where this database does not have it.
    static func statisticsSchema(on connection: any Connection) async throws -> Identifier? {
        try await connection.scalar(
            """
            SELECT n.nspname::text FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
             WHERE e.extname = 'pg_stat_statements'
            """
        ).text.map { Identifier($0) }
    }

    private func readStatistics(
        _ schema: Identifier, _ pattern: SQL, into found: inout Surroundings
    ) async throws {
        found.statements = try await Self.counted(schema, pattern, version, on: connection)
        try await readLimits(schema, into: &found)
    }

    /// The statements of this database whose text is like the pattern, those that took the longest first.
    static func counted(
        _ schema: Identifier, _ pattern: SQL, _ version: ServerVersion, on connection: any Connection
    ) async throws -> [ObservedStatement] {
        // Renamed with version 1.8 of the extension, which came with 13.
        let time: SQL = version >= ServerVersion(13) ? "total_exec_time" : "total_time"
        return try await connection.query(
            """
            SELECT s.queryid::bigint, s.query, sum(s.calls)::bigint, sum(s.\(time))::float8,
                   string_agg(DISTINCT pg_get_userbyid(s.userid)::text, ', ')
              FROM \(ObjectName(schema: schema, "pg_stat_statements")) s
              JOIN pg_database d ON d.oid = s.dbid AND d.datname = current_database()
             WHERE s.query ILIKE ANY (\(pattern)) GROUP BY 1, 2 ORDER BY 4 DESC
            """
        ).map { row in
            ObservedStatement(
                source: "pg_stat_statements", id: row[0].integer, text: row[1].text ?? "",
                calls: row[2].integer ?? 0, totalMilliseconds: row[3].double ?? 0, user: row[4].text ?? "")
        }
    }

    /// What the extension has forgotten, never counted, or does not show; and what only replicas have counted, each for
    /// itself.
    private func readLimits(_ schema: Identifier, into found: inout Surroundings) async throws {
        let view = ObjectName(schema: schema, "pg_stat_statements")
        var gaps: [String] = []
        let hidden = try await connection.scalar(
            "SELECT count(*) FROM \(view) WHERE query IS NULL OR query = '<insufficient privilege>'")
        if let count = hidden.integer, count > 0 {
            gaps.append(
                "\(count) statement\(count == 1 ? "" : "s") in pg_stat_statements whose text this role may not see: be a member of pg_read_all_stats"
            )
        }
        let track = try await connection.scalar("SELECT current_setting('pg_stat_statements.track', true)")
        if track.text == "none" { gaps.append("new statements: pg_stat_statements.track is none") }
        let utility = try await connection.scalar(
            "SELECT current_setting('pg_stat_statements.track_utility', true)")
        if utility.text == "off" { gaps.append("COPY and DO: pg_stat_statements.track_utility is off") }
        let replicas = found.neighbours.filter { $0.kind == .replica }.count
        if replicas > 0 {
            gaps.append(
                "statements on \(replicas) replica\(replicas == 1 ? "" : "s"), which only \(replicas == 1 ? "it has" : "they have") counted"
            )
        }
        if version >= ServerVersion(14) {
            let info = ObjectName(schema: schema, "pg_stat_statements_info")
            let row = try await connection.query("SELECT dealloc::bigint, stats_reset::text FROM \(info)")
                .first
            let thrown = row?[0].integer ?? 0
            found.counting = "\(thrown) thrown away since \(row?[1].text ?? "")"
            if thrown > 0 {
                found.notObserved.append(
                    "statements that pg_stat_statements has thrown away (\(thrown) times since it was reset): raise "
                        + "pg_stat_statements.max")
            }
        } else {
            found.counting = "unknown losses"
            gaps.append("statements that pg_stat_statements threw away: it says so from PostgreSQL 14 on")
        }
        found.countingGaps = gaps
        found.notObserved += gaps
    }

    private func sample(_ pattern: SQL, into found: inout Surroundings) async throws {
        let rows = try await connection.query(
            """
            SELECT query, count(*)::bigint, coalesce(string_agg(DISTINCT usename::text, ', '), '')
              FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ILIKE ANY (\(pattern))
               AND application_name NOT LIKE 'colonnade%' GROUP BY 1
            """)
        found.statements = rows.map { row in
            ObservedStatement(
                source: "pg_stat_activity", id: nil, text: MaskedQuery.blank(row[0].text ?? ""),
                calls: row[1].integer ?? 1,
                totalMilliseconds: 0, user: row[2].text ?? "")
        }
    }
}
