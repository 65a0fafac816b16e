import ColonnadeEngine
import ColonnadeModel

extension PostgresEngine {
    /// Carries a statement about partitions out. A DETACH CONCURRENTLY that was broken off between its two transactions
    /// is brought to its end.
    func perform(_ statement: PartitionStatement, on connection: any Connection) async throws {
        if case .detach(let table, let parent, true) = statement,
            try await isDetachPending(table, of: parent, on: connection)
        {
            try await connection.execute("ALTER TABLE \(parent) DETACH PARTITION \(table) FINALIZE")
            return
        }
        for sql in dialect.render(.partition(statement)) { try await connection.execute(sql) }
    }

    /// Whether a table still hangs below a partitioned one.
    func isPartition(_ table: ObjectName, of parent: ObjectName, on connection: any Connection) async throws
        -> Bool
    {
        try await connection.scalar(
            "SELECT count(*) FROM pg_inherits h WHERE \(Self.link(table, parent))"
        ).integer == 1
    }

    private func isDetachPending(
        _ table: ObjectName, of parent: ObjectName, on connection: any Connection
    ) async throws -> Bool {
        try await connection.scalar(
            "SELECT count(*) FROM pg_inherits h WHERE inhdetachpending AND \(Self.link(table, parent))"
        ).integer == 1
    }

    private static func link(_ table: ObjectName, _ parent: ObjectName) -> SQL {
        """
        h.inhrelid = to_regclass(\(bind: .text(PostgresDialect.quoted(table))))
          AND h.inhparent = to_regclass(\(bind: .text(PostgresDialect.quoted(parent))))
        """
    }
}
