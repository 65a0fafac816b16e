package import ColonnadeEngine
package import ColonnadeModel

/// Batches are ranges of pages: sequential, without an index, whatever the primary key.
///
/// Why one pass over the pages that exist at the start is complete: the fill trigger is in place before the
/// first batch, and its creation waited for every writer that did not know it. From then on each row version
/// written by an insert or update has its value, wherever it lands: in a reused slot of an old page, a HOT chain
/// or a new page at the end. An unfilled version can therefore only be older than the trigger, so it lies in the
/// pages counted after the trigger was committed, and it never moves: an update leaves a filled version instead.
extension PostgresEngine {
    package func beginBatch(
        _ update: SQL, timeout: Duration, suppressingTriggers: Bool, on connection: any Connection
    ) async throws -> Int64 {
        var statements: [SQL] = [
            "BEGIN", "SET LOCAL lock_timeout = \(Self.milliseconds(timeout))",
            "SET LOCAL synchronous_commit = off", "SET LOCAL colonnade.batch = 'on'",
        ]
        // Silences every trigger that is not ENABLE ALWAYS or REPLICA, the fill trigger too: the batch needs none.
        if suppressingTriggers { statements.append("SET LOCAL session_replication_role = replica") }
        return try await connection.pipeline(statements + [update]).last?.changes ?? 0
    }

    package func extent(of table: ObjectName, on connection: any Connection) async throws -> Int64 {
        let pages =
            try await connection.scalar(
                """
                SELECT pg_relation_size(\(bind: .text(PostgresDialect.quoted(table)))::regclass)
                       / current_setting('block_size')::bigint
                """
            ).integer ?? 0
        return pages * Self.itemsPerPage
    }

    package func initialBatch(of table: ObjectName, on connection: any Connection) async throws -> Int64 {
        64 * Self.itemsPerPage
    }

    /// A position is a page and an item in it, so that a range can be as narrow as one row. A page of the largest
    /// block size, 32 kB, holds 1,163 items at most (MaxHeapTuplesPerPage, access/htup_details.h).
    ///
    /// Batches of older servers lie in pages as well: a list of every item of theirs needs no key either.
    static let itemsPerPage: Int64 = 2_048

    package func lies(_ row: SQL, in positions: Range<Int64>) -> SQL {
        Self.lies(row, in: positions, for: version)
    }

    static func lies(_ row: SQL, in positions: Range<Int64>, for version: ServerVersion) -> SQL {
        let (from, to) = (tid(positions.lowerBound), tid(positions.upperBound))
        let range: SQL = "\(row).ctid >= \(from) AND \(row).ctid < \(to)"
        guard version < ServerVersion(14) else { return range }
        // No TID range scans before 14, but TID scans over a list, of as many items as a page may hold
        // (MaxHeapTuplesPerPage, access/htup_details.h: 291 in one of 8 kB).
        let (first, last) = (
            positions.lowerBound / itemsPerPage, (positions.upperBound - 1) / itemsPerPage
        )
        return """
            \(row).ctid = ANY (ARRAY(SELECT format('(%s,%s)', page, item)::tid
              FROM generate_series(\(number: first), \(number: last)) AS page,
                generate_series(1, (current_setting('block_size')::int - 24) / 28) AS item))
              AND \(range)
            """
    }

    private static func tid(_ position: Int64) -> SQL {
        "'(\(number: position / itemsPerPage),\(number: position % itemsPerPage))'::tid"
    }

    package func place(_ row: SQL) -> SQL { "'ctid ' || \(row).ctid::text" }

    package func unlockedRows(_ table: ObjectName, as row: Identifier, where condition: SQL) -> SQL? {
        """
        \(row).ctid = ANY (ARRAY(SELECT \(row).ctid FROM ONLY \(table) AS \(row) WHERE \(condition)
          FOR NO KEY UPDATE SKIP LOCKED))
        """
    }

    package func vacuum(_ table: ObjectName, on connection: any Connection) async throws {
        try await connection.execute("VACUUM \(table)")
    }

    package func sample(of table: ObjectName, as alias: Identifier, extent: Int64) -> SQL {
        // About 200 pages, each taken or left as a whole: cheap on any size of table.
        let pages = extent / Self.itemsPerPage
        let percent = pages <= 200 ? 100 : max(1, 20_000 / pages)
        return "\(table) AS \(alias) TABLESAMPLE SYSTEM (\(number: percent))"
    }
}
