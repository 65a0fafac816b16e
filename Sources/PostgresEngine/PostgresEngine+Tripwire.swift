package import ColonnadeEngine
package import ColonnadeModel

extension PostgresEngine {
    package func tripwire(
        on table: ObjectName, _ column: Identifier, on connection: any Connection
    ) async throws -> Tripwire {
        let generated: SQL = version >= ServerVersion(12) ? "a.attgenerated <> ''" : "false"
        let rows = try await connection.query(
            """
            SELECT c.oid::bigint, c.relkind::text, a.attnum::bigint, \(generated), a.attidentity <> '',
                   EXISTS (SELECT FROM pg_operator o
                     WHERE o.oprname = '=' AND o.oprleft = a.atttypid AND o.oprright = a.atttypid),
                   CASE WHEN NOT \(generated) THEN pg_get_expr(d.adbin, 0) END,
                   (SELECT bool_or(p.provolatile = 'v')
                      FROM regexp_matches(d.adbin::text, ':(?:funcid|opfuncid) ([0-9]+)', 'g') m
                      JOIN pg_proc p ON p.oid = m[1]::oid),
                   EXISTS (SELECT FROM pg_trigger t JOIN pg_depend x ON x.classid = 'pg_trigger'::regclass AND x.objid = t.oid
                     WHERE t.tgrelid = c.oid AND x.refobjid = c.oid AND x.refobjsubid = a.attnum
                       AND \(PostgresTripwire.isTripwire("t")))
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = \(bind: .text(column.text))
               AND a.attnum > 0 AND NOT a.attisdropped
              LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE n.nspname = \(bind: Value(table.schema?.text)) AND c.relname = \(bind: .text(table.name.text))
            """)
        guard let row = rows.first else {
            throw EngineError(.refused, "there is no column \(table).\(column)", code: "42703")
        }
        let kind = row[1].text ?? ""
        guard kind == "r" || kind == "p" else {
            throw EngineError(.refused, "a tripwire watches a table, and \(table) is none")
        }
        if kind == "p", version < ServerVersion(13) {
            throw EngineError(
                .refused, "a partitioned table takes no tripwire before PostgreSQL 13",
                hint: "watch its partitions, each by itself")
        }
        if row[3].bool == true {
            throw EngineError(.refused, "the database computes \(table).\(column): nobody writes it")
        }
        let definition = PostgresTripwire(
            version: version, table: table, column: column, oid: row[0].integer ?? 0,
            number: row[2].integer ?? 0, hasEquality: row[5].bool ?? false,
            defaultExpression: row[6].text.map { SQL(verbatim: $0) },
            isDefaultVolatile: row[4].bool == true || row[7].bool == true)
        let catalog = try await inspect(on: connection)
        func locks(_ mode: LockMode) -> [LockClaim] {
            catalog.inLockingOrder(PostgresDialect(version: version).partitions(table, mode, in: catalog))
        }
        return Tripwire(
            table, column, isInstalled: row[8].bool ?? false, preparation: definition.preparation,
            installation: definition.installation, installLocks: locks(.shareRowExclusive),
            removal: definition.removal, removalLocks: locks(.accessExclusive), cleanup: definition.cleanup,
            pruning: definition.pruning, gaps: definition.gaps)
    }
}

extension PostgresSurroundings {
    /// What a tripwire of the column has seen, where there is one.
    func readWrites(into found: inout Surroundings) async throws {
        guard let column else { return }
        let sequence = PostgresTripwire.sequence(oid, column)
        let name = "colonnade.\(sequence.name.text)"
        let number = try await connection.scalar(
            """
            SELECT to_regclass(\(literal: name))::oid::bigint WHERE EXISTS (SELECT FROM pg_trigger t
              WHERE t.tgrelid = \(number: oid) AND \(PostgresTripwire.isTripwire("t")))
            """)
        guard let tripwire = number.integer else { return }
        do {
            let count = try await connection.scalar(
                "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM \(sequence)")
            let rows = try await connection.query(
                """
                SELECT extract(epoch FROM max(at))::float8, operation, role, application, client, query
                  FROM \(PostgresTripwire.writers) WHERE tripwire = \(literal: name)
                 GROUP BY 2, 3, 4, 5, 6 ORDER BY 1 DESC LIMIT 100
                """)
            found.writes = ObservedWrites(
                tripwire: tripwire, count: count.integer ?? 0,
                writers: rows.map { row in
                    ObservedWrites.Writer(
                        lastSeen: row[0].double ?? 0, operation: row[1].text ?? "", role: row[2].text ?? "",
                        application: row[3].text ?? "", client: row[4].text ?? "", text: row[5].text ?? "")
                })
        } catch let error as EngineError where error.kind == .insufficientPrivilege {
            found.notObserved.append("what the tripwire has counted: \(error.message)")
        }
    }
}
