package import ColonnadeEngine
package import ColonnadeModel

extension PostgresEngine {
    /// Indexes are built and dropped concurrently, outside transactions, so the catalog is asked how far it got. A
    /// partition's constraint may have gone with the whole.
    package func reconcile(_ statement: Statement, on connection: any Connection) async throws
        -> Reconciliation
    {
        switch statement {
        case .createIndex(let index):
            guard let name = index.name else { return .absent }
            return try await reconcile(
                index: ObjectName(schema: index.table.schema, name), of: index.table, on: connection
            )
        case .dropIndex(let index, _, _):
            return try await exists(index, on: connection) ? .absent : .done
        case .column(.removeConstraint(let table, let name, _)):
            let there = try await connection.scalar(
                """
                SELECT EXISTS (SELECT FROM pg_constraint WHERE conname = \(bind: .text(name.text))
                   AND conrelid = to_regclass(\(bind: .text(PostgresDialect.quoted(table)))))
                """)
            return there.bool == true ? .absent : .done
        case .index(.rebuild(_, let table)), .index(.rebuildAll(let table)):
            return try await reconcile(rebuildOf: table, on: connection)
        case .partition(.detach(let table, let parent, _)):
            return try await isPartition(table, of: parent, on: connection) ? .absent : .done
        default:
            return .absent
        }
    }

    private func reconcile(
        index: ObjectName, of table: ObjectName, on connection: any Connection
    ) async throws -> Reconciliation {
        let rows = try await connection.query(
            """
            SELECT i.indisvalid, i.indrelid = to_regclass(\(bind: .text(PostgresDialect.quoted(table)))) AS own
              FROM pg_index i WHERE i.indexrelid = to_regclass(\(bind: .text(PostgresDialect.quoted(index))))
            """
        )
        guard let row = rows.first else { return .absent }
        guard row["own"].bool == true else {
            throw EngineError(.refused, "the name \(index) belongs to an index of another table")
        }
        if row["indisvalid"].bool == true { return .done }
        if let builder = try await builder(of: index, on: connection) { return .running(builder) }
        return .broken(cleanup: [.dropIndex(index, table: table, concurrently: true)])
    }

    /// Somebody who builds the index right now: the backend of a runner that died keeps at it for a moment.
    func builder(of index: ObjectName, on connection: any Connection) async throws -> Blocker? {
        // The view has the index's id since 12.
        guard version >= ServerVersion(12) else { return nil }
        let rows = try await connection.query(
            """
            SELECT a.pid, coalesce(a.usename, '') AS "user", a.application_name AS application,
                   coalesce(host(a.client_addr), '') AS client, coalesce(a.state, '') AS state,
                   (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::bigint AS age_ms,
                   '' AS mode, a.query, 'maintenance' AS kind
              FROM pg_stat_progress_create_index p JOIN pg_stat_activity a ON a.pid = p.pid
             WHERE p.index_relid = to_regclass(\(bind: .text(PostgresDialect.quoted(index))))
            """
        )
        return rows.first.map { Self.blocker($0, relation: index) }
    }
}
