package import ColonnadeEngine
package import ColonnadeModel

/// Everything around one table or column. Nothing here stands in a lock queue: what prints an expression is left out for
/// tables that somebody holds or wants ACCESS EXCLUSIVE, as in ``inspect(on:)``.
extension PostgresEngine {
    package func relationNames(on connection: any Connection) async throws -> RelationNames {
        let rows = try await connection.query(
            """
            SELECT n.nspname::text, c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND \(Self.userSchemas)
            """)
        return RelationNames(
            relations: Set(rows.compactMap { Self.name($0, at: 0) }),
            searchPath: try await connection.query("SELECT unnest(current_schemas(false))::text").map {
                Identifier($0[0].text ?? "")
            })
    }

    package func countedStatements(
        naming tables: [ObjectName], on connection: any Connection
    ) async throws -> [ObservedStatement] {
        guard !tables.isEmpty, let schema = try await PostgresSurroundings.statisticsSchema(on: connection)
        else { return [] }
        do {
            return try await PostgresSurroundings.counted(
                schema, .anyOf(tables.map(\.name.text)), version, on: connection)
        } catch let error as EngineError where error.kind == .refused || error.kind == .insufficientPrivilege
        {
            // The extension without its library (55000), or not for this role.
            return []
        }
    }

    package func surroundings(
        of table: ObjectName, _ column: Identifier?, on connection: any Connection
    ) async throws -> Surroundings {
        guard let relation = try await PostgresSurroundings.relation(table, version, on: connection) else {
            throw EngineError(.refused, "there is no relation \(table)", code: "42P01")
        }
        var found = Surroundings(table, column, kind: relation.kind, columns: relation.columns)
        guard found.isFound else { return found }
        let number = relation.columns.first { $0.name == column }?.number
        try await lookingAgain(on: connection) { locked in
            let reader = PostgresSurroundings(
                connection: connection, version: version, printing: CatalogPart.Printing(locked: locked),
                oid: relation.oid, column: number.map { Int64($0) })
            var read = found
            try await transaction(on: connection) { try await reader.readCatalog(into: &read) }
            if locked.contains(relation.oid) {
                read.notObserved.append(
                    "definitions that speak of \(table): somebody holds it ACCESS EXCLUSIVE right now")
            }
            found = read
        }
        let reader = PostgresSurroundings(
            connection: connection, version: version, printing: CatalogPart.Printing(locked: []),
            oid: relation.oid, column: number.map { Int64($0) })
        try await reader.readActivity(into: &found)
        found.neighbours += try await blockers(of: [LockClaim(table, .accessExclusive)], on: connection).map(
            \.neighbour)
        found.notObserved += [
            "other databases and servers that reach this table by a foreign table or a link of their own"
        ]
        return found
    }
}

extension Blocker {
    /// Who is at the table, as the map shows it.
    fileprivate var neighbour: Neighbour {
        let what: Neighbour.Kind =
            switch kind {
            case .prepared: .preparedTransaction
            case .autovacuum, .wraparound: .autovacuum
            case .client, .maintenance, .server: .session
            }
        let who =
            kind == .prepared
            ? state.replacing("prepared transaction ", with: "")
            : "pid \(pid)" + (application.isEmpty ? "" : " (\(application))")
        return Neighbour(
            what, who, catalog: "pg_locks", definition: query.isEmpty ? nil : query,
            detail: [
                user, kind == .prepared ? "" : state, "\(mode) for \(ageMilliseconds / 1_000) s",
            ].filter { !$0.isEmpty }.joined(separator: ", "))
    }
}
