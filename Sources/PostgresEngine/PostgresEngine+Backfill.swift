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
    package func beginBatch(timeout: Duration, on connection: any Connection) async throws {
        try await connection.execute(
            """
            BEGIN; SET LOCAL lock_timeout = \(literal: "\(max(timeout.milliseconds, 1))ms"); \
            SET LOCAL synchronous_commit = off
            """
        )
    }

    package func extent(of table: ObjectName, on connection: any Connection) async throws -> Int64 {
        try await connection.scalar(
            """
            SELECT pg_relation_size(\(bind: .text(PostgresDialect.quoted(table)))::regclass)
                   / current_setting('block_size')::bigint
            """
        ).integer ?? 0
    }

    package func initialBatch(of table: ObjectName, on connection: any Connection) async throws -> Int64 { 64 }

    package func lies(_ row: SQL, in positions: Range<Int64>) -> SQL {
        let (from, to) = (positions.lowerBound, positions.upperBound)
        guard version >= ServerVersion(14) else {
            // No TID range scans before 14, but TID scans over a list: 291 is the most tuples an 8 kB page holds.
            return """
                \(row).ctid = ANY (ARRAY(SELECT format('(%s,%s)', page, item)::tid
                  FROM generate_series(\(number: from), \(number: to - 1)) AS page, generate_series(1, 291) AS item))
                """
        }
        return "\(row).ctid >= '(\(number: from),0)'::tid AND \(row).ctid < '(\(number: to),0)'::tid"
    }

    package func sample(of table: ObjectName, as alias: Identifier, extent: Int64) -> SQL {
        // About 200 pages, each taken or left as a whole: cheap on any size of table.
        let percent = extent <= 200 ? 100 : max(1, 20_000 / extent)
        return "\(table) AS \(alias) TABLESAMPLE SYSTEM (\(number: percent))"
    }
}
