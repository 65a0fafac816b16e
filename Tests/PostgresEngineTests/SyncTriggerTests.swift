import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import PostgresEngine
import Testing

/// What the two-way trigger promises to code of both generations.
@Suite(.aFewAtATime) struct SyncTriggerTests {
    private static let table = ObjectName(schema: "public", "orders")

    /// `b` takes the place of `a`; text to a number, so that both ways can fail.
    private static func trigger(exact: Bool) -> SyncTrigger {
        let (a, b) = (Expression(column: "a", .postgres), Expression(column: "b", .postgres))
        return SyncTrigger(
            name: "colonnade_orders_a", table: table,
            forwards: [Fill(table: table, column: "b", value: exact ? a : a.cast(to: "integer"))],
            reverses: [Fill(table: table, column: "a", value: exact ? b : b.cast(to: "varchar"))],
            isExact: exact
        )
    }

    private func database(_ version: Int, _ trigger: SyncTrigger) async throws -> TestDatabase {
        let database = try await TestDatabase.postgres(version)
        let type = trigger.isExact ? "text" : "int"
        try await database.run(
            """
            CREATE SCHEMA colonnade;
            CREATE TABLE orders (id int PRIMARY KEY, a varchar(3) DEFAULT '7', note text, b \(type));
            INSERT INTO orders VALUES (1, '10', NULL, NULL), (2, '20', NULL, NULL), (3, '007', NULL, 7);
            """
        )
        try await database.engine.perform(
            .column(.installSync(trigger, settled: false)), on: database.connection)
        return database
    }

    private func row(_ id: Int, _ database: TestDatabase) async throws -> String? {
        try await database.scalar(
            "SELECT concat_ws(' ', coalesce(a, '-'), coalesce(b::text, '-')) FROM orders WHERE id = \(id)"
        )
        .text
    }

    @Test(arguments: [15, 16, 18], [true, false])
    func eitherGenerationIsFollowedByTheOtherSide(_ version: Int, _ exact: Bool) async throws {
        let database = try await database(version, Self.trigger(exact: exact))
        func expect(_ id: Int, _ expected: String, _ sql: String) async throws {
            try await database.run(sql)
            #expect(try await row(id, database) == expected, "\(sql)")
        }
        try await expect(4, "40 40", "INSERT INTO orders (id, a) VALUES (4, '40')")
        try await expect(5, "50 50", "INSERT INTO orders (id, b) VALUES (5, '50')")
        try await expect(6, "7 7", "INSERT INTO orders (id) VALUES (6)")
        try await expect(7, "- -", "INSERT INTO orders (id, a) VALUES (7, NULL)")
        try await expect(8, "9 9", "INSERT INTO orders (id, a, b) VALUES (8, '1', '9')")
        try await expect(1, "10 10", "UPDATE orders SET note = 'x' WHERE id = 1")
        try await expect(1, "11 11", "UPDATE orders SET a = '11' WHERE id = 1")
        try await expect(1, "12 12", "UPDATE orders SET b = '12' WHERE id = 1")
        try await expect(1, "14 14", "UPDATE orders SET a = '13', b = '14' WHERE id = 1")
        try await expect(1, "- -", "UPDATE orders SET b = NULL WHERE id = 1")
        try await expect(2, "21 21", "UPDATE orders SET a = '21' WHERE id = 2")
        try await expect(9, "5 5", "COPY orders (id, a) FROM PROGRAM 'printf \"9\\t5\\n\"'")
        try await expect(
            9, "6 6",
            "INSERT INTO orders (id, a) VALUES (9, '6') ON CONFLICT (id) DO UPDATE SET a = excluded.a")
        try await expect(
            9, "8 8",
            "INSERT INTO orders (id, b) VALUES (9, '8') ON CONFLICT (id) DO UPDATE SET b = excluded.b")
        try await expect(
            9, "3 3",
            """
            MERGE INTO orders o USING (VALUES (9, '3'::varchar)) v (id, a) ON v.id = o.id
              WHEN MATCHED THEN UPDATE SET a = v.a WHEN NOT MATCHED THEN INSERT (id, a) VALUES (v.id, v.a)
            """
        )
        let returned = try await database.scalar("UPDATE orders SET a = '4' WHERE id = 9 RETURNING b::text")
        #expect(returned.text == "4")
        await database.drop()
    }

    @Test(arguments: [15, 16, 18])
    func replicatedRowsAreKeptInStepAndTheBackfillIsLeftAlone(_ version: Int) async throws {
        let database = try await database(version, Self.trigger(exact: false))
        try await database.run("SET session_replication_role = replica")
        try await database.run(
            "INSERT INTO orders (id, a) VALUES (4, '40'); UPDATE orders SET a = '11' WHERE id = 1")
        #expect(try await row(4, database) == "40 40")
        #expect(try await row(1, database) == "11 11")
        try await database.run("SET session_replication_role = origin")
        _ = try await database.engine.beginBatch(
            "UPDATE orders SET b = 99 WHERE id = 2", timeout: .seconds(1), suppressingTriggers: false,
            on: database.connection
        )
        try await database.run("COMMIT")
        #expect(try await row(2, database) == "20 99", "the backfill's own value is nobody else's business")
        try await database.run("UPDATE orders SET b = 98 WHERE id = 2")
        #expect(
            try await row(2, database) == "98 98",
            "what the backfill said of itself ends with its transaction")
        await database.drop()
    }

    @Test(arguments: [15, 16, 18])
    func whatCannotBeConvertedIsLeftEmptyOrRefused(_ version: Int) async throws {
        let trigger = Self.trigger(exact: false)
        let database = try await database(version, trigger)
        try await database.run(
            "UPDATE orders SET a = 'x' WHERE id = 1; INSERT INTO orders (id, a) VALUES (4, 'y')")
        #expect(try await row(1, database) == "x -", "old code is not stopped while rows are still mended")
        #expect(try await row(4, database) == "y -")
        try await database.run(
            "UPDATE orders SET b = 12345 WHERE id = 2; INSERT INTO orders (id, b) VALUES (5, 54321)")
        #expect(try await row(2, database) == "- 12345", "new code's value fits no varchar(3), and is kept")
        #expect(try await row(5, database) == "- 54321")
        try await database.run("UPDATE orders SET b = 7, note = 'same' WHERE id = 3")
        #expect(try await row(3, database) == "007 7")
        try await database.run(
            "UPDATE orders SET b = 8 WHERE id = 3; UPDATE orders SET a = '008' WHERE id = 3")
        #expect(try await row(3, database) == "008 8", "both mean the same: nothing is made of 008")

        try await database.engine.perform(.column(.settleSync(trigger)), on: database.connection)
        let error = await #expect(throws: EngineError.self) {
            try await database.run("UPDATE orders SET a = 'z' WHERE id = 3")
        }
        #expect(error?.code == "22P02")
        try await database.run("UPDATE orders SET note = 'n' WHERE id = 1")
        #expect(try await row(1, database) == "x -", "an unrelated update of such a row goes through")
        try await database.engine.perform(.column(.removeSync(trigger)), on: database.connection)
        #expect(
            try await database.scalar("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal").integer == 0)
        await database.drop()
    }

    /// The search_path, the rights and the temporary tables of the session that writes do not matter.
    @Test(arguments: [15, 16, 18])
    func aWriterWithRightsOnTheTableOnlyAndAnotherSearchPath(_ version: Int) async throws {
        let database = try await database(version, Self.trigger(exact: false))
        let role = "writer_\(UInt32.random(in: 0 ... .max))"
        try await database.run(
            """
            CREATE ROLE \(role); CREATE SCHEMA elsewhere; GRANT USAGE ON SCHEMA elsewhere TO \(role);
            CREATE DOMAIN elsewhere.integer AS text; GRANT SELECT, INSERT, UPDATE ON orders TO \(role);
            SET ROLE \(role); SET search_path = elsewhere;
            INSERT INTO public.orders (id, a) VALUES (4, '40'); UPDATE public.orders SET b = 2 WHERE id = 1;
            RESET ROLE; RESET search_path;
            """
        )
        #expect(try await row(4, database) == "40 40")
        #expect(try await row(1, database) == "2 2")
        try await database.run("DROP OWNED BY \(role); DROP ROLE \(role)")
        await database.drop()
    }
}
