import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import SQLiteEngine
import Synchronization
import Testing

/// The statements of a whole rollout, while old code goes on writing.
@Suite(.aFewAtATime) struct SQLiteRolloutTests {
    private static let orders = ObjectName("orders")
    private static let fill = Fill(
        table: orders, column: "cents", value: Expression("total * 100", columns: ["total"]))
    private static let trigger = FillTrigger(name: "colonnade_orders_cents", fill: fill)

    @Test(arguments: ["WAL", "DELETE"])
    func `old writers never fail while a column is added, filled and made NOT NULL`(journal: String)
        async throws
    {
        let database = try await TestDatabase(
            """
            PRAGMA journal_mode = \(journal);
            CREATE TABLE orders (id INTEGER PRIMARY KEY, total INT NOT NULL);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
              INSERT INTO orders SELECT i, i % 97 FROM n;
            """)
        let stop = Flag()
        let writers = (0..<2).map { number in
            Task {
                let session = try await database.session()
                var count: Int64 = 0
                while !stop.isSet {
                    let id = Int64.random(in: 1...20_000)
                    switch count % 3 {
                    case 0:
                        try await session.execute(
                            "UPDATE orders SET total = total + 1 WHERE id = \(bind: .integer(id))")
                    case 1:
                        try await session.execute("INSERT INTO orders (total) VALUES (\(bind: .integer(id)))")
                    default: try await session.execute("DELETE FROM orders WHERE id = \(bind: .integer(id))")
                    }
                    count += 1
                    // SQLite's lock is not fair: whoever never pauses may keep everybody else out for good.
                    try await Task.sleep(for: .milliseconds(1))
                }
                return count
            }
        }
        let engine = try await database.engine()
        let connection = try await engine.connect(as: "test")
        try await expand(engine, connection)
        stop.set()
        var written: Int64 = 0
        for writer in writers { written += try await writer.value }
        #expect(written > 0)
        let wrong = "SELECT count(*) FROM orders WHERE cents IS NOT total * 100"
        #expect(try await database.rows(wrong) == ["0"])
        // Once nobody writes who does not know the column.
        let contract = TableRebuild(table: SQLiteRolloutTests.orders, alterations: [.setNotNull("cents")])
        try await transaction(
            engine, connection, [.rebuildTable(contract), .removeFill(SQLiteRolloutTests.trigger)])
        #expect(
            try await database.definition("orders")
                == "CREATE TABLE \"orders\" (id INTEGER PRIMARY KEY, total INT NOT NULL, cents INTEGER NOT NULL CHECK (cents >= 0))"
        )
        #expect(try await database.rows("SELECT count(*) FROM sqlite_master WHERE name <> 'orders'") == ["0"])
        #expect(try await database.rows("PRAGMA integrity_check") == ["ok"])
    }

    private func expand(_ engine: SQLiteEngine, _ connection: any Connection) async throws {
        let (table, fill) = (SQLiteRolloutTests.orders, SQLiteRolloutTests.fill)
        let column = ColumnDefinition("cents", "INTEGER") {
            $0.checks = [.init(name: nil, expression: Expression("cents >= 0"))]
        }
        let install = Statement.installFill(SQLiteRolloutTests.trigger)
        try await transaction(engine, connection, [.addColumn(table, column.bare), install])
        let backfill = Backfill(table: table, fills: [fill], estimatedRows: nil)
        let extent = try await engine.extent(of: table, on: connection)
        for start in stride(from: Int64(0), to: extent, by: 1_000) {
            try await retrying {
                _ = try await engine.beginBatch(
                    backfill.update { engine.lies($0, in: start..<start + 1_000) },
                    timeout: .seconds(2), suppressingTriggers: false, on: connection
                )
                try await connection.execute("COMMIT")
            } otherwise: {
                await connection.rollback()
            }
        }
        try await engine.perform(.verify(.filled(fill)), on: connection)
        try await engine.perform(.verify(.notNull(table, "cents")), on: connection)
        let rebuild = TableRebuild(table: table, alterations: [.redefine(column)])
        try await transaction(engine, connection, [.rebuildTable(rebuild)])
    }

    private func transaction(
        _ engine: SQLiteEngine, _ connection: any Connection, _ statements: [Statement]
    ) async throws {
        try await retrying {
            try await engine.begin(LockAttempt([], timeout: .seconds(2)), on: connection)
            for statement in statements { try await engine.perform(statement, on: connection) }
            try await connection.execute("COMMIT")
        } otherwise: {
            await connection.rollback()
        }
    }

    private func retrying(_ body: () async throws -> Void, otherwise: () async -> Void) async throws {
        for attempt in 0... {
            do { return try await body() } catch let error as EngineError
                where error.kind == .lockTimeout && attempt < 20
            { await otherwise() }
        }
    }
}

private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}
