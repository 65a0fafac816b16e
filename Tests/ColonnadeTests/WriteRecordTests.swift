@testable import Colonnade
import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Synchronization
import Testing

/// Clients that fight for a few rows: what they have written is written again on another database, and has to come to the
/// same.
@Suite(.aFewAtATime) struct WriteRecordTests {
    private static let schema = """
        CREATE TABLE customers (id int PRIMARY KEY, email text NOT NULL UNIQUE);
        CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          customer_id int REFERENCES customers ON DELETE CASCADE, quantity int NOT NULL, note text,
          doubled int GENERATED ALWAYS AS (quantity * 2) STORED);
        CREATE TABLE stock (place text, item text, count int NOT NULL DEFAULT 0, PRIMARY KEY (place, item));
        CREATE VIEW busy AS SELECT * FROM orders WHERE quantity > 5;
        CREATE FUNCTION place_order() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
        INSERT INTO customers SELECT i, 'c' || i FROM generate_series(1, 10) i;
        INSERT INTO orders (customer_id, quantity, note) SELECT i % 10 + 1, i % 7, 'n' FROM generate_series(1, 60) i;
        """

    private func record(_ database: TestDatabase, _ functions: Set<String> = []) async throws -> WriteRecord {
        let catalog = try await database.engine.inspect(on: database.connection)
        return WriteRecord { text, code in
            WriteReader(catalog: catalog, code: code, functions: functions).form(of: text)
        }
    }

    /// What one of many clients sends next.
    private static func statement(_ random: inout SplitMix) -> SQL {
        let number = random.next(below: 12)
        let (value, other): (Value, Value) = (
            .integer(Int64(random.next(below: 60))), .integer(Int64(number + 1))
        )
        return switch random.next(below: 9) {
        case 0: "UPDATE orders SET quantity = quantity + 1, note = \(bind: other) WHERE id = \(bind: value)"
        case 1: "UPDATE orders AS o SET quantity = o.quantity % 5 WHERE customer_id = \(bind: other)"
        case 2:
            """
            UPDATE orders SET note = c.email FROM customers c
             WHERE c.id = orders.customer_id AND orders.id = \(bind: value) RETURNING orders.id
            """
        case 3: "DELETE FROM orders WHERE id = \(bind: value)"
        case 4:
            """
            INSERT INTO orders (customer_id, quantity) VALUES (\(bind: other), \(bind: value)), (NULL, 3) RETURNING *
            """
        case 5:
            """
            INSERT INTO stock AS s VALUES ('here, "or" there', \(bind: other), 1)
            ON CONFLICT (place, item) DO UPDATE SET count = s.count + 1
            """
        case 6: "INSERT INTO stock VALUES ('x', \(bind: other)) ON CONFLICT DO NOTHING"
        case 7: "DELETE FROM customers WHERE id = \(bind: other) AND id > 8 -- with their orders"
        default: "INSERT INTO customers VALUES (\(bind: other), \(bind: value)) ON CONFLICT (id) DO NOTHING"
        }
    }

    @Test(arguments: [15, 18], [false, true])
    func whatWasWrittenIsWrittenAgain(_ major: Int, _ prepares: Bool) async throws {
        let ours = try await TestDatabase.postgres(major)
        let twin = try await TestDatabase.postgres(major)
        for database in [ours, twin] { try await database.run(Self.schema) }
        let record = try await record(ours)
        var workload = Workload(rate: 1, clients: 1, oldCode: [], newCode: nil)
        workload.prepares = prepares
        workload.record = record
        try await withThrowingTaskGroup(of: Void.self) { [workload] group in
            for number in 0..<8 {
                let session = workload.session(try await ours.session(), .old)
                group.addTask {
                    var random = SplitMix(seed: UInt64(number + 1))
                    for _ in 0..<60 {
                        do {
                            let isTransaction = random.next(below: 2) == 0
                            if isTransaction { try await session.execute("BEGIN") }
                            for _ in 0..<(isTransaction ? 3 : 1) {
                                try await session.execute(Self.statement(&random))
                            }
                            if isTransaction {
                                try await session.execute(random.next(below: 4) == 0 ? "ROLLBACK" : "COMMIT")
                            }
                        } catch let error as EngineError {
                            // A deadlock, or a customer who is gone.
                            #expect(["40P01", "23503", "23505"].contains(error.code ?? ""), "\(error)")
                            await session.rollback()
                        }
                    }
                    await session.close()
                }
            }
            try await group.waitForAll()
        }
        #expect(record.gap == nil && record.writes.count > 300, "\(record.writes.count)")
        let outcome = try await proof(ours, twin, record)
        #expect(outcome.isRight && outcome.line.contains("rows are what"), "\(outcome.line)")
        // One row that differs is found.
        try await ours.run(
            "UPDATE stock SET count = -1 WHERE (place, item) = (SELECT place, item FROM stock LIMIT 1)")
        let wrong = try await proof(ours, twin, record)
        #expect(!wrong.isRight && wrong.line.contains("1 rows of public.stock"), "\(wrong.line)")
        for database in [ours, twin] { await database.drop() }
    }

    /// What clients were committing when it happened is left out; everything else is written again.
    @Test(arguments: [false, true])
    func aServerThatLosesPowerLeavesFewRowsInDoubt(_ prepares: Bool) async throws {
        let server = try PrivatePostgres.start(PostgresBinaries.find(major: 15))
        defer { server.stop() }
        let ours = try await TestDatabase.on(server)
        let twin = try await TestDatabase.postgres(15)
        for database in [ours, twin] { try await database.run(Self.schema) }
        let record = try await record(ours)
        var workload = Workload(rate: 1, clients: 1, oldCode: [], newCode: nil)
        workload.prepares = prepares
        workload.record = record
        let recorder = LatencyRecorder(phase: "load")
        let generator = LoadGenerator(engine: ours.engine, recorder: recorder) { [workload] in
            workload.session($0, .old)
        }
        let operation = ClientOperation(weight: 1, writes: true) { session, random in
            let (key, value) = (
                Int64.random(in: 1...60, using: &random), Int64.random(in: 1...9, using: &random)
            )
            let isTransaction = key % 3 == 0
            if isTransaction { try await session.execute("BEGIN") }
            try await session.execute(
                "UPDATE orders SET quantity = quantity + 1, note = \(bind: .integer(value)) WHERE id = \(bind: .integer(key))"
            )
            try await session.execute(
                "INSERT INTO orders (customer_id, quantity) VALUES (\(bind: .integer(value)), \(bind: .integer(key)))"
            )
            if isTransaction { try await session.execute("COMMIT") }
            try await session.execute(
                "DELETE FROM orders WHERE id = \(bind: .integer(key + 60)) AND quantity > 50")
        }
        record.expectsLoss = true
        generator.start("client", clients: 8, rate: 300, [operation])
        // Until somebody was at COMMIT.
        for attempt in 0..<60 where attempt < 3 || record.unsureRows == 0 || record.writes.count <= 300 {
            try await Task.sleep(for: .milliseconds(400))
            try server.restart(.immediate)
        }
        try await Task.sleep(for: .milliseconds(300))
        #expect(try await generator.rest())
        #expect(record.gap == nil && record.writes.count > 300, "\(record.gap ?? "") \(record.writes.count)")
        let back = try await TestDatabase.existing(ours, on: server)
        let outcome = try await proof(back, twin, record)
        #expect(outcome.isRight && outcome.notCompared == nil, "\(outcome)")
        #expect((1...60).contains(outcome.leftOut) && outcome.rows > 100, "\(outcome)")
        await generator.cancel()
        await twin.drop()
    }

    /// A foreign key is looked at when its statement is at its end: what it refers to may have come while it was under way.
    @Test func whatARowRefersToMayStandBehindIt() async throws {
        let ours = try await TestDatabase.postgres(18)
        let twin = try await TestDatabase.postgres(18)
        for database in [ours, twin] { try await database.run(Self.schema) }
        // Before the trigger of the key, which comes later by its name.
        try await ours.run(
            """
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
              'BEGIN PERFORM pg_advisory_xact_lock_shared(77); RETURN NULL; END';
            CREATE TRIGGER "A wait" AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION wait();
            """)
        var workload = Workload(rate: 1, clients: 1, oldCode: [], newCode: nil)
        let record = try await record(ours)
        workload.record = record
        let gate = try await ours.session()
        let first = workload.session(try await ours.session(), .old)
        let second = workload.session(try await ours.session(), .old)
        _ = try await gate.query("SELECT pg_advisory_lock(77)")
        async let order = first.execute("INSERT INTO orders (customer_id, quantity) VALUES (77, 1)")
        try await waitUntil("the order waits") {
            try await ours.scalar("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                .integer == 1
        }
        try await second.execute("INSERT INTO customers VALUES (77, 'late')")
        _ = try await gate.query("SELECT pg_advisory_unlock(77)")
        _ = try await order
        #expect(record.writes.map(\.table.name.text) == ["orders", "customers"])
        let outcome = try await proof(ours, twin, record)
        #expect(outcome.isRight, "\(outcome.line)")
        for session in [gate, first, second] { await session.close() }
        for database in [ours, twin] { await database.drop() }
    }

    private func proof(_ ours: TestDatabase, _ twin: TestDatabase, _ record: WriteRecord) async throws
        -> RowsProof
    {
        let catalog = try await ours.engine.inspect(on: ours.connection)
        return try await DataProof(
            ours: Database.open(ours.url), twin: Database.open(twin.url),
            tables: catalog.tables.values.sorted { $0.name < $1.name }, record: record
        ).make(PlainMigration([]))
    }

    /// Rows that new code has written are left out, whatever their keys look like.
    @Test func whatNewCodeWritesIsLeftOut() async throws {
        let ours = try await TestDatabase.postgres(15)
        let twin = try await TestDatabase.postgres(15)
        for database in [ours, twin] {
            try await database.run(Self.schema)
            try await database.run(#"INSERT INTO stock VALUES ('a "b", \c', '', 1), ('d', 'e', 1)"#)
        }
        let record = try await record(ours)
        let old = RecordingConnection(ours.connection, record, .old)
        try await old.execute("UPDATE stock SET count = 5 WHERE place = 'd'")
        try await RecordingConnection(ours.connection, record, .new).execute(
            "UPDATE stock SET count = 7 WHERE item = ''")
        record.endOldCode()
        try await old.execute("UPDATE orders SET note = 'late' WHERE id = 7")
        let outcome = try await proof(ours, twin, record)
        #expect(outcome.isRight && outcome.line.contains("after the same 1 writes"), "\(outcome.line)")
        // A customer's orders go with him, and nobody tells which.
        try await old.execute("DELETE FROM customers WHERE id = 3")
        #expect(record.gap?.contains("public.customers to which others refer") == true, "\(record.gap ?? "")")
        for database in [ours, twin] { await database.drop() }
    }

    @Test(arguments: [
        ("SELECT place_order()", "place_order()"),
        ("WITH gone AS (DELETE FROM orders RETURNING id) SELECT * FROM gone", "write in a WITH"),
        ("UPDATE orders SET id = DEFAULT WHERE id = 1", "change keys of public.orders"),
        ("DELETE FROM busy", "through the view busy"),
        ("TRUNCATE stock", "TRUNCATE"),
        ("ROLLBACK TO SAVEPOINT a", "take back parts"),
    ])
    func whatCannotBeKeptIsSaid(_ sql: String, _ reason: String) async throws {
        let database = try await TestDatabase.postgres(15)
        try await database.run(Self.schema)
        let record = try await record(database, ["place_order"])
        let session = RecordingConnection(database.connection, record, .old)
        try await session.execute("BEGIN")
        try await session.execute("SAVEPOINT a")
        try await session.execute(SQL(verbatim: sql))
        #expect(record.gap == nil)
        try await session.execute("COMMIT")
        #expect(record.gap?.contains(reason) == true, "\(record.gap ?? "nothing")")
        await database.drop()
    }
}
